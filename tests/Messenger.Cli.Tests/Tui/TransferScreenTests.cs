using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Whole screens of files and transfers.</summary>
[Collection(ScreenCollection.Name)]
public sealed class TransferScreenTests
{
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

    [Theory]
    [InlineData(40, 10)]
    [InlineData(120, 40)]
    public void Files_and_transfers_on_other_sizes(int columns, int rows)
    {
        using var bench = new TuiBench(columns, rows).LogIn();
        bench.Link.Library.AddRange(
        [
            new() { Path = "big.iso", Size = 1L << 30, Modified = CommandBench.UtcTime.Now.ToUnixTimeMilliseconds() },
            new() { Path = "docs/a.txt", Size = 5, Modified = CommandBench.UtcTime.Now.ToUnixTimeMilliseconds() },
            new() { Path = "the name of this one is longer than a small screen has columns 漢字.tar.gz", Size = 7 },
        ]);
        bench.Function(2).Shows("3 files, 1.00 GiB");
        bench.Matches($"files-{columns}x{rows}");
        bench.Type("big").Press(Key.Enter).Shows("into /home/ada");
        bench.Matches($"file-question-{columns}x{rows}");
        bench.Type("u");
        bench.Until(() => bench.Link.Transfers.Count == 1);
        bench.Link.Transfers[0].Progress = new()
        {
            Phase = TransferPhase.Transferring,
            Files = 1,
            CurrentFile = "big.iso",
            TotalBytes = 1L << 30,
            VerifiedBytes = 400L << 20,
            BytesPerSecond = 12 << 20,
            TimeLeft = TimeSpan.FromSeconds(52),
            Transport = TransferTransports.Rudp,
            RoundTrip = TimeSpan.FromMilliseconds(34),
        };
        bench.Shows("39%");
        bench.Matches($"transfers-{columns}x{rows}");
        bench.Type("p").Shows("⇅1 paused");
    }

    [Fact]
    public void Who_comes_back_to_the_files_sees_all_of_the_folder_and_what_was_chosen()
    {
        using var bench = new TuiBench().LogIn();
        bench.Link.Library.AddRange([new() { Path = "docs/a.txt", Size = 5 }, new() { Path = "docs/b.txt", Size = 6 }, new() { Path = "docs/c.md", Size = 7 }]);
        bench.Function(2).Shows("docs/");
        bench.Press(Key.Right).Shows("Files: docs");
        bench.Type("b.t").Shows("filter: b.t");
        Assert.DoesNotContain("a.txt", bench.Screen());
        bench.Function(4).Shows("nothing is being transferred");
        Assert.Contains("a.txt", bench.Function(2).Shows("Files: docs"));
        bench.Alt('t');
        Assert.Contains("download docs/b.txt Tcp ", bench.Link.Calls);
        // A command that is half typed is no filter.
        bench.Function(2).Type("/get docs/c").Function(4).Function(2).Shows("filter: /get docs/c");
        // One key takes a filter away, the next one leads back.
        bench.Press(Key.Escape).Type("zzz").Shows("no name here has that in it");
        bench.Press(Key.Escape).Shows("Files: docs");
        bench.Press(Key.Escape).Shows("\nlobby>");
    }

