using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>Several journals beneath one root, as uploads of several people have them.</summary>
public sealed class SharedRootTests
{
    [Fact] // SINK-PART-3
    public void A_part_that_another_journal_believes_in_is_not_written_to()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 40_000);
        world.MakeSource("b", 40_000);
        FileSource mine = FileSource.Open(world.SourceRoot, [new SourceEntry("a", "shared"), new SourceEntry("a", "mine")], World.SmallChunk);
        FileSource theirs = FileSource.Open(world.SourceRoot, [new SourceEntry("b", "shared"), new SourceEntry("b", "theirs")], World.SmallChunk);
        Begin(world, mine, "I", steps: 20);
        Begin(world, theirs, "they", steps: 30);

        using (FileSink sink = Open(world, mine, "I"))
        using (var pump = new Pump(mine, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());

        Assert.Equal(bytes, File.ReadAllBytes(world.TargetPath("shared")));
        Assert.Equal(bytes, File.ReadAllBytes(world.TargetPath("mine")));
    }

    [Fact]
    public void A_source_that_changed_keeps_the_parts_of_its_own_journal()
    {
        using var world = new World();
        world.MakeSource("a", 40_000);
        world.MakeSource("b", 40_000);
        FileSource before = world.OpenSource();
        Begin(world, before, "I", steps: 45);
        long inode = Inode(world, "a.part");
        File.SetLastWriteTimeUtc(world.SourcePath("b"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        FileSource after = world.OpenSource();
        Assert.NotEqual(before.Plan.Digest, after.Plan.Digest);

        using (FileSink sink = Open(world, after, "I"))
        using (var pump = new Pump(after, sink))
        {
            Assert.Equal(inode, Inode(world, "a.part"));
            Assert.Equal(EndOutcome.Completed, pump.Run());
            Assert.InRange(pump.DataBytesSent, 1, 50_000);
        }

        world.AssertSame();
    }

    [Fact]
    public void What_nobody_continues_is_removed_and_nothing_else()
    {
        using var world = new World();
        world.MakeSource("a", 40_000);
        world.MakeSource("sub/b", 40_000);
        world.MakeTarget("kept", [1]);
        FileSource source = world.OpenSource();
        string journal = Begin(world, source, "I", steps: 50);
        File.WriteAllBytes(world.TargetPath("other.part"), [2]);
        File.Delete(world.TargetPath("a.part"));
        File.WriteAllBytes(world.TargetPath("a.part"), [3]);

        using (Open(world, source, "they"))
            Assert.True(FileSink.Discard(world.TargetRoot, journal));

        Assert.False(File.Exists(world.TargetPath(journal)));
        Assert.False(File.Exists(world.TargetPath("sub/b.part")));
        Assert.True(File.Exists(world.TargetPath("kept")) && File.Exists(world.TargetPath("other.part")));
        Assert.True(FileSink.Discard(world.TargetRoot, journal));
    }

    [Fact] // JRN-LOCK-1
    public void What_somebody_is_at_is_not_removed()
    {
        using var world = new World();
        world.MakeSource("a", 40_000);
        FileSource source = world.OpenSource();
        using FileSink sink = Open(world, source, "I");
        Assert.False(FileSink.Discard(world.TargetRoot, sink.JournalPath));
        Assert.True(File.Exists(world.TargetPath(sink.JournalPath)));
    }

    [Fact]
    public void An_empty_folder_gets_its_time_and_one_with_something_in_it_keeps_its_own()
    {
        using var world = new World();
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        foreach (string name in new[] { "empty", "full" })
        {
            Directory.CreateDirectory(world.SourcePath(name));
            Directory.SetLastWriteTimeUtc(world.SourcePath(name), time);
        }

        world.MakeTarget("full/x", [1]);
        FileSource source = world.OpenSource();
        using (FileSink sink = Open(world, source, "I"))
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());

        Assert.Equal(time, Directory.GetLastWriteTimeUtc(world.TargetPath("empty")));
        Assert.NotEqual(time, Directory.GetLastWriteTimeUtc(world.TargetPath("full")));
    }

    private static FileSink Open(World world, FileSource source, string who) => world.OpenSink(
        source.Plan, new FileSinkOptions { Selection = who, BootId = "boot 1", OwnPartsOnly = true, IfExists = IfExists.Resume });

    private static string Begin(World world, FileSource source, string who, int steps)
    {
        using FileSink sink = Open(world, source, who);
        using var pump = new Pump(source, sink);
        for (int i = 0; i < steps; i++)
            pump.Step();
        Assert.Null(pump.Receiver.Outcome);
        return sink.JournalPath;
    }

    private static long Inode(World world, string name) => (long)world.TargetRoot.Stat(name)!.Value.Identity.Inode;
}
