namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary><c>msgr chat</c> on a terminal: the full screen, with nothing but what is on it.</summary>
public sealed class FullScreenTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Somebody_who_never_saw_it_logs_in_talks_gets_a_file_and_leaves()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        server.Offer("docs/big.bin", content);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        var environment = person.Environment.Where(v => v.Key != "MSGR_USER").ToDictionary();
        await using var terminal = await Terminal.StartAsync(binaries.Client, ["chat"], environment, person.Desk);

        await terminal.WaitForAsync(s => s.Contains("Log in") && s.Contains("Server"));
        await terminal.PressAsync("C-u");
        await terminal.TypeAsync(server.Address);
        await terminal.PressAsync("Tab", "C-u");
        await terminal.TypeAsync("zoe");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>" && s.Contains("ann") && s.Contains("F1 help"));
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "joined")));

        await terminal.TypeAsync("Grüße 世界");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("Grüße 世界");
        await terminal.WaitForAsync(s => s.Contains("<zoe> Grüße 世界"));
        await terminal.PressAsync("F3", "Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "@ann>");
        await terminal.TypeAsync("psst");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("psst");

        await terminal.PressAsync("F2");
        await terminal.WaitForAsync(s => s.Contains("docs/"));
        await terminal.TypeAsync("big");
        await terminal.WaitForAsync(s => s.Contains("docs/big.bin") && s.Contains("2.86 MiB"));
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("get it by UDP alone"));
        await terminal.TypeAsync("u");
        await terminal.WaitForAsync(s => s.StartsWith("Transfers") && s.Contains("big.bin: 2.86 MiB in"));
        Assert.Equal(content, await File.ReadAllBytesAsync(person["big.bin"]));

        await terminal.TypeAsync("/quit bye");
        await terminal.PressAsync("Enter");
        Assert.Equal(0, await terminal.WaitForExitAsync());
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "left")));
    }

    [Fact]
    public async Task What_is_typed_survives_what_arrives_and_a_terminal_of_another_size()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        await terminal.TypeAsync("half a sentence");
        for (var i = 0; i < 40; i++)
            await crowd.Users[0].SayAsync($"line {i}");
        var screen = await terminal.WaitForAsync(s => s.Contains("<ann> line 39"));
        Assert.Equal("lobby> half a sentence", InputLine(screen));

        await terminal.PressAsync("PPage");
        await terminal.WaitForAsync(s => s.Contains("below, Esc") && !s.Contains("line 39"));
        await crowd.Users[0].SayAsync("while away");
        await terminal.ResizeAsync(40, 10);
        screen = await terminal.WaitForAsync(s => s.Split('\n').All(l => l.Length <= 40) && s.Contains("lobby> half a sentence"));
        Assert.DoesNotContain("while away", screen);
        await terminal.PressAsync("C-End");
        await terminal.WaitForAsync(s => s.Contains("<ann> while away"));
        await terminal.ResizeAsync(120, 40);
        await terminal.WaitForAsync(s => s.Contains("F1 help") && s.Contains("while away") && s.Contains("line 20"));
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("half a sentence");
    }

    [Fact]
    public async Task The_server_goes_away_and_comes_back_while_somebody_types()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        await server.KillAsync();
        await terminal.WaitForAsync(s => s.Contains("no connection, trying again"));
        await terminal.TypeAsync("said offline");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("said offline (queued)") && s.Contains("1 not delivered"));
        await server.StartAgainAsync();
        await terminal.WaitForAsync(s => s.Contains("back online") && s.Contains("<zoe> said offline") && !s.Contains("(queued)"));
    }

    [Theory]
    [InlineData("/quit", 0)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 143)]
    public async Task The_terminal_is_as_before_after_every_way_out(string way, int exit)
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client };
        const string script = "echo first; stty -g >before; trap : INT; sh -c 'echo $$ >id; exec \"$MSGR\" chat'; echo code $?; stty -g >after; cmp before after && echo same; read -r line; echo got $line";
        await using var terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        if (way == "/quit")
        {
            await terminal.TypeAsync(way);
            await terminal.PressAsync("Enter");
        }
        else
        {
            (await RunningProgram.RunAsync("kill", [$"-{way}", File.ReadAllText(person["id"]).Trim()])).Expect(0);
        }

        // What the terminal showed before is there again, and it echoes.
        await terminal.WaitForAsync(s => s.Contains($"first\ncode {exit}\nsame"));
        Assert.True(await terminal.ShowsCursorAsync());
        await terminal.TypeAsync("seen");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("\nseen\ngot seen"));
    }

    [Fact]
    public async Task It_goes_on_while_nobody_looks_and_is_as_it_was_for_who_comes_back()
    {
        if (!Machine.Has("script"))
            Assert.Skip("NOT RUN: script is not installed, so nobody can come back to a terminal");
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await using (await terminal.AttachAsync())
        {
            await terminal.TypeAsync("half a sentence");
            await terminal.WaitForAsync(s => InputLine(s) == "lobby> half a sentence");
            await terminal.DetachAsync();
        }

        await crowd.Users[0].SayAsync("said while nobody looked");
        await using var back = await terminal.AttachAsync();
        await terminal.ResizeAsync(100, 30);
        await terminal.WaitForAsync(s => s.Contains("<ann> said while nobody looked") && InputLine(s) == "lobby> half a sentence" && s.Contains("F5 your files"));
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("half a sentence");
    }

    [Fact]
    public async Task It_goes_to_the_background_and_comes_back()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client, ["PS1"] = "shell> " };
        await using var terminal = await Terminal.StartAsync("bash", ["--norc", "-i"], environment, person.Desk);
        await terminal.TypeAsync("\"$MSGR\" chat");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await terminal.TypeAsync("half");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby> half");

        await terminal.PressAsync("C-z");
        await terminal.WaitForAsync(s => s.Contains("Stopped"));
        await crowd.Users[0].SayAsync("said meanwhile");
        await terminal.TypeAsync("fg");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("said meanwhile") && InputLine(s) == "lobby> half");
    }

    [Fact]
    public async Task What_peers_write_is_shown_harmlessly()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("zero\u200bwidth\ufeff end.txt", "x"u8.ToArray());
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        await crowd.Users[0].SayAsync($"first {HostileTextTests.Hostile} last");
        await crowd.Users[0].SayAsync("many marks a" + new string('\u0301', 3_000) + " done");
        await crowd.Users[0].AskAsync(new { type = "topic", topic = $"topic {HostileTextTests.Hostile} end" });
        await crowd.Users[0].SayAsync("wide 👩‍👩‍👧 漢字 over");
        var screen = await terminal.WaitForAsync(s => s.Contains("over"));
        Assert.Contains("first ", screen);
        Assert.Contains("F1 help", screen);
        Assert.Equal("lobby>", InputLine(screen));
        HostileTextTests.AssertHarmless(screen);
        await terminal.PressAsync("F2");
        HostileTextTests.AssertHarmless(await terminal.WaitForAsync(s => s.Contains("end.txt")));
    }

    [Fact]
    public async Task Files_are_picked_put_on_the_server_and_sent_and_the_talk_is_saved()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(person["picture.bin"], content);
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        await terminal.PressAsync("F5");
        await terminal.WaitForAsync(s => s.StartsWith("Your files") && s.Contains("picture.bin"));
        await terminal.PressAsync("End", "Enter");
        await terminal.WaitForAsync(s => s.Contains("put it on the server"));
        await terminal.TypeAsync("p");
        await terminal.WaitForAsync(s => s.StartsWith("Transfers") && s.Contains("picture.bin: 195 KiB in"));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(server.Files, "picture.bin")));

        await terminal.TypeAsync("/query ann");
        await terminal.PressAsync("Enter", "F5");
        await terminal.WaitForAsync(s => s.StartsWith("Your files") && s.Contains("picture.bin"));
        await terminal.PressAsync("End", "Enter");
        await terminal.WaitForAsync(s => s.Contains("send it to ann alone"));
        await terminal.TypeAsync("s");
        await terminal.WaitForAsync(s => s.StartsWith("Transfers") && s.Contains("it waits for ann until"));
        await crowd.Users[0].AskAsync(new { type = "accept", parcel = 1 });
        await terminal.WaitForAsync(s => s.Contains("ann has all of it"));
        Assert.Equal(content, await File.ReadAllBytesAsync(crowd.People[0]["picture.bin"]));

        await terminal.PressAsync("Escape");
        await terminal.WaitForAsync(s => InputLine(s) == "@ann>");
        await terminal.TypeAsync("to be kept: 漢字");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("to be kept: 漢字");
        // What is on its way is no part of the talk yet.
        await terminal.WaitForAsync(s => s.Split('\n').Any(l => l.TrimEnd().EndsWith("<zoe> to be kept: 漢字")));
        await terminal.TypeAsync("/save talk.txt");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("talk.txt") && s.Contains("written to"));
        Assert.Contains("<zoe> to be kept: 漢字\n", await File.ReadAllTextAsync(person["talk.txt"]));
    }

    [Fact]
    public async Task A_short_paste_is_typed_and_a_long_one_goes_as_a_file_that_the_room_hears_of()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");

        // The line feed at its end sends nothing.
        await terminal.PasteAsync("a word or two\n");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby> a word or two");
        await terminal.PressAsync("C-u");
        await terminal.PasteAsync("1\n2\n3\n4\n5\n6\n");
        await terminal.WaitForAsync(s => s.Contains("6 lines, 11 bytes") && s.Contains("and tell lobby"));
        await terminal.TypeAsync("f");
        await crowd.Users[0].HearsAsync(o => o.Is("message", ("from", "zoe")) && o.Text("text")!.Contains("on the server; /get paste-"));
        var pasted = Assert.Single(Tree.Of(server.Files).Keys);
        Assert.Equal("1\n2\n3\n4\n5\n6\n", await File.ReadAllTextAsync(Path.Combine(server.Files, pasted)));
        await terminal.WaitForAsync(s => s.Contains("* zoe put paste-"));
    }

    [Fact]
    public async Task A_screen_that_was_written_over_is_drawn_anew()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await terminal.TypeAsync("half a sentence");
        var before = await terminal.WaitForAsync(s => InputLine(s) == "lobby> half a sentence");

        await terminal.WriteOverAsync("somebody else's words");
        await terminal.WaitForAsync(s => s.Contains("somebody else's words"));
        await terminal.PressAsync("C-l");
        await terminal.WaitForAsync(s => s.Split('\n')[0] == before.Split('\n')[0] && !s.Contains("somebody else") && InputLine(s) == "lobby> half a sentence");
    }

    [Fact]
    public async Task A_taken_name_asks_for_another()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "ann");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);

        await terminal.WaitForAsync(s => s.Contains("Log in") && s.Contains("belongs to another key"));
        await terminal.PressAsync("C-u");
        await terminal.TypeAsync("zoe");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "joined")));
        await terminal.PressAsync("C-d");
        Assert.Equal(0, await terminal.WaitForExitAsync());
    }

    [Fact]
    public async Task A_server_with_a_secret_asks_for_it_once()
    {
        await using var server = await TestServer.StartAsync(binaries, "--access", "secret");
        using var person = new Person(binaries, "zoe");
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "join-secret"))).Trim();
        await using (var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]))
        {
            await terminal.WaitForAsync(s => s.Contains("lets in who knows its secret"));
            await terminal.TypeAsync("some other secret");
            await terminal.PressAsync("Enter");
            Assert.DoesNotContain("some other", await terminal.WaitForAsync(s => s.Contains("that is not the secret")));
            await terminal.TypeAsync(secret);
            Assert.DoesNotContain(secret, await terminal.WaitForAsync(s => s.Contains("•••••")));
            await terminal.PressAsync("Enter");
            await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
            await terminal.PressAsync("C-d");
            Assert.Equal(0, await terminal.WaitForExitAsync());
        }

        (await person.RunAsync(server, "users")).Expect(0);
        await using var again = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await again.WaitForAsync(s => InputLine(s) == "lobby>");
    }

    [Fact]
    public async Task A_double_click_on_a_name_begins_a_private_conversation_once_the_mouse_is_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>" && s.Contains("ann"));

        await terminal.TypeAsync("/mouse");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("the mouse is on"));
        // As a terminal reports it (SGR 1006): pressed and released, twice, on the first name.
        await terminal.TypeAsync(string.Concat(Enumerable.Repeat("\e[<0;70;2M\e[<0;70;2m", 2)));
        await terminal.WaitForAsync(s => InputLine(s) == "@ann>");
    }

    [Fact]
    public async Task It_starts_no_other_program_least_of_all_one_that_was_downloaded()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        foreach (var name in (string[])["bash", "sh", "which", "xclip"])
        {
            await File.WriteAllTextAsync(person[name], $"#!/bin/sh\n: >\"{person["ran"]}\"\n");
            File.SetUnixFileMode(person[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat"]);
        await terminal.WaitForAsync(s => InputLine(s) == "lobby>");
        await terminal.PressAsync("C-d");
        Assert.Equal(0, await terminal.WaitForExitAsync());
        Assert.False(File.Exists(person["ran"]));
    }

    // The row that begins with where text goes.
    private static string InputLine(string screen) =>
        screen.Split('\n').LastOrDefault(l => l.StartsWith("lobby>") || l.StartsWith('@') && l.Contains('>'))?.TrimEnd() ?? "";
}
