namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>The full screen for somebody who was there before.</summary>
public sealed class ComingBackTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task What_was_said_meanwhile_stands_below_a_line()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using (var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]))
        {
            await terminal.WaitForAsync(s => s.Contains("\nlobby>"));
            // Who came and went within one delta is told to nobody.
            await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "joined")));
            await crowd.Users[0].SayAsync("read before");
            Assert.DoesNotContain("── new ──", await terminal.WaitForAsync(s => s.Contains("<ann> read before")));
            await terminal.PressAsync("C-d");
            Assert.Equal(0, await terminal.WaitForExitAsync());
        }

        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "left")));
        await crowd.Users[0].SayAsync("said meanwhile");
        await using var back = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        var screen = await back.WaitForAsync(s => s.Contains("<ann> said meanwhile"));
        var (read, line, meanwhile) = (screen.IndexOf("<ann> read before"), screen.IndexOf("── new ──"), screen.IndexOf("<ann> said meanwhile"));
        Assert.True(0 <= read && read < line && line < meanwhile, screen);
    }

    [Fact]
    public async Task A_changed_key_stops_it_and_all_that_there_is_to_know_is_read_on_a_small_terminal()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        (await person.RunAsync(server, "users")).Expect(0);
        var before = await server.FingerprintAsync();
        var after = await server.ChangeKeyAsync();

        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"], columns: 40, rows: 10);
        var first = await terminal.WaitForAsync(s => s.Contains("the key of") && s.Contains("PgDn more"));
        await terminal.PressAsync("PPage", "NPage", "NPage");
        var last = await terminal.WaitForAsync(s => s.Contains("PgUp back"));
        Assert.Contains(before, Joined(first));
        Assert.Contains(after, Joined(first));
        Assert.Contains("accept it with --fingerprint", string.Join(' ', Inside(last)));
        Assert.Contains(after, Joined(last));
        await terminal.PressAsync("Escape");
        Assert.Equal(11, await terminal.WaitForExitAsync());
    }

    // A fingerprint is cut at the end of a row.
    private static string Joined(string screen) => string.Concat(Inside(screen));

    private static IEnumerable<string> Inside(string screen) => screen.Split('\n').Select(row => row.Trim('│', ' '));
}
