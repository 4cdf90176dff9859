using System.Text;

namespace Messenger.EndToEnd.Tests.OnTerminal;

/// <summary>What peers write carries no command to anybody's terminal: not in messages, topics, names of files or errors.</summary>
public sealed class HostileTextTests(PublishedBinaries binaries)
{
    // Clears the screen, sets the title, asks the terminal to answer, hides the cursor, by C0 and by C1, and turns and hides text.
    internal const string Hostile = "\u001b[2J\u001b]0;owned\u0007\u001b[6n\u001b[?25l\u009b31mC1\u0090q\u0007\r\b\u202eesrever\u202c\u200bzero\ufeff\u2066x\u2069";

    [Fact]
    public async Task On_a_terminal_it_is_shown_harmlessly()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer($"file {Hostile} end.txt", "x"u8.ToArray());
        server.Offer("zero\u200bwidth\ufeff end.txt", "x"u8.ToArray());
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var terminal = await person.StartOnTerminalAsync(server.Address, ["chat", "--line"]);
        await terminal.WaitForAsync(s => s.TrimEnd().EndsWith("lobby>"));

        await crowd.Users[0].SayAsync($"first {Hostile} last");
        await crowd.Users[0].SayAsync("many marks a" + new string('\u0301', 3_000) + " done");
        await crowd.Users[0].AskAsync(new { type = "topic", topic = $"topic {Hostile} end" });
        await crowd.Users[0].SayAsync("wide 👩‍👩‍👧 漢字 over");
        // A name that could act on a terminal is not served at all; one that hides something is.
        await terminal.TypeAsync("/files");
        await terminal.PressAsync("Enter");
        await terminal.TypeAsync($"/msg no\u202ebody x");
        await terminal.PressAsync("Enter");

        var screen = await terminal.WaitForAsync(s => s.Contains("end.txt") && s.Contains("over") && s.TrimEnd().EndsWith("lobby>"));
        // Nothing was cleared, moved or answered, and the line to type in is where it was.
        Assert.Contains("you are in lobby", screen);
        Assert.Contains("first ", screen);
        AssertHarmless(screen);
        await terminal.TypeAsync("still mine");
        await terminal.PressAsync("Enter");
        await crowd.Users[0].HearsTextAsync("still mine");
    }

    [Fact]
    public async Task In_plain_lines_and_in_what_the_client_says_on_stderr_too()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var name = $"file {Hostile} end.txt";
        server.Offer(name, "x"u8.ToArray());
        server.Offer("zero\u200bwidth\ufeff end.txt", "x"u8.ToArray());
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var person = new Person(binaries, "zoe");
        await using var plain = person.Start(server, "chat", "--plain");
        await plain.SaysAsync(l => l.Contains("you are in lobby"));

        await crowd.Users[0].SayAsync($"first {Hostile} last");
        await plain.SaysAsync(l => l.Contains("first ") && l.EndsWith("last"));
        await plain.TypeAsync("/files");
        await plain.SaysAsync(l => l.EndsWith("end.txt"));
        AssertHarmless(plain.Output.Text);

        // For a pipe a name is data, as it is.
        Assert.Equal("zero\u200bwidth\ufeff end.txt\n", (await person.RunAsync(server, "files")).Expect(0).Text);
        AssertHarmless((await person.RunAsync(server, "get", "**")).Expect(0).Error);
        Assert.Equal(["zero\u200bwidth\ufeff end.txt"], Tree.Of(person.Desk).Keys);
        AssertHarmless(Sentence.Of((await person.RunAsync(server, "get", name)).Expect(3)));
        AssertHarmless(Sentence.Of((await person.RunAsync(server, "get", "not " + name)).Expect(3)));
        AssertHarmless(Sentence.Of((await person.RunAsync(server, "say", "--to", $"x{Hostile}", "y")).Expect(4)));
        AssertHarmless(Sentence.Of((await person.RunAsync($"host{Hostile}", "users")).Expect(2)));
        AssertHarmless(Sentence.Of((await person.RunAsync(server, $"command{Hostile}")).Expect(2)));
        AssertHarmless(server.Program.Error.Text);
    }

    internal static void AssertHarmless(string text) => Assert.All(text.EnumerateRunes(), rune =>
        Assert.False(rune.Value is not '\n' && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
            || rune.Value is >= 0x202a and <= 0x202e or >= 0x2066 and <= 0x2069 or 0x200b or 0xfeff, $"U+{rune.Value:X4} in {text}"));
}
