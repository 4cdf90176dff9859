namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>Operators act from the client and from the server's own machine, and what they decide outlives the server.</summary>
public sealed class OperatorTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task An_operator_kicks_and_bans_from_the_chat_and_the_banned_do_not_come_back_by_themselves()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 3);
        var (ann, bob, cleo) = (crowd.Users[0], crowd.Users[1], crowd.Users[2]);
        var denied = await ann.AnswerAsync(new { type = "kick", name = "bob" });
        Assert.Equal("4", denied.Text("exit"));
        await ControlAsync(server, "operators", "add", "ann");

        var sessions = (await ann.AskAsync(new { type = "sessions" })).GetProperty("lines").EnumerateArray().Select(l => l.GetString()!.Split('\t')).ToArray();
        Assert.Equal([("ann", "chat", "127.0.0.1"), ("bob", "chat", "127.0.0.1"), ("cleo", "chat", "127.0.0.1")], sessions.Select(s => (s[0], s[1], s[2])));
        await ann.AskAsync(new { type = "kick", name = "bob", reason = "too loud" });
        var kicked = (await bob.Program.ExitAsync()).Expect(4);
        Assert.Contains("you were removed by ann: too loud", kicked.Error);

        await ann.AskAsync(new { type = "ban", name = "cleo", @for = "2h", reason = "spam" });
        var banned = (await cleo.Program.ExitAsync()).Expect(4);
        Assert.Contains("by ann: spam", banned.Error);
        Assert.Contains("until 20", Sentence.Of((await crowd.People[2].RunAsync(server, "users")).Expect(4)));
        Assert.Contains("cleo", (await ann.AskAsync(new { type = "bans" })).ToString());

        // Over a restart, kill -9 included.
        await server.KillAsync();
        await server.StartAgainAsync();
        (await crowd.People[2].RunAsync(server, "users")).Expect(4);
        (await crowd.People[1].RunAsync(server, "users")).Expect(0);
        Assert.Equal("cleo is banned no more\n", await ControlAsync(server, "ctl", "unban", "cleo"));
        (await crowd.People[2].RunAsync(server, "users")).Expect(0);

        var audit = File.ReadAllLines(Path.Combine(server.Data, "audit.log"));
        Assert.Equal(["operators", "kick", "ban", "unban"], audit.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("act").GetString()));
    }

    [Fact]
    public async Task From_the_lines_of_a_chat_they_mute_lock_rooms_and_close_the_door()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var ada = new Person(binaries, "ada");
        (await ada.RunAsync(server, "users")).Expect(0);
        await ControlAsync(server, "operators", "add", "ada");
        await using var lines = await ada.StartOnTerminalAsync(server.Address, ["chat", "--line"], columns: 100);
        await lines.WaitForAsync(s => s.Contains("lobby>"));

        await EnterAsync(lines, "/mute ann 10m calm down");
        await lines.WaitForAsync(s => s.Contains("ann is muted until"));
        var refused = await crowd.Users[0].AnswerAsync(new { type = "say", text = "hello" });
        Assert.Contains("calm down", refused.Text("message"));
        await EnterAsync(lines, "/unmute ann");
        await lines.WaitForAsync(s => s.Contains("ann is muted no more"));
        await crowd.Users[0].SayAsync("better");

        await EnterAsync(lines, "/lock lobby be kind");
        await crowd.Users[0].HearsAsync(o => o.Is("topic", ("topic", "be kind"), ("by", "ada")));
        Assert.Equal("4", (await crowd.Users[0].AnswerAsync(new { type = "topic", room = "lobby", topic = "mine" })).Text("exit"));

        await EnterAsync(lines, "/newcomers off");
        await lines.WaitForAsync(s => s.Contains("newcomers are not let in"));
        using var stranger = new Person(binaries, "stan");
        Assert.Contains("newcomers", Sentence.Of((await stranger.RunAsync(server, "users")).Expect(4)));
        (await crowd.People[0].RunAsync(server, "users")).Expect(0);
        await EnterAsync(lines, "/kick ada");
        await lines.WaitForAsync(s => s.Contains("ada is you"));
    }

    [Fact]
    public async Task The_keeper_acts_while_the_server_runs_and_while_it_does_not()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var bob = new Person(binaries, "bob");
        (await bob.RunAsync(server, "users")).Expect(0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.Data, "ctl.sock")) & (UnixFileMode)0b111_111_111);
        Assert.Contains("no operators", await ControlAsync(server, "operators"));
        Assert.Contains("kick", await ControlAsync(server, "ctl", "help"));
        await RefusedAsync(server, 3, "operators", "add", "nobody");
        await RefusedAsync(server, 2, "ctl", "dance");
        await RefusedAsync(server, 2, "ctl", "ban", "a/b");
        await RefusedAsync(server, 3, "ctl", "kick", "bob");

        (await server.StopAsync()).Expect(0);
        Assert.False(File.Exists(Path.Combine(server.Data, "ctl.sock")));
        Assert.Equal("bob is banned for good; 0 sessions ended\n", await ControlAsync(server, "ctl", "ban", "bob"));
        await ControlAsync(server, "operators", "add", "bob");
        await server.StartAgainAsync();
        Assert.Contains("for good", Sentence.Of((await bob.RunAsync(server, "users")).Expect(4)));
        Assert.Equal("bob\n", await ControlAsync(server, "operators"));
    }

    private static async Task EnterAsync(Terminal terminal, string line)
    {
        await terminal.TypeAsync(line);
        await terminal.PressAsync("Enter");
    }

    private async Task<string> ControlAsync(TestServer server, params string[] words) =>
        (await RunningProgram.RunAsync(binaries.Server, [.. words, "--data", server.Data])).Expect(0).Text;

    private async Task RefusedAsync(TestServer server, int exit, params string[] words)
    {
        var result = (await RunningProgram.RunAsync(binaries.Server, [.. words, "--data", server.Data])).Expect(exit);
        Assert.StartsWith("msgr-server: ", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }
}