    [Fact]
    public void A_question_with_little_room_says_what_it_is_about_and_shows_the_answer_that_is_chosen()
    {
        using var bench = new TuiBench(40, 10).LogIn();
        bench.Link.Library.Add(new() { Path = "docs/a.txt", Size = 5 });
        bench.Function(2).Shows("docs/");
        bench.Press(Key.Enter);
        var screen = bench.Shows("docs, 1 file, 5 B");
        Assert.Contains("o  open the folder", screen);
        Assert.DoesNotContain("cancel", screen);
        for (var i = 0; i < 5; i++)
            bench.Press(Key.Down);
        bench.Shows("c  cancel");
        bench.Shows("docs, 1 file, 5 B");
        bench.Press(Key.Enter);
        Assert.DoesNotContain("cancel", bench.Screen());
        Assert.Empty(bench.Link.Transfers);
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
        // A question that comes while one types takes no letter away.
        bench.Press(Key.Escape).Type("no on");
        var aside = transfer.Request.AskContinue!(transfer.Progress, default).AsTask();
        bench.Shows("Send or clear your line");
        bench.Type("e yet");
        bench.Shows("no one yet");
        Assert.False(aside.IsCompleted);
        bench.Press(Key.KillToStart).Type("y");
        Assert.True(bench.ResultOf(aside));
        bench.Function(4);
        using var gone = new CancellationTokenSource();
        var withdrawn = transfer.Request.AskContinue!(transfer.Progress, gone.Token).AsTask();
        bench.Shows("Continue?");
        gone.Cancel();
        Assert.False(bench.ResultOf(withdrawn));

        bench.Enter("/pause 7").Shows("there is no transfer 7");
        bench.Enter("/limit 1 500k").Shows("transfer 1 moves at most 500 KiB/s");
        bench.Enter("/pause").Shows("transfer 1 is paused; /resume lets it go on");
        bench.Enter("/resume").Shows("transfer 1 goes on");
        bench.Enter("/resume").Shows("transfer 1 is running already");
        bench.Enter("/quit").Shows("Leave?");
        bench.Type("s");
        Assert.DoesNotContain("logout ", bench.Link.Calls);
        bench.Enter("/stop");
        bench.Until(() => bench.Chat.Transfers.Running == 0);
        Assert.Equal("stop", transfer.Calls[^1]);
        // The page says how it goes on, and so does the chat.
        Assert.Contains("    /get big.iso\n", bench.Shows("stopped with 40.0 MiB of 100 MiB kept; this continues it:\n"));
        foreach (var key in (string[])["p", "r", "s", " "])
        {
            bench.Press(Key.Escape).Shows("download 1: stopped with 40.0");
            bench.Function(4).Type(key).Shows("\ntransfer 1 has ended\n");
        }

        Assert.Equal("stop", transfer.Calls[^1]);
        bench.Enter("/pause").Shows("no transfer is running");
        bench.Enter("/quit");
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
    }

