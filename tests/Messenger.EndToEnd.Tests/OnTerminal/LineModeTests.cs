namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary><c>msgr chat --line</c> on a terminal of 80 by 24.</summary>
public sealed class LineModeTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task People_talk_and_the_typed_line_survives_what_arrives()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("cat.png", [1, 2, 3]);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));

        await terminal.TypeAsync("half a sent");
        await terminal.WaitForAsync(s => LastLine(s) == "lobby> half a sent");
        for (var i = 0; i < 30; i++)
            await crowd.Users[0].SayAsync($"line {i}");
        var screen = await terminal.WaitForAsync(s => s.Contains("<ann> line 29"));
        Assert.Equal("lobby> half a sent", LastLine(screen));
        Assert.Single(screen.Split('\n'), l => l.Contains("half a sent"));

        await terminal.TypeAsync("ence");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("half a sentence");
        screen = await terminal.WaitForAsync(s => s.Contains("<zoe> half a sentence"));
        Assert.Equal("lobby>", LastLine(screen));

        await terminal.TypeAsync("/get cat.png");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("downloaded"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(person["cat.png"]));
        await terminal.TypeAsync("/join ops");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => LastLine(s) is "ops>" or "#ops>");
        await terminal.TypeAsync("/quit");
        await terminal.PressAsync("Enter");
        Assert.Equal(0, await terminal.WaitForExitAsync());
        Assert.Equal("quit", (await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "left"), ("room", "lobby")))).Text("reason"));
    }

    [Fact]
    public async Task Lines_are_edited_completed_and_called_back()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));

        await terminal.TypeAsync("world");
        await terminal.PressAsync("C-a");
        await terminal.TypeAsync("hello big ");
        await terminal.PressAsync("C-w");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("hello world");
        await terminal.PressAsync("Up");
        await terminal.TypeAsync("!");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("hello world!");
        await terminal.TypeAsync("/w");
        await terminal.PressAsync("Tab");
        await terminal.WaitForAsync(s => s.Contains("\n/who  /whois\n") && LastLine(s) == "lobby> /who");
        await terminal.PressAsync("C-u");
        await terminal.TypeAsync("an");
        await terminal.PressAsync("Tab");
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby> ann"));
        await terminal.TypeAsync("Grüße 世界");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsAsync(o => o.Is("message") && o.Text("text")!.EndsWith("Grüße 世界"));
        await terminal.PressAsync("C-d");
        Assert.Equal(0, await terminal.WaitForExitAsync());
    }

    [Fact]
    public async Task It_stays_usable_when_the_terminal_gets_narrow_and_wide_again()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));

        await terminal.ResizeAsync(40, 10);
        var text = string.Join(' ', Enumerable.Range(100, 60));
        await crowd.Users[0].SayAsync(text);
        await terminal.TypeAsync(text);
        await terminal.WaitForAsync(s => LastLine(s).EndsWith("159"));
        await terminal.ResizeAsync(100, 30);
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsAsync(o => o.Is("message", ("from", "zoe"), ("text", text)));
        await terminal.WaitForAsync(s => LastLine(s) == "lobby>");
    }

    [Fact]
    public async Task In_the_background_it_prints_what_is_said_and_leaves_the_last_line_to_the_shell()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client, ["PS1"] = "shell> " };
        await using var terminal = await Terminal.StartAsync("bash", ["--norc", "-i"], environment, person.Desk);
        await terminal.TypeAsync("\"$MSGR\" chat --line");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => LastLine(s) == "lobby>");
        await terminal.TypeAsync("half");
        await terminal.WaitForAsync(s => LastLine(s) == "lobby> half");

        await terminal.PressAsync("C-z");
        await terminal.WaitForAsync(s => s.Contains("Stopped") && LastLine(s) == "shell>");
        await terminal.TypeAsync("bg");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].SayAsync("said meanwhile");
        await terminal.WaitForAsync(s => s.Contains("<ann> said meanwhile"));
        await terminal.TypeAsync("fg");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => LastLine(s) == "lobby> half");
        await terminal.TypeAsync(" a line");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("half a line");
    }

    [Theory]
    [InlineData("C-c", 130)]
    [InlineData(null, 143)]
    public async Task The_terminal_is_as_before_after_every_way_out(string? key, int exit)
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client };
        const string script = "stty -g >before; trap : INT; sh -c 'echo $$ >id; exec \"$MSGR\" chat --line'; echo code $?; stty -g >after; cmp before after && echo same; read -r line; echo got $line";
        await using var terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk);
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));
        await terminal.TypeAsync("unsent");
        await terminal.WaitForAsync(s => LastLine(s) == "lobby> unsent");

        if (key is not null)
            await terminal.PressAsync(key);
        else
            (await RunningProgram.RunAsync("kill", ["-TERM", File.ReadAllText(person["id"]).Trim()])).Expect(0);

        var screen = await terminal.WaitForAsync(s => s.Contains($"code {exit}\nsame"));
        await terminal.TypeAsync("seen");
        Assert.Contains("\nseen", await terminal.WaitForAsync(s => s.Contains("\nseen"))); // It echoes again, on a line of its own.
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("got seen"));
        Assert.DoesNotContain("lobby> unsent\n\n\n", screen);
    }

    [Fact]
    public async Task A_taken_name_asks_for_another()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "ann");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);

        await terminal.WaitForAsync(s => s.Contains("Another name"));
        await terminal.TypeAsync("zoe");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "zoe"), ("state", "joined")));

        await terminal.PressAsync("C-d");
        Assert.Equal(0, await terminal.WaitForExitAsync());
    }

    [Fact]
    public async Task The_server_goes_away_and_comes_back_while_somebody_types()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby>"));

        await server.KillAsync();
        await terminal.WaitForAsync(s => LastLine(s).StartsWith("lobby (no connection)>"));
        await terminal.TypeAsync("said offline");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("not sent yet"));
        await server.StartAgainAsync();
        await terminal.WaitForAsync(s => s.Contains("back online") && s.Contains("<zoe> said offline") && LastLine(s) == "lobby>");
    }

    private static string LastLine(string screen) => screen.TrimEnd().Split('\n')[^1].TrimEnd();
}
