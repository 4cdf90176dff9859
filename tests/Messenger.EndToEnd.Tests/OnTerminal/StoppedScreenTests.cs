using System.Diagnostics;
using System.Globalization;

namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>The full screen, stopped by somebody who says nothing to it (<c>kill -STOP</c>), below a shell with jobs.</summary>
public sealed class StoppedScreenTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task It_leaves_the_terminal_to_the_shell_until_it_is_brought_back()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await StartAsync(server, person);
        var id = (await File.ReadAllTextAsync(person["id"], TestContext.Current.CancellationToken)).Trim();

        await SignalAsync("STOP", id);
        await terminal.WaitForAsync(s => s.Contains("Stopped"));
        // It runs, in the background, until it wants to read: the screen is the shell's all the same.
        await SignalAsync("CONT", id);
        await terminal.TypeAsync("echo mine");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("\nmine\n"));
        await terminal.TypeAsync("fg");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby> half" && s.Contains("F1 help") && !s.Contains("mine"));
        await terminal.TypeAsync(" a line");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby> half a line");
        await terminal.PressAsync("C-u", "C-d");
        await terminal.WaitForAsync(s => s.TrimEnd().EndsWith("shell>"));
        await ExpectTheTerminalAsBeforeAsync(terminal);
    }

    [Fact]
    public async Task Ended_in_the_background_it_ends_and_leaves_the_terminal_as_it_was()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await StartAsync(server, person);

        var id = (await File.ReadAllTextAsync(person["id"], TestContext.Current.CancellationToken)).Trim();
        using var program = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));

        await SignalAsync("STOP", id);
        await terminal.WaitForAsync(s => s.Contains("Stopped"));
        await terminal.TypeAsync("kill %1");
        await terminal.PressAsync("Enter");
        await program.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline.Ordinary, TestContext.Current.CancellationToken);
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("Exit 143") && s.TrimEnd().EndsWith("shell>"));
        Assert.True(await terminal.ShowsCursorAsync());
        await ExpectTheTerminalAsBeforeAsync(terminal);
    }

    private async Task<Terminal> StartAsync(TestServer server, Person person)
    {
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client, ["PS1"] = "shell> " };
        var terminal = await Terminal.StartAsync("bash", ["--norc", "-i"], environment, person.Desk);
        await terminal.TypeAsync("stty -g >before");
        await terminal.PressAsync("Enter");
        await terminal.TypeAsync("sh -c 'echo $$ >id; exec \"$MSGR\" chat'");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await terminal.TypeAsync("half");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby> half");
        return terminal;
    }

    private static async Task SignalAsync(string signal, string id) => (await RunningProgram.RunAsync("kill", [$"-{signal}", id])).Expect(0);

    private static async Task ExpectTheTerminalAsBeforeAsync(Terminal terminal)
    {
        await terminal.TypeAsync("stty -g >after; cmp before after && echo same");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("\nsame\n"));
    }

    // The row that begins with where text goes.
    private static string InputLine(string screen) => screen.Split('\n').LastOrDefault(l => l.StartsWith("lobby>"))?.TrimEnd() ?? "";
}
