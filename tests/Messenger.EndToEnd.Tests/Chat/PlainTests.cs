namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>Lines in, lines out.</summary>
public sealed class PlainTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task A_room_that_cannot_be_entered_is_no_success()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        foreach (var mode in (string[][])[["--plain"], []])
            Assert.Contains("a name cannot contain '/'", (await ann.RunAsync(server, ["chat", "--room", "bad/room", .. mode])).Expect(4).Error);
    }

    [Fact]
    public async Task Two_people_talk_by_lines_and_slash_commands()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("cat.png", [1, 2, 3]);
        using var annsHome = new Person(binaries, "ann");
        using var bobsHome = new Person(binaries, "bob");
        await using var ann = annsHome.Start(server, "chat", "--plain");
        await ann.SaysAsync(l => l.Contains("you are in lobby"));
        await using var bob = bobsHome.Start(server, "chat", "--plain");
        await bob.SaysAsync(l => l.Contains("you are in lobby"));
        await ann.SaysAsync(l => l.EndsWith("→ bob is here"));

        await bob.TypeAsync("hello, ann");
        await ann.SaysAsync(l => l.EndsWith(" <bob> hello, ann"));
        await ann.TypeAsync("/me waves");
        await bob.SaysAsync(l => l.EndsWith(" * ann waves"));
        await ann.TypeAsync("/msg bob psst, you");
        await bob.SaysAsync(l => l.EndsWith("[@ann] <ann> psst, you"));
        await ann.TypeAsync("//not a command");
        await bob.SaysAsync(l => l.EndsWith("<ann> /not a command"));
        await ann.TypeAsync("/dance");
        await ann.SaysAsync(l => l.Contains("there is no /dance"));
        await ann.TypeAsync("/join ops");
        await ann.SaysAsync(l => l.Contains("you are in ops"));
        await ann.TypeAsync("/topic night shift");
        await ann.TypeAsync("/topic");
        await ann.SaysAsync(l => l.EndsWith("ops: night shift"));
        await ann.TypeAsync("alone here");
        await ann.SaysAsync(l => l.EndsWith("[ops] <ann> alone here") || l.EndsWith("[#ops] <ann> alone here"));
        await ann.TypeAsync("/part");
        await ann.SaysAsync(l => l.Contains("you left ops"));
        await ann.TypeAsync("/who");
        await ann.SaysAsync(l => l.EndsWith("lobby (2): ann bob"));
        await ann.TypeAsync("/away lunch");
        await bob.SaysAsync(l => l.EndsWith("ann is away"));
        await bob.TypeAsync("/whois ann");
        await bob.SaysAsync(l => l.Contains("lunch"));
        await bob.TypeAsync("/files");
        await bob.SaysAsync(l => l.EndsWith("cat.png"));
        await bob.TypeAsync("/get cat.png");
        await bob.SaysAsync(l => l.Contains("downloaded"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(bobsHome["cat.png"]));
        await bob.TypeAsync("/ping");
        await bob.SaysAsync(l => l.EndsWith("ms to the server and back"));
        await bob.TypeAsync("/quit");
        (await bob.ExitAsync()).Expect(0);
        await ann.SaysAsync(l => l.EndsWith("← bob left"));
        ann.CloseInput();

        var told = await ann.ExitAsync();
        Assert.DoesNotContain("\e", told.Text);
        Assert.DoesNotContain(told.Text.Split('\n'), l => l.Contains("not a command") && l.Contains("there is no"));
    }

    [Fact]
    public async Task What_a_pipe_brings_is_said_line_by_line_whatever_it_begins_with()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "script");
        await using var pipe = person.Start(server, "chat");
        await pipe.TypeAsync("one\n/quit\n\n  three");
        pipe.CloseInput();
        (await pipe.ExitAsync()).Expect(0);

        await crowd.Users[0].HearsTextAsync("  three");
        Assert.Equal(["one", "/quit", "  three"], crowd.Users[0].Texts);
    }

    [Fact]
    public async Task A_thousand_piped_lines_all_arrive_in_order()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "script");
        await using var pipe = person.Start(server, "chat", "--room", "log");
        await pipe.TypeAsync(string.Join('\n', Enumerable.Range(0, 1_000)));
        pipe.CloseInput();
        (await pipe.ExitAsync()).Expect(0);

        // A room keeps 500; whoever is in it sees all. This reads what is kept.
        await crowd.Users[0].AskAsync(new { type = "join", room = "log" });
        await crowd.Users[0].HearsTextAsync("999");
        Assert.Equal(crowd.Users[0].Texts.Select(int.Parse).Order(), crowd.Users[0].Texts.Select(int.Parse));
    }

    [Fact]
    public async Task Standard_input_is_one_message_for_say()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        await using var say = crowd.People[0].Start(server, "say", "-");
        await say.TypeAsync("first\nsecond");
        say.CloseInput();
        (await say.ExitAsync()).Expect(0);

        await crowd.Users[0].HearsTextAsync("first\nsecond");
        (await crowd.People[0].RunAsync(server, "say", "-")).Expect(2);
        (await crowd.People[0].RunAsync(server, "say", "--", "--not-an-option", "a,b")).Expect(0);
        await crowd.Users[0].HearsTextAsync("--not-an-option a,b");
    }
}
