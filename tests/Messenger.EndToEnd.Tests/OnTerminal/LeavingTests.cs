using System.Text.RegularExpressions;

namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>Who leaves the chat while files are moved is told how far they are and which command goes on with them.</summary>
public sealed partial class LeavingTests(PublishedBinaries binaries)
{
    private const string Script = "\"$MSGR\" chat $VIEW; echo code $?; read -r line";

    [Fact]
    public async Task From_the_full_screen_with_an_upload_running()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on", "--limit-rate", "1M");
        using var person = new Person(binaries, "zoe");
        await File.WriteAllBytesAsync(person["big.bin"], new byte[64 << 20]);
        await using var terminal = await StartAsync(server, person, view: "");
        await terminal.WaitForAsync(s => s.Contains("lobby>"));
        await terminal.TypeAsync("/put big.bin --as kept/ --tcp");
        await terminal.PressAsync("Enter", "F4");
        await terminal.WaitForAsync(s => s.StartsWith("Transfers") && Moved().IsMatch(s));

        await terminal.TypeAsync("/quit");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("Leave?") && s.Contains("1 transfer not done yet"));
        await terminal.TypeAsync("l");
        var screen = await terminal.WaitForAsync(s => s.Contains("code 0"));
        Assert.Matches(@"msgr: kept/: stopped with [\d.]+ MiB of 64\.0 MiB kept; this continues it: msgr put --as kept/ --tcp big\.bin", screen.Replace("\n", ""));
    }

    [Fact]
    public async Task From_the_line_with_a_download_running()
    {
        await using var server = await TestServer.StartAsync(binaries, "--limit-rate", "1M");
        server.Offer("slow.bin", new byte[64 << 20]);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await StartAsync(server, person, view: "--line");
        await terminal.WaitForAsync(s => s.Contains("lobby>"));
        await terminal.TypeAsync("/get slow.bin --tcp");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("downloading slow.bin"));
        await terminal.TypeAsync("/pause");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("transfer 1 is paused; /resume lets it go on"));
        await terminal.TypeAsync("/quit");
        await terminal.PressAsync("Enter");
        var screen = await terminal.WaitForAsync(s => s.Contains("code 0"));
        // It may not have begun.
        Assert.Matches(@"msgr: slow\.bin: stopped .*; this (continues it|begins it again): msgr get --tcp slow\.bin", screen.Replace("\n", ""));
    }

    private Task<Terminal> StartAsync(TestServer server, Person person, string view)
    {
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client, ["VIEW"] = view };
        return Terminal.StartAsync("sh", ["-c", Script], environment, person.Desk);
    }

    [GeneratedRegex(@" [1-9]\d?%  ")]
    private static partial Regex Moved();
}
