using System.Diagnostics;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

public sealed class DiskFullTests
{
    private const int Full = 28;

    [Fact]
    public void A_disk_that_fills_up_ends_with_its_own_failure_and_the_same_command_goes_on()
    {
        for (int at = 1; at < 40; at += 3)
        {
            using var world = new World(at);
            world.MakeSource("a", 60_000);
            FileSource source = world.OpenSource();
            int steps = 0;
            long verified = 0;
            var options = new FileSinkOptions { BootId = "b", BeforeStep = _ => Fill(++steps == at) };
            try
            {
                using FileSink sink = world.OpenSink(source.Plan, options);
                using var pump = new Pump(source, sink, World.SmallChunk);
                EndOutcome? outcome = pump.Run();
                if (steps < at)
                    return;
                Assert.Equal(TransferFailure.DiskFull, outcome?.Failure);
                Assert.Equal((TransferFailure.DiskFull, true), (pump.Sender.Outcome?.Failure, pump.Sender.Outcome?.ByPeer));
                verified = sink.BytesVerified;
            }
            catch (SinkException e)
            {
                Assert.Equal(TransferFailure.DiskFull, e.Failure);
            }

            using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { BootId = "b" }))
            using (var pump = new Pump(source, sink))
            {
                Assert.Equal(verified, sink.BytesResumed);
                Assert.Equal(EndOutcome.Completed, pump.Run());
                Assert.True(pump.DataBytesSent <= 60_000 - verified);
            }

            world.AssertSame();
        }
    }

    [Fact]
    public void A_plan_larger_than_the_disk_is_refused_before_the_first_byte_and_a_full_disk_is_noticed()
    {
        using var world = new World();
        using var disk = new SmallDisk(world.TargetPath("small"), "256k");
        string mount = disk.Path;
        using RootedDirectory small = RootedDirectory.Open(mount);
        world.MakeSource("big", 1_000_000);
        FileSource big = world.OpenSource();
        SinkException refused = Assert.Throws<SinkException>(() => FileSink.Open(small, big.Plan, new FileSinkOptions()));
        Assert.Equal(TransferFailure.DiskFull, refused.Failure);
        Assert.Contains("976.6 KiB", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(mount));

        File.Delete(world.SourcePath("big"));
        world.MakeSource("fits", 200_000);
        FileSource fits = world.OpenSource();
        using (FileSink sink = FileSink.Open(small, fits.Plan, new FileSinkOptions()))
        using (var pump = new Pump(fits, sink, World.SmallChunk))
        {
            pump.Step();
            File.WriteAllBytes(Path.Combine(mount, "other"), new byte[100_000]);
            Assert.Equal(TransferFailure.DiskFull, pump.Run()?.Failure);
        }

        File.Delete(Path.Combine(mount, "other"));
        using (FileSink sink = FileSink.Open(small, fits.Plan, new FileSinkOptions()))
        using (var pump = new Pump(fits, sink, World.SmallChunk))
        {
            Assert.True(sink.BytesResumed > 50_000);
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        Assert.Equal(File.ReadAllBytes(world.SourcePath("fits")), File.ReadAllBytes(Path.Combine(mount, "fits")));
    }

    [Fact]
    public void A_disk_that_fills_up_in_the_middle_of_many_small_files_ends_with_its_own_failure_and_the_same_command_goes_on()
    {
        const int Files = 200;
        using var world = new World();
        for (int i = 0; i < Files; i++)
            world.MakeSource($"folder/{i:D3}", 300);
        // Each file takes a whole page of the disk: their bytes alone would fit.
        FileSource source = world.OpenSource(Files * 300);
        using var mount = new SmallDisk(world.TargetPath("small"), "256k");
        using RootedDirectory small = RootedDirectory.Open(mount.Path);
        var options = new FileSinkOptions { Selection = "full", BootId = "b" };
        using (FileSink sink = FileSink.Open(small, source.Plan, options))
        using (var pump = new Pump(source, sink, Files * 300))
            Assert.Equal(TransferFailure.DiskFull, pump.Run()?.Failure);
        Assert.False(Directory.Exists(Path.Combine(mount.Path, "folder")));

        mount.Resize("4m");
        using (FileSink sink = FileSink.Open(small, source.Plan, options))
        using (var pump = new Pump(source, sink, Files * 300))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        for (int i = 0; i < Files; i++)
            Assert.Equal(File.ReadAllBytes(world.SourcePath($"folder/{i:D3}")), File.ReadAllBytes(Path.Combine(mount.Path, $"folder/{i:D3}")));
    }

    private static void Fill(bool now)
    {
        if (now)
            throw new IOException("No space left on device", Full);
    }

    // A file system of its own, with little room.
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(string path, string size)
        {
            Path = Directory.CreateDirectory(path).FullName;
            Assert.SkipUnless(Mount($"size={size}"), "No file system can be mounted here: the real full disk is NOT tested, only the injected one.");
        }

        public string Path { get; }

        public void Resize(string size) => Assert.True(Mount($"remount,size={size}"));

        public void Dispose()
        {
            using var unmounting = Process.Start("umount", ["-l", Path]);
            unmounting.WaitForExit();
        }

        private bool Mount(string options)
        {
            using var mounting = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", options, "tmpfs", Path]) { RedirectStandardError = true })!;
            mounting.WaitForExit();
            return mounting.ExitCode == 0;
        }
    }
}
