using System.Diagnostics;
using System.Globalization;
using Messenger.Platform.Files;

namespace Messenger.Platform.Tests.Files;

public sealed class FileLockTests
{
    [Fact]
    public void A_lock_is_held_by_one_at_a_time()
    {
        using var folder = new TemporaryFolder();
        Assert.True(FileLock.TryAcquire(folder["lock"], out var first));
        Assert.False(FileLock.TryAcquire(folder["lock"], out var second));
        Assert.Null(second);

        first.Dispose();

        Assert.True(FileLock.TryAcquire(folder["lock"], out var third));
        third.Dispose();
        Assert.Equal(PrivateFile.Mode, File.GetUnixFileMode(folder["lock"]));
    }

    [Fact]
    public void No_change_is_lost_when_many_read_change_and_write_under_the_lock()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["count"], "0");
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                using var held = FileLock.Acquire(folder["count.lock"]);
                var count = int.Parse(File.ReadAllText(folder["count"]), CultureInfo.InvariantCulture);
                AtomicFile.WriteText(folder["count"], (count + 1).ToString(CultureInfo.InvariantCulture));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        Assert.Equal("200", File.ReadAllText(folder["count"]));
    }

    [Fact]
    public void Another_process_is_kept_out_too()
    {
        using var folder = new TemporaryFolder();
        using var held = FileLock.Acquire(folder["lock"]);

        // util-linux' flock takes the same kind of lock; -n fails with 1 instead of waiting.
        using var other = Process.Start(new ProcessStartInfo("flock", ["-n", folder["lock"], "true"]))!;
        other.WaitForExit();

        Assert.Equal(1, other.ExitCode);
    }
}
