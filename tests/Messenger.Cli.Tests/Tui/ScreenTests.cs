using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Whole screens: keys go in through Terminal.Gui, and what it has drawn is read.</summary>
[Collection(ScreenCollection.Name)]
public sealed class ScreenTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(40, 10)]
    public void A_conversation(int columns, int rows)
    {
        using var bench = new TuiBench(columns, rows).LogIn();
        bench.Tell(new RoomEnteredEvent("lobby", "be kind", 2, false) { At = CommandBench.UtcTime.Now });
        bench.Tell(new MemberJoinedEvent("lobby", "bob") { At = CommandBench.UtcTime.Now });
        bench.Say("bob", "hello ada, have you seen 漢字 and 👩‍👩‍👧 on a terminal before? This line is long enough to be wrapped.", mention: true);
        bench.Say("ada", "I have");
        bench.Say("bob", "two lines:\nsecond", BufferKey.Room("ops"));
        bench.Say("bob", "psst", BufferKey.Private("bob"));
        bench.Link.RoundTrip = TimeSpan.FromMilliseconds(1.25);
        bench.Link.Count = new(200, 1, null);
        bench.Controller.Tick();
        bench.Type("half a sentence");
        bench.Shows("I have");
        bench.Matches($"conversation-{columns}x{rows}");
    }

    [Fact]
    public void Keys_go_to_the_line_and_the_line_to_the_room()
    {
        using var bench = new TuiBench().LogIn();
        bench.Type("world").Press(Key.Home).Type("hello Ä 漢 ").Press(Key.End, Key.NewLine).Type("2nd").Press(Key.Enter);
        Assert.Contains("say lobby hello Ä 漢 world\n2nd", bench.Link.Calls);
        bench.Press(Key.Up).Type("!").Press(Key.Enter);
        Assert.Contains("say lobby hello Ä 漢 world\n2nd!", bench.Link.Calls);
        bench.Enter("//not a command").Enter("/nonsense");
        Assert.Contains("say lobby /not a command", bench.Link.Calls);
        bench.Shows("there is no /nonsense");
        Assert.DoesNotContain(bench.Link.Calls, c => c.Contains("nonsense"));
        bench.Type("bo").Press(Key.Tab);
        bench.Shows("lobby> bob:");
    }

    [Fact]
    public void Buffers_are_reached_by_number_by_name_and_by_what_is_unread()
    {
        using var bench = new TuiBench().LogIn();
        bench.Say("bob", "one", BufferKey.Room("ops"));
        bench.Say("bob", "two", BufferKey.Private("bob"));
        bench.Shows("3 @bob 1!");
        bench.Alt('a').Shows("\n@bob>");
        bench.Alt('a').Shows("\nops>");
        bench.Alt('1').Shows("\nlobby>");
        bench.Press(Key.Next).Shows("\nops>");
        bench.Press(Key.Previous, Key.Previous);
        bench.Shows("nothing is being transferred");
        bench.Press(Key.Escape).Shows("\nlobby>");
        // Nobody goes to themselves.
        Assert.DoesNotContain("@ada", bench.Press(Key.KillToEnd).Shows("Go to"));
        bench.Type("@b").Press(Key.Enter).Shows("\n@bob>");
        bench.Enter("/close").Shows("\nops>");
        bench.Press(Key.Newest).Type("x").Press(Key.Home, Key.KillToEnd).Shows("\nops>\n");
    }

    [Fact]
    public void A_name_in_the_list_begins_a_private_conversation()
    {
        using var bench = new TuiBench().LogIn();
        bench.Function(3).Press(Key.Down, Key.Enter);
        bench.Shows("\n@bob>");
        bench.Enter("psst");
        Assert.Contains("say @bob psst", bench.Link.Calls);
        bench.Alt('1');
        bench.Screen();
        bench.DoubleClick(70, 2);
        bench.Shows("\n@bob>");
        // On a narrow screen the list takes the middle while it has the keys.
        bench.Alt('1').Function(3);
        bench.Resize(40, 10);
        Assert.Contains("bob (away)", bench.Screen());
        bench.Press(Key.Escape);
        Assert.DoesNotContain("bob (away)", bench.Screen());
    }

    [Fact]
    public void Files_are_walked_filtered_and_got()
    {
        using var bench = new TuiBench().LogIn();
        var modified = CommandBench.UtcTime.Now.AddDays(-40).ToUnixTimeMilliseconds();
        bench.Link.Library.AddRange(
        [
            new() { Path = "big.iso", Size = 1L << 30, Modified = modified },
            new() { Path = "docs/a.txt", Size = 5, Modified = modified },
            new() { Path = "docs/deep/er.txt", Size = 7, Modified = CommandBench.UtcTime.Now.ToUnixTimeMilliseconds() },
        ]);
        bench.Function(2).Shows("3 files, 1.00 GiB");
        bench.Matches("files-80x24");
        bench.Type("er").Shows("docs/deep/er.txt");
        bench.Press(Key.KillToStart, Key.Right).Shows("Files: docs");
        bench.Shows("a.txt");
        bench.Press(Key.Backspace, Key.Down).Press(Key.Enter).Shows("into /home/ada");
        bench.Matches("file-question-80x24");
        bench.Type("h");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        Assert.Contains("download big.iso Tcp, Rudp 0.5", bench.Link.Calls);
        Assert.Equal(bench.Chat.Transfers, bench.Chat.Page);
        bench.Function(2).Shows("3 files, 1.00 GiB");
        bench.Alt('u');
        Assert.Contains("download big.iso Rudp ", bench.Link.Calls);
        bench.Enter("/get docs/a.txt --tcp -o x/");
        Assert.Contains("download docs/a.txt Tcp ", bench.Link.Calls);
    }

    [Fact]
    public void Transfers_show_how_far_they_are_and_are_steered()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/get big.iso");
        var transfer = bench.Link.Transfers[0];
        transfer.Progress = new()
        {
            Phase = TransferPhase.Transferring,
            Files = 1,
            CurrentFile = "big.iso",
            TotalBytes = 100 << 20,
            VerifiedBytes = 40 << 20,
            BytesPerSecond = 12 << 20,
            TimeLeft = TimeSpan.FromSeconds(5),
            Transport = TransferTransports.Rudp,
            RoundTrip = TimeSpan.FromMilliseconds(34),
            Loss = 0.051,
        };
        bench.Function(4).Shows("40%");
        bench.Matches("transfers-80x24");
        bench.Type("p");
        Assert.Equal(["pause"], transfer.Calls);
        bench.Shows("paused");
        bench.Type("r");
        Assert.Equal(["pause", "resume"], transfer.Calls);
        transfer.Progress = transfer.Progress with { Phase = TransferPhase.Stalled, Stall = "nothing came from the server for 4 s" };
        bench.Shows("stalled: nothing came");

        var half = transfer.Request.AskContinue!(transfer.Progress, default).AsTask();
        bench.Shows("Continue?");
        bench.Type("n");
        Assert.False(bench.ResultOf(half));
        var exists = transfer.Request.AskExisting!(new("big.iso", 5, CommandBench.UtcTime.Now, 9), default).AsTask();
        bench.Shows("A file is in the way");
        bench.Press(Key.Down, Key.Enter);
        Assert.Equal(ExistingPolicy.Rename, bench.ResultOf(exists));
        using var gone = new CancellationTokenSource();
        var withdrawn = transfer.Request.AskContinue!(transfer.Progress, gone.Token).AsTask();
        bench.Shows("Continue?");
        gone.Cancel();
        Assert.False(bench.ResultOf(withdrawn));

        bench.Enter("/pause 7").Shows("there is no transfer 7");
        bench.Enter("/quit").Shows("Leave?");
        bench.Type("s");
        Assert.DoesNotContain("logout ", bench.Link.Calls);
        bench.Enter("/stop");
        bench.Until(() => bench.Chat.Transfers.Running == 0);
        Assert.Equal("stop", transfer.Calls[^1]);
        bench.Enter("/quit");
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
    }

    [Fact]
    public void Who_leaves_before_a_download_is_done_is_told_what_goes_on_with_it()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/get 'big file.iso' -o there/ --udp").Enter("/get done.iso").Enter("/get by.hand").Enter("/put up.iso");
        foreach (var transfer in bench.Link.Transfers)
            transfer.Progress = new() { Phase = TransferPhase.Transferring, TotalBytes = 100 << 20, VerifiedBytes = 40 << 20 };
        bench.Link.Transfers[1].End(ExitCode.Done);
        bench.Enter("/stop 3");
        bench.Until(() => bench.Chat.Transfers.Running == 2);
        bench.Enter("/quit").Shows("Leave?");
        bench.Type("l");
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
        Assert.Equal("big file.iso: stopped with 40.0 MiB of 100 MiB kept; this continues it: msgr get -o there/ --udp 'big file.iso'", bench.Controller.TakeNote());
        Assert.Null(bench.Controller.TakeNote());
    }

    [Fact]
    public void Who_sent_a_parcel_sees_how_far_it_is_fetched()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/send bob a.iso").Function(4).Shows("a.iso to bob");
        var parcel = new Parcel { Id = 7, From = "ada", To = "bob", Name = "a.iso", FileCount = 1, TotalBytes = 100 << 20, Role = ParcelRole.Sender, Expires = CommandBench.UtcTime.Now.AddDays(7).ToUnixTimeMilliseconds() };
        // The news may come before the upload says that it is done.
        bench.Tell(new ParcelEvent(parcel with { State = ParcelState.Waiting }) { At = CommandBench.UtcTime.Now });
        bench.Link.Transfers[0].End(ExitCode.Done, parcel: 7);
        bench.Shows("it waits for bob until");
        bench.Tell(new ParcelEvent(parcel with { State = ParcelState.Accepted, FetchedBytes = 40 << 20 }) { At = CommandBench.UtcTime.Now });
        Assert.Contains("40%", bench.Shows("bob has  ━━━"));
        bench.Tell(new ParcelEvent(parcel with { State = ParcelState.Fetched }) { At = CommandBench.UtcTime.Now });
        bench.Shows("bob has all of it");
    }

    [Fact]
    public void The_login_asks_until_it_is_right_and_again_after_a_logout()
    {
        var sessions = new FakeSessions { Host = "localhost", IsChosen = false, Recent = ["chat.example.org:55000"] };
        var (taken, good, next) = (new FakeLink(), new FakeLink(), new FakeLink());
        foreach (var link in (FakeLink[])[taken, good, next])
            sessions.Links.Enqueue(link);
        using var bench = new TuiBench(sessions: sessions);
        bench.Shows("Log in");
        bench.Matches("login-80x24");
        bench.Press(Key.Down, Key.Down, Key.Enter).Press(Key.KillToStart).Type("bob").Press(Key.Enter);
        bench.Shows("connecting …");
        taken.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "the name bob is taken; choose another"), RefusalCode.NameTaken));
        taken.End();
        bench.Shows("the name bob is taken");
        bench.Press(Key.KillToStart).Type("ada").Press(Key.Enter);
        bench.LogIn(good);
        Assert.Equal(["start chat.example.org:55000 bob", "dispose", "start chat.example.org:55000 ada", "remember"], sessions.Calls);
        bench.Shows("\nlobby>");
        bench.Enter("/logout").Shows("Log in");
        Assert.False(bench.Ended.IsCompleted);
        bench.Press(Key.Escape);
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
    }

    [Fact]
    public void A_server_with_a_secret_asks_for_it_and_nobody_reads_it_off_the_screen()
    {
        var sessions = new FakeSessions();
        var links = Enumerable.Range(0, 3).Select(_ => new FakeLink()).ToArray();
        foreach (var link in links)
            sessions.Links.Enqueue(link);
        using var bench = new TuiBench(sessions: sessions);
        Refuse(links[0]);
        bench.Shows("this server lets in who knows its secret");
        bench.Type("wrong").Press(Key.Enter).Shows("it has 8 characters or more");
        Assert.DoesNotContain("wrong", bench.Type(" secrét").Shows("Secret  ••••••••••••"));
        bench.Press(Key.Enter).Shows("connecting …");
        Refuse(links[1]);
        bench.Shows("that is not the secret of this server");
        // Only who asks is told: another server has no such field.
        Assert.DoesNotContain("Secret", bench.Press(Key.BackTab, Key.BackTab).Type("x").Screen());
        bench.Press(Key.Backspace, Key.Tab, Key.Tab).Press(new KeyPress(Key.Paste, "open sesame\n")).Press(Key.Enter);
        bench.LogIn(links[2]).Shows("\nlobby>");
        Assert.Equal(
            ["start chat.example.org ada", "dispose", "start chat.example.org ada wrong secrét", "dispose", "start chat.example.org ada open sesame", "remember"],
            sessions.Calls);

        static void Refuse(FakeLink link)
        {
            link.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "This server asks for a secret"), RefusalCode.SecretNeeded));
            link.End();
        }
    }

    [Fact]
    public void What_is_said_beside_the_chat_is_told_on_the_screen_or_after_it()
    {
        var sessions = new FakeSessions { LastNote = "what the bad link did" };
        sessions.Notes.Add("a bad link is tried");
        using var bench = new TuiBench(sessions: sessions);
        sessions.Links.Enqueue(new FakeLink());
        bench.LogIn().Shows("a bad link is tried");
        bench.Enter("/logout").Shows("Log in");
        bench.Press(Key.Escape);
        bench.ResultOf(bench.Ended);
        Assert.Equal("what the bad link did", bench.Controller.TakeNote());
        Assert.Null(bench.Controller.TakeNote());
    }

    [Fact]
    public void A_changed_key_stops_with_both_fingerprints_and_its_exit_code()
    {
        using var bench = new TuiBench();
        bench.Tell(new DisconnectedEvent(new UserError(ExitCode.IdentityChanged, "the key of chat.example.org:55000 has changed from SHA256:aaa to SHA256:bbb: somebody is in between"), null));
        bench.Link.End();
        bench.Shows("SHA256:aaa");
        bench.Shows("SHA256:bbb");
        bench.Press(Key.Escape);
        Assert.Equal(ExitCode.IdentityChanged, Assert.Throws<UserError>(() => bench.ResultOf(bench.Ended)).Code);
    }

    [Fact]
    public void A_long_paste_asks_and_a_short_one_does_not()
    {
        using var bench = new TuiBench().LogIn();
        bench.Press(new KeyPress(Key.Paste, "one\ntwo\n")).Press(Key.Enter);
        Assert.Contains("say lobby one\ntwo", bench.Link.Calls);
        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6"));
        bench.Shows("6 lines, 11 characters");
        bench.Type("d");
        Assert.Equal("", bench.Chat.Page.Input.Text);
        bench.Press(new KeyPress(Key.Paste, new string('x', 2_001))).Shows("A long paste");
        bench.Press(Key.Enter);
        Assert.Equal(2_001, bench.Chat.Page.Input.Text.Length);

        bench.Press(new KeyPress(Key.Paste, "1\n2\n3\n4\n5\n6")).Shows("send it as a file");
        bench.Type("f");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        Assert.Contains("upload True paste-20261122-140500.txt", bench.Link.Calls);
        bench.Link.Transfers[0].End(ExitCode.Done);
        var path = bench.Link.Transfers[0].Request.Selections[0];
        bench.Until(() => !File.Exists(path));
        Assert.Contains("upload 1: paste-20261122-140500.txt", bench.Shows("put on the server:"));
    }

    [Fact]
    public void Uploads_are_seen_and_steered_like_downloads()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/put report.pdf").Shows("upload 1: report.pdf");
        bench.Enter("/pause 1");
        Assert.Equal(["pause"], bench.Link.Transfers[0].Calls);
        bench.Function(4).Shows("report.pdf");
        bench.Link.Transfers[0].End(ExitCode.Denied, "uploads are off on this server");
        bench.Shows("uploads are off on this server");
    }

    [Fact]
    public void A_lost_connection_is_shown_and_what_was_typed_waits()
    {
        using var bench = new TuiBench().LogIn();
        bench.Link.Online = false;
        bench.Tell(new ReconnectingEvent(TimeSpan.FromSeconds(1), 2, "the connection was reset.") { At = CommandBench.UtcTime.Now });
        bench.Tell(new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "still here"), DeliveryState.Queued, null));
        bench.Shows("still here (queued)");
        bench.Matches("offline-80x24");
        bench.Link.Online = true;
        bench.Tell(new LoggedInEvent("ada", new("example", "", 0, default, ""), true) { At = CommandBench.UtcTime.Now });
        bench.Shows("back online");
    }

    [Fact]
    public void Buffers_are_searched_saved_cleared_and_scrolled()
    {
        using var bench = new TuiBench().LogIn();
        for (var i = 0; i < 100; i++)
            bench.Say("bob", $"line {i}");
        bench.Shows("line 99");
        bench.Press(Key.PageUp);
        var scrolled = bench.Screen();
        Assert.Contains("below, Esc", scrolled);
        bench.Say("bob", "and one more");
        bench.Until(() => bench.Chat.Book.Active.Lines[bench.Chat.Book.Active.Lines.End - 1].Text.Contains("one more"));
        Assert.DoesNotContain("and one more", bench.Screen());
        bench.Enter("/search line 42").Shows("<bob> line 42");
        bench.Enter("/search nowhere").Shows("no further line has nowhere");
        bench.Press(Key.Escape);
        bench.Enter("/clear");
        Assert.DoesNotContain("<bob>", bench.Screen());
        bench.Enter("/ignore bob").Shows("bob is hidden");
        bench.Function(1).Shows("this help");
        bench.Matches("help-80x24");
        bench.Press(Key.PageDown).Shows("Commands (");
    }

    [Fact]
    public void What_comes_of_a_command_is_seen_wherever_it_is_typed()
    {
        var folder = Directory.CreateTempSubdirectory("msgr-test-");
        try
        {
            using var bench = new TuiBench(folder: folder.FullName).LogIn();
            for (var i = 0; i < 100; i++)
                bench.Say("bob", $"line {i}");
            bench.Shows("line 99");
            bench.Press(Key.PageUp).Shows("below, Esc");
            bench.Enter("/topic").Shows("lobby: be kind");
            Assert.DoesNotContain("below, Esc", bench.Screen());
            bench.Press(Key.PageUp).Shows("below, Esc");
            bench.Enter("/me waves").Shows("line 99");

            // On another page: one line in the place of the hints, and more in the chat.
            bench.Function(4).Shows("nothing is being transferred");
            Assert.Contains("F5", bench.Screen());
            bench.Enter("/topic").Shows("\nlobby: be kind\n");
            bench.Enter("/save log.txt").Shows("lines written to");
            bench.Enter("/save log.txt").Shows("log.txt is there already; choose another");
            Assert.Contains("<bob> line 42\n", File.ReadAllText(Path.Combine(folder.FullName, "log.txt")));
            Assert.Contains("\nlobby>", bench.Enter("/whois bob").Shows("rooms in common"));

            bench.Enter("/msg bob psst").Shows("to @bob: psst");
            bench.Enter("/help get").Shows("--ask-at 50%] download");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Nobody_talks_to_themselves_from_the_list_of_people()
    {
        using var bench = new TuiBench().LogIn();
        bench.Function(3).Press(Key.Newest).Press(Key.Up, Key.Up, Key.Up);
        for (var i = 0; i < bench.Link.People.Count; i++)
            bench.Press(Key.Enter).Press(Key.Down);
        Assert.DoesNotContain(bench.Chat.Book.All, b => b.Key == BufferKey.Private("ada"));
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