    [Fact]
    public void What_was_there_already_is_not_called_downloaded()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/get big.iso");
        bench.Link.Transfers[0].EndWithout(skipped: 1);
        Assert.DoesNotContain("downloaded", bench.Shows("big.iso: 1 file there already, the same"));
    }

    [Fact]
    public void Uploads_are_seen_and_steered_like_downloads()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/put report.pdf").Shows("upload 1: report.pdf");
        bench.Enter("/pause 1");
        Assert.Equal(["pause"], bench.Link.Transfers[0].Calls);
        bench.Function(4).Shows("report.pdf");
        // Enter does what it does not do now, however soon it comes after the last one.
        bench.Press(Key.Enter, Key.Enter, Key.Enter);
        Assert.Equal(["resume", "pause", "resume"], bench.Link.Transfers[0].Calls.Where((_, i) => i is 2 or 3 or 5));
        bench.Link.Transfers[0].End(ExitCode.Denied, "uploads are off on this server");
        bench.Shows("uploads are off on this server");
    }

    [Fact]
    public void Who_leaves_before_a_transfer_is_done_is_told_what_goes_on_with_it()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/get 'big file.iso' -o there/ --udp --if-exists rename").Enter("/get done.iso").Enter("/get by.hand").Enter("/put up.iso --as to/").Enter("/send bob x.iso").Enter("/accept 12 --tcp");
        foreach (var transfer in bench.Link.Transfers)
            transfer.Progress = new() { Phase = TransferPhase.Transferring, TotalBytes = 100 << 20, VerifiedBytes = 40 << 20 };
        bench.Link.Transfers[1].End(ExitCode.Done);
        bench.Enter("/stop 3");
        bench.Until(() => bench.Chat.Transfers.Running == 4);
        bench.Press(new KeyPress(Key.Paste, new string('日', 667))).Shows("1 line, 2001 bytes");
        bench.Type("f");
        bench.Until(() => bench.Chat.Transfers.Running == 5);
        bench.Enter("/quit").Shows("5 transfers not done yet");
        bench.Type("l");
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
        const string Kept = "stopped with 40.0 MiB of 100 MiB kept; this continues it:";
        Assert.Equal($"big file.iso: {Kept} msgr get -o there/ --if-exists rename --udp 'big file.iso'", bench.Controller.TakeNote());
        Assert.Equal($"to/: {Kept} msgr put --as to/ up.iso", bench.Controller.TakeNote());
        Assert.Equal($"x.iso to bob: {Kept} msgr send bob x.iso", bench.Controller.TakeNote());
        Assert.Equal($"parcel 12: {Kept} msgr get --inbox 12 --tcp", bench.Controller.TakeNote());
        Assert.Equal("paste-20261122-140500.txt: stopped before all of it was there, and gone", bench.Controller.TakeNote());
        Assert.Null(bench.Controller.TakeNote());
    }

    [Fact]
    public void Of_a_folder_the_file_that_comes_and_the_whole_are_seen_and_at_the_end_how_many_came()
    {
        using var bench = new TuiBench().LogIn();
        bench.Enter("/get docs/a docs/b docs/c").Function(4).Shows("docs/a, docs/b, docs/c");
        var transfer = bench.Link.Transfers[0];
        transfer.Progress = new()
        {
            Phase = TransferPhase.Transferring,
            Files = 3,
            FilesVerified = 1,
            CurrentFile = "docs/b",
            TotalBytes = 4 << 20,
            VerifiedBytes = 1 << 20,
            BytesPerSecond = 1 << 20,
            TimeLeft = TimeSpan.FromSeconds(3),
            Elapsed = TimeSpan.FromSeconds(1),
        };
        Assert.Contains("25%", bench.Shows("    1/3 files  ━"));
        transfer.Progress = transfer.Progress with { VerifiedBytes = 4 << 20, Elapsed = TimeSpan.FromSeconds(4) };
        transfer.End(ExitCode.Done);
        bench.Shows("3 files: 4.00 MiB in 4.0 s (1.00 MiB/s)");
        bench.Press(Key.Escape).Shows("downloaded 3 files: 4.00 MiB in 4.0 s");
    }

    [Fact]
    public void Where_nothing_is_transferred_the_page_says_how_to_begin()
    {
        using var bench = new TuiBench(120, 40).LogIn();
        bench.Function(4).Shows("nothing is being transferred; F2 shows the server's files, F5 yours");
        bench.Press(Key.Down, Key.Enter).Type("p").Shows("\n> p");
        bench.Press(Key.KillToStart).Enter("/limit 1M").Shows("no transfer is running");
        bench.Press(Key.Escape).Shows("\nlobby>");
    }

    [Fact]
    public void What_the_server_refused_names_what_there_is_in_the_chat()
    {
        using var bench = new TuiBench(120, 40).LogIn();
        bench.Enter("/get nosuch");
        const string said = "The library has nothing that matches 'nosuch'.";
        bench.Link.Transfers[0].End(ExitCode.NotFound, said, cause: new UserError(ExitCode.NotFound, said, new RefusedException(RefusalCode.NoSuchFile, said)));
        bench.Shows("download 1: the library has nothing that matches 'nosuch'; /files");
        bench.Function(4).Shows("/files lists what there is");
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
        var told = bench.Shows("it waits for bob until");
        Assert.Contains("parcel 7: it waits", told);
        Assert.Contains("/refuse 7 takes it back", string.Join(' ', told.Split((char[])['\n', '│', ' '], StringSplitOptions.RemoveEmptyEntries)));
        bench.Press(Key.Escape).Shows("sent to bob as parcel 7: ");
        bench.Function(4);
        bench.Tell(new ParcelEvent(parcel with { State = ParcelState.Accepted, FetchedBytes = 40 << 20 }) { At = CommandBench.UtcTime.Now });
        Assert.Contains("40%", bench.Shows("bob has  ━━━"));
        bench.Tell(new ParcelEvent(parcel with { State = ParcelState.Fetched }) { At = CommandBench.UtcTime.Now });
        bench.Shows("bob has all of it");
    }
}
