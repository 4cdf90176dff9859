using System.Runtime.InteropServices;

namespace Messenger.EndToEnd.Tests;

/// <summary>The harness itself: a test that waits, types, kills or reads screens can be believed.</summary>
public sealed class HarnessTests
{
    [Fact]
    public async Task A_program_sees_only_its_own_environment_and_folder()
    {
        using var folder = new TemporaryFolder();
        var result = await RunningProgram.RunAsync(
            "sh", ["-c", "env | grep -v ^_= | cut -d= -f1 | sort | tr '\\n' ' '; pwd"], new Dictionary<string, string> { ["HOME"] = "/h" }, folder.Path);
        Assert.Equal($"HOME PATH PWD {folder.Path}\n", result.Expect(0).Text);
    }

    [Fact]
    public async Task Output_is_kept_byte_for_byte_and_apart_from_errors()
    {
        var result = await RunningProgram.RunAsync("sh", ["-c", @"printf '\377\000\n'; echo bad >&2; exit 7"]);
        Assert.Equal([0xff, 0, (byte)'\n'], result.Expect(7).Output);
        Assert.Equal("bad\n", result.Error);
        Assert.ThrowsAny<Exception>(() => result.Expect(0));
    }

    [Fact]
    public async Task A_conversation_goes_line_by_line()
    {
        await using var program = RunningProgram.Start("sh", ["-c", "while read -r line; do echo \"got $line\"; done"]);
        await program.TypeAsync("one");
        Assert.Equal("got one", await program.SaysAsync(l => l.StartsWith("got")));
        await program.TypeAsync("two");
        Assert.Equal("got two", await program.SaysAsync(l => l.StartsWith("got"), after: 1));
        program.CloseInput();
        Assert.Equal(["got one", "got two"], (await program.ExitAsync()).Expect(0).Text.TrimEnd().Split('\n'));
        await Assert.ThrowsAsync<InvalidOperationException>(() => program.SaysAsync(l => l == "three"));
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_killed_at_the_deadline()
    {
        await using var program = RunningProgram.Start("cat", []);
        await Assert.ThrowsAsync<TimeoutException>(() => program.ExitAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(128 + 9, (await program.ExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Signals_arrive()
    {
        await using var program = RunningProgram.Start("sh", ["-c", "trap 'echo term; exit 3' TERM; echo ready; while read -r line; do :; done; exit 4"]);
        await program.SaysAsync(l => l == "ready");
        program.Signal(PosixSignal.SIGTERM);
        program.CloseInput();
        Assert.Equal("ready\nterm\n", (await program.ExitAsync()).Expect(3).Text);
    }

    [Fact]
    public async Task A_terminal_can_be_typed_on_read_and_resized()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["GREETING"] = "Grüße" };
        await using var terminal = await Terminal.StartAsync("sh", [], environment, folder.Path, columns: 60, rows: 10);

        await terminal.WaitForAsync(s => s.TrimEnd() is "#" or "$");
        await terminal.TypeAsync("stty size; echo $GREETING; pwd");
        await terminal.PressAsync("Enter");
        var screen = await terminal.WaitForAsync(s => s.Contains("\nGrüße"));
        Assert.Contains("\n10 60\n", screen);

        await terminal.ResizeAsync(100, 30);
        await terminal.TypeAsync("stty size");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("\n30 100\n"));

        Assert.Null(await terminal.ExitCodeAsync());
        await terminal.TypeAsync("exit 5");
        await terminal.PressAsync("Enter");
        Assert.Equal(5, await terminal.WaitForExitAsync());
    }
}
