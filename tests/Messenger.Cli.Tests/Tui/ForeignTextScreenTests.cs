using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Whole screens of what comes from elsewhere: pastes, and what peers write.</summary>
[Collection(ScreenCollection.Name)]
public sealed class ForeignTextScreenTests
{
    [Fact]
    public void A_long_paste_asks_and_a_short_one_does_not()
    {
        using var bench = new TuiBench().LogIn();
        bench.Press(new KeyPress(Key.Paste, "one\ntwo\n")).Press(Key.Enter);
        Assert.Contains("say lobby one\ntwo", bench.Link.Calls);
        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6"));
        bench.Shows("6 lines, 11 bytes");
        bench.Type("d");
        Assert.Equal("", bench.Chat.Page.Input.Text);
        bench.Press(new KeyPress(Key.Paste, new string('x', 2_001))).Shows("A long paste");
        bench.Press(Key.Enter);
        Assert.Equal(2_001, bench.Chat.Page.Input.Text.Length);

        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6")).Shows("send it as a file to the server, and tell lobby");
        bench.Type("f");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        Assert.Contains("upload True paste-20261122-140500.txt", bench.Link.Calls);
        bench.Link.Transfers[0].End(ExitCode.Done);
        var path = bench.Link.Transfers[0].Request.Selections[0];
        bench.Until(() => !File.Exists(path));
        Assert.Contains("upload 1: paste-20261122-140500.txt, what", bench.Shows("put on the server:"));
        // Who talks here learns of it, and how to get it.
        bench.Until(() => bench.Link.Calls.Contains("act lobby put paste-20261122-140500.txt on the server; /get paste-20261122-140500.txt fetches it"));
        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6")).Shows("send it as a file");
        bench.Type("f");
        bench.Until(() => bench.Link.Transfers.Count == 2);
        bench.Link.Transfers[1].End(ExitCode.Denied, "uploads are off on this server");
        bench.Shows("uploads are off on this server");
        Assert.Single(bench.Link.Calls, call => call.StartsWith("act "));
    }

    [Fact]
    public void A_long_paste_into_a_private_talk_is_for_the_one_there_alone()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/query bob").Shows("only the two of you");
        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6")).Shows("send it as a file to bob alone");
        // Whoever is looked at when it is answered.
        bench.Type("f");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        Assert.Contains("upload True paste-20261122-140500.txt to bob", bench.Link.Calls);
        bench.Link.Transfers[0].End(ExitCode.Done);
        bench.Shows("sent to bob: ");
        Assert.DoesNotContain(bench.Link.Calls, call => call.StartsWith("act "));
        // Beside the talk, it is for all.
        bench.Function(4).Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6")).Shows("send it as a file to the server");
    }

    [Fact]
    public void Nothing_that_a_peer_writes_reaches_the_screen_as_it_is()
    {
        using var bench = new TuiBench(120, 40).LogIn();
        bench.Link.People.Add(new Member { Name = TranscriptTests.Hostile });
        bench.Link.Library.Add(new FileEntry { Path = $"a/{TranscriptTests.Hostile}", Size = 1 });
        bench.Tell(new RoomEnteredEvent("lobby", TranscriptTests.Hostile, 3, false) { At = CommandBench.UtcTime.Now });
        bench.Say(TranscriptTests.Hostile, TranscriptTests.Hostile + new string('\u0301', 10_000), BufferKey.Private(TranscriptTests.Hostile));
        bench.Say("bob", "last");
        AssertHarmless(bench.Shows("last"));
        bench.Alt('2');
        AssertHarmless(bench.Shows("only the two of you"));
        bench.Function(2);
        bench.Press(Key.Right);
        AssertHarmless(bench.Shows("Files: a"));
        bench.Alt('t');
        Assert.Empty(bench.Link.Transfers); // The way up is no file.
        bench.Press(Key.Down).Alt('t');
        AssertHarmless(bench.Shows("a/"));
        bench.Press(Key.KillToEnd);
        AssertHarmless(bench.Shows("Go to"));
    }

    [Fact]
    public void Of_a_wide_character_that_a_box_half_covers_nothing_is_drawn()
    {
        using var bench = new TuiBench(41, 16).LogIn();
        for (var i = 0; i < 12; i++)
            bench.Say("bob", new string('漢', 40));
        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6"));
        var covered = bench.Shows("A long paste");
        bench.Say("bob", "more " + new string('漢', 60));
        foreach (var screen in (string[])[covered, bench.Screen()])
            Assert.All(screen.Split('\n').SkipWhile(l => !l.Contains('╭')).Skip(1).TakeWhile(l => !l.Contains('╰')), l => Assert.Equal(2, l.Count(c => c == '│')));
        Assert.DoesNotContain("╭", bench.Press(Key.Escape).Screen());
    }

    private static void AssertHarmless(string screen) =>
        Assert.True(Platform.Text.SafeText.IsSafe(screen, Platform.Text.LayoutCharacters.LineFeeds), screen);
}
