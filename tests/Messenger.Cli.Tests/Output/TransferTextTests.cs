using CsCheck;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Output;

public sealed class TransferTextTests
{
    private static readonly TransferProgress Half = new()
    {
        Phase = TransferPhase.Transferring,
        Files = 1,
        CurrentFile = "big.img",
        TotalBytes = 64 << 20,
        VerifiedBytes = 32 << 20,
        BytesPerSecond = 20.7 * (1 << 20),
        TimeLeft = TimeSpan.FromSeconds(1.5),
    };

    [Theory]
    [InlineData(100, "big.img   ━━━━━━━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌   50%  20.7 MiB/s  2 s left  32.0 MiB of 64.0 MiB")]
    [InlineData(60, "big.img   ━━━━━━━━╌╌╌╌╌╌╌╌   50%  20.7 MiB/s  2 s left")]
    [InlineData(40, "big.img    50%  20.7 MiB/s  2 s left")]
    [InlineData(20, "big.img         50%")]
    [InlineData(5, " 50%")]
    public void Narrow_terminals_show_what_matters_most(int columns, string expected)
    {
        var line = Assert.Single(TransferText.Progress(Half, columns));
        Assert.True(TextWidth.Of(line) < columns, line);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.Contains('━')), line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.Contains('━')));
        Assert.Equal(expected.Contains('━'), line.Contains('━'));
    }

    [Fact]
    public void Several_files_have_a_line_for_the_one_that_comes_and_one_for_all()
    {
        var lines = TransferText.Progress(Half with { Files = 10, FilesVerified = 3 }, 80);
        Assert.Equal("big.img", lines[0]);
        Assert.StartsWith("3/10 files", lines[1]);
    }

    [Fact]
    public void Why_it_stalls_takes_the_place_of_the_rate()
    {
        var line = TransferText.Progress(Half with { Phase = TransferPhase.Stalled, Stall = "the server does not answer" }, 100)[0];
        Assert.Contains("stalled: the server does not answer", line);
        Assert.DoesNotContain("MiB/s", line);
    }

    [Fact]
    public void No_line_is_as_wide_as_the_terminal_whatever_it_holds()
    {
        var name = Gens.OneOf("a", "漢字漢字.txt", "evil\e[31m\u202e.txt", new string('n', 300), "");
        var why = Gens.OneOf<string?>(null, "because", new string('w', 500));
        Gen.Select(name, Gen.Int[1, 200], Gen.Long[0, long.MaxValue], Gen.Double[0, 1], Gen.Enum<TransferPhase>(), Gen.Int[0, 100_000], why).Sample((n, columns, total, part, phase, files, stall) =>
        {
            var progress = new TransferProgress
            {
                CurrentFile = n,
                TotalBytes = total,
                VerifiedBytes = (long)(total * part),
                Phase = phase,
                Files = files,
                FilesVerified = files / 2,
                BytesPerSecond = total * part,
                TimeLeft = TimeSpan.FromSeconds(part * 1e6),
                Stall = stall,
            };
            return TransferText.Progress(progress, columns).All(l => TextWidth.Of(l) < Math.Max(2, columns) && !l.Any(char.IsControl) && !l.Contains('\u202e'));
        });
    }

    [Fact]
    public void The_end_is_one_line()
    {
        var progress = new TransferProgress { TotalBytes = 3 << 20, VerifiedBytes = 3 << 20, Elapsed = TimeSpan.FromSeconds(2) };
        var one = new TransferOutcome { Code = ExitCode.Done, FilesWritten = ["/home/ada/photos/cat.jpg"], Progress = progress };
        Assert.Equal("photos/cat.jpg: 3.00 MiB in 2.0 s (1.50 MiB/s)", TransferText.Done(one, "/home/ada"));
        Assert.Equal("/home/ada/photos/cat.jpg: 3.00 MiB in 2.0 s (1.50 MiB/s)", TransferText.Done(one, "/home/ad"));
        // A pause is told, and makes no way slow.
        var held = one with { Progress = progress with { Elapsed = TimeSpan.FromSeconds(12), Held = TimeSpan.FromSeconds(10) } };
        Assert.Equal("photos/cat.jpg: 3.00 MiB in 2.0 s and 10.0 s of waiting (1.50 MiB/s)", TransferText.Done(held, "/home/ada"));
        var resumed = one with { FilesWritten = ["/a", "/b"], Progress = progress with { ResumedBytes = 1 << 20 }, FilesSkipped = 1, FilesKept = 2 };
        Assert.Equal("2 files: 2.00 MiB in 2.0 s (1.00 MiB/s), 1.00 MiB were there, 1 file there already, the same, 2 other files left alone", TransferText.Done(resumed, "/"));
        Assert.Equal("1 file there already, the same", TransferText.Done(one with { FilesWritten = [], FilesSkipped = 1, Progress = progress with { ResumedBytes = 3 << 20 } }, "/"));
        // What was left alone did not come, and was not there.
        Assert.Equal("1 other file left alone", TransferText.Done(one with { FilesWritten = [], FilesKept = 1, BytesKept = 3 << 20, Progress = progress with { ResumedBytes = 3 << 20 } }, "/"));
        Assert.Equal("2 files: 2.00 MiB in 2.0 s (1.00 MiB/s), 1 other file left alone", TransferText.Done(resumed with { FilesSkipped = 0, FilesKept = 1, BytesKept = 1 << 20 }, "/"));
        Assert.Equal("done; there were no bytes to move", TransferText.Done(one with { FilesWritten = [], Progress = new() }, "/"));
    }
}
