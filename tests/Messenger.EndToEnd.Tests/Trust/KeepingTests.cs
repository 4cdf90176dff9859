using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>What the keeper of a server decides, before and while it runs.</summary>
public sealed class KeepingTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Names_are_given_and_taken_and_files_are_for_some()
    {
        await using var server = await TestServer.StartAsync(binaries, "--names", "listed", "--uploads", "on", "--uploads-for", "ann", "--downloads-for", "operators");
        server.Offer("a.txt", [1, 2, 3]);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        foreach (var person in (Person[])[ann, bob])
        {
            Assert.Contains("list", Sentence.Of((await person.RunAsync(server, "users")).Expect(4)));
            var key = (await person.RunAsync(server, "identity", "show")).Expect(0).Text.Trim();
            Assert.Contains(key, await ControlAsync(server, "names", "add", person.Name, key));
            (await person.RunAsync(server, "users")).Expect(0);
        }

        File.WriteAllText(ann["mine.txt"], "mine");
        File.WriteAllText(bob["mine.txt"], "mine");
        Assert.Contains("keeper", Sentence.Of((await bob.RunAsync(server, "put", "mine.txt")).Expect(4)));
        (await ann.RunAsync(server, "put", "mine.txt")).Expect(0);
        Assert.Contains("keeper", Sentence.Of((await ann.RunAsync(server, "get", "a.txt")).Expect(4)));
        await ControlAsync(server, "operators", "add", "ann");
        (await ann.RunAsync(server, "get", "a.txt")).Expect(0);

        await ControlAsync(server, "names", "remove", "bob");
        (await bob.RunAsync(server, "users")).Expect(4);
        Assert.StartsWith("ann\tSHA256:", Assert.Single((await ControlAsync(server, "names")).TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task Open_names_are_whoevers_is_there_and_what_was_claimed_before_is_kept_for_other_days()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var other = new Person(binaries, "ann");
        (await ann.RunAsync(server, "users")).Expect(0);
        (await other.RunAsync(server, "users")).Expect(4);
        (await server.StopAsync()).Expect(0);

        string[] open = ["--listen", "127.0.0.1", "--port", "0", "--files", server.Files, "--data", server.Data, "--names", "open"];
        Assert.Contains("--access listed", (await RunningProgram.RunAsync(binaries.Server, [.. open, "--access", "listed"])).Expect(2).Error);
        Assert.Contains("--uploads-for", (await RunningProgram.RunAsync(binaries.Server, [.. open, "--uploads-for", "ann"])).Expect(2).Error);
        await using (var running = RunningProgram.Start(binaries.Server, open))
        {
            var address = $"127.0.0.1:{ListeningLine.PortOf(await running.SaysAsync(ListeningLine.Matches))}";
            foreach (var person in (Person[])[other, ann])
                (await person.RunAsync(address, "users")).Expect(0);
            await using var chat = other.Start(address, "chat", "--jsonl");
            await chat.SaysAsync(l => l.Contains("\"online\""));
            (await ann.RunAsync(address, "users")).Expect(4);
        }

        await server.StartAgainAsync();
        (await other.RunAsync(server, "users")).Expect(4);
        (await ann.RunAsync(server, "users")).Expect(0);
    }

    [Fact]
    public async Task A_reload_takes_a_new_sentence_and_a_new_secret_and_keeps_both_where_they_cannot_be_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["motd"], "first\n");
        File.WriteAllText(folder["secret"], "the first secret\n");
        await using var server = await TestServer.StartAsync(binaries, "--motd-file", folder["motd"], "--access", "secret", "--secret-file", folder["secret"]);
        using var ann = new Person(binaries, "ann");
        (await ann.RunAsync(server, "users", "--secret-file", folder["secret"])).Expect(0);

        File.WriteAllText(folder["motd"], "second\n");
        File.WriteAllText(folder["secret"], "the second secret\n");
        server.Program.Signal(PosixSignal.SIGHUP);
        await server.Program.Error.LineAsync(l => l.Contains("Read again"));
        (await ann.RunAsync(server, "users")).Expect(4);
        await using (var user = await ChatUser.EnterAsync(ann, server, "--secret-file", folder["secret"]))
            await user.HearsAsync(o => o.Is("notice", ("text", "second")));

        File.Delete(folder["secret"]);
        server.Program.Signal(PosixSignal.SIGHUP);
        await server.Program.Error.LineAsync(l => l.Contains("Nothing was read again"));
        (await ann.RunAsync(server, "users")).Expect(0);
    }

    [Fact]
    public async Task A_reload_takes_other_bounds_and_keeps_them_where_a_line_makes_no_sense()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["msgr.conf"], "rooms = 1\n");
        await using var server = await TestServer.StartAsync(binaries, "--config", folder["msgr.conf"], "--limits", "rooms=7");
        using var ann = new Person(binaries, "ann");
        await using var user = await ChatUser.EnterAsync(ann, server);
        await JoinAsync("one", joins: true);
        await JoinAsync("two", joins: false);

        await ReloadAsync("# more of them\nrooms = 2\n", "rooms 2 (was 1)");
        await JoinAsync("two", joins: true);
        await ReloadAsync("rooms = many\n", "line 1 of");
        await JoinAsync("three", joins: false);
        await ReloadAsync("", "rooms 7 (was 2)");
        await JoinAsync("three", joins: true);

        File.WriteAllText(folder["msgr.conf"], "rooms = 1\nport = 7\n");
        var refused = await RunningProgram.RunAsync(binaries.Server, ["--data", folder["data"], "--files", folder["files"], "--config", folder["msgr.conf"]]);
        Assert.StartsWith("msgr-server: line 2 of ", Assert.Single(refused.Expect(2).Error.TrimEnd().Split('\n')));

        async Task ReloadAsync(string settings, string says)
        {
            File.WriteAllText(folder["msgr.conf"], settings);
            server.Program.Signal(PosixSignal.SIGHUP);
            await server.Program.Error.LineAsync(l => l.Contains(says));
        }

        async Task JoinAsync(string room, bool joins) => Assert.Equal(!joins, (await user.AnswerAsync(new { type = "join", room })).Is("error"));
    }

    [Fact]
    public async Task The_service_manager_is_told_when_it_listens_and_when_it_stops()
    {
        using var folder = new TemporaryFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        await using var server = RunningProgram.Start(
            binaries.Server,
            ["--listen", "127.0.0.1", "--port", "0", "--files", folder["files"], "--data", folder["data"]],
            new Dictionary<string, string> { ["NOTIFY_SOCKET"] = folder["notify"] },
            folder.Path);
        Assert.Equal("READY=1", await HearAsync(manager));
        await server.SaysAsync(ListeningLine.Matches);
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal("STOPPING=1", await HearAsync(manager));
        (await server.ExitAsync()).Expect(0);
    }

    [Fact]
    public async Task The_unit_starts_this_program_and_lets_it_do_little()
    {
        var unit = (await RunningProgram.RunAsync(binaries.Server, ["unit"])).Expect(0).Text;
        Assert.Contains("Type=notify\n", unit);
        Assert.Matches("(?m)^ExecStart=/.*msgr-server --data ", unit);
        Assert.Contains("ProtectSystem=strict\n", unit);
        Assert.Contains("NoNewPrivileges=yes\n", unit);
        (await RunningProgram.RunAsync(binaries.Server, ["unit", "more"])).Expect(2);
    }

    [Fact]
    public async Task A_start_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_overwritten()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data"]);
        var damaged = Encoding.UTF8.GetBytes(new string('x', 8_192));
        File.WriteAllBytes(folder["data/server.db"], damaged);
        File.SetUnixFileMode(folder["data/server.db"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("damaged", await RefusedAsync(9, "--data", folder["data"]));
        Assert.Equal(damaged, File.ReadAllBytes(folder["data/server.db"]));

        File.WriteAllText(folder["file"], "no folder");
        Assert.Contains(folder["file"], await RefusedAsync(9, "--data", folder["file"]));
        Assert.Contains("--files", await RefusedAsync(9, "--data", folder["other"], "--files", folder["file"]));
        Assert.Contains("chambers", await RefusedAsync(2, "--data", folder["other"], "--limits", "chambers=3"));
        Assert.Contains("--access", await RefusedAsync(2, "--data", folder["other"], "--access", "closed"));
        File.WriteAllText(folder["secret"], "short");
        Assert.Contains("secret", await RefusedAsync(2, "--data", folder["other"], "--access", "secret", "--secret-file", folder["secret"]));

        async Task<string> RefusedAsync(int exit, params string[] options)
        {
            var result = await RunningProgram.RunAsync(
                binaries.Server, ["--listen", "127.0.0.1", "--port", "0", .. options.Contains("--files") ? [] : (string[])["--files", folder["files"]], .. options], folder: folder.Path);
            return Assert.Single(result.Expect(exit).Error.TrimEnd().Split('\n'));
        }
    }

    private static async Task<string> HearAsync(Socket manager)
    {
        var buffer = new byte[256];
        using var giveUp = new CancellationTokenSource(Deadline.Ordinary);
        return Encoding.UTF8.GetString(buffer, 0, await manager.ReceiveAsync(buffer, giveUp.Token));
    }

    private async Task<string> ControlAsync(TestServer server, params string[] words) =>
        (await RunningProgram.RunAsync(binaries.Server, [.. words, "--data", server.Data])).Expect(0).Text;
}
