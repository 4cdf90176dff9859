using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Journal;

public sealed class JournalTests
{
    private const string Name = "set.journal";
    private static readonly UInt128 Boot = BootId.Current("boot 1");

    [Fact]
    public void What_was_written_is_read()
    {
        using var world = new World();
        TransferPlan plan = Begin(world, 5);
        JournalContents contents = Read(world)!;
        Assert.Equal(plan.Digest, contents.Plan.Digest);
        Assert.Equal([0, 1, 2, 3, 4], contents.Chunks.Keys.Order());
        Assert.Equal(new ChunkEntry(1003, false, Boot), contents.Chunks[3]);
        Assert.Equal(Boot, contents.Boot);
    }

    [Fact] // JRN-TAIL-1
    public void Torn_at_any_byte_it_says_what_was_whole_before_the_tear()
    {
        using var world = new World();
        Begin(world, 5);
        byte[] whole = File.ReadAllBytes(world.TargetPath(Name));
        int head = whole.Length - (6 * JournalRecord.Length);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(world.TargetPath(Name), whole[..length]);
            JournalContents? contents = Read(world);
            if (length < head)
                Assert.Null(contents);
            else
                Assert.Equal(Math.Clamp(((length - head) / JournalRecord.Length) - 1, 0, 5), contents!.Chunks.Count);
        }
    }

    [Fact] // JRN-TAIL-1, JRN-TAIL-2
    public void A_record_with_any_bit_flipped_ends_it_and_what_is_behind_stays_dead()
    {
        using var world = new World();
        Begin(world, 5);
        byte[] whole = File.ReadAllBytes(world.TargetPath(Name));
        int second = whole.Length - (4 * JournalRecord.Length);
        for (int bit = 0; bit < JournalRecord.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[second + (bit / 8)] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(world.TargetPath(Name), damaged);
            using (TransferJournal journal = TransferJournal.Open(world.TargetRoot, Name))
            {
                Assert.Equal([0], journal.Read()!.Chunks.Keys);
                journal.Append(new JournalRecord(JournalRecordType.Verified, 1, 7));
            }

            Assert.Equal([0, 1], Read(world)!.Chunks.Keys.Order());
        }
    }

    [Fact]
    public void A_head_with_any_bit_flipped_is_no_journal()
    {
        using var world = new World();
        Begin(world, 1);
        byte[] whole = File.ReadAllBytes(world.TargetPath(Name));
        for (int bit = 0; bit < (whole.Length - (2 * JournalRecord.Length)) * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(world.TargetPath(Name), damaged);
            Assert.Null(Read(world));
        }
    }

    [Fact]
    public void Records_of_another_plan_do_not_fit_behind_a_head()
    {
        using var world = new World();
        Begin(world, 5);
        byte[] first = File.ReadAllBytes(world.TargetPath(Name));
        world.MakeSource("other", 1);
        Begin(world, 0);
        File.AppendAllText(world.TargetPath(Name), "");
        byte[] second = File.ReadAllBytes(world.TargetPath(Name));
        File.WriteAllBytes(world.TargetPath(Name), [.. second, .. first[^(3 * JournalRecord.Length)..]]);
        Assert.Empty(Read(world)!.Chunks);
    }

    [Fact]
    public void Indexes_outside_the_plan_are_ignored()
    {
        using var world = new World();
        Begin(world, 1);
        using (TransferJournal journal = TransferJournal.Open(world.TargetRoot, Name))
        {
            journal.Read();
            journal.Append(new JournalRecord(JournalRecordType.Verified, 5, 1));
            journal.Append(new JournalRecord(JournalRecordType.Decision, 1, 1));
            journal.Append(new JournalRecord(JournalRecordType.Part, int.MaxValue, 1));
            journal.Append(new JournalRecord(JournalRecordType.Forgotten, 4, 1));
        }

        JournalContents contents = Read(world)!;
        Assert.Equal([0], contents.Chunks.Keys);
        Assert.Empty(contents.Decisions);
        Assert.Empty(contents.Parts);
    }

    [Fact] // JRN-LOCK-1
    public void Two_at_once_one_wins_and_the_other_is_told()
    {
        using var world = new World();
        world.MakeSource("a", 100);
        FileSource source = world.OpenSource();
        using (world.OpenSink(source.Plan))
        {
            SinkException busy = Assert.Throws<SinkException>(() => world.OpenSink(source.Plan));
            Assert.Equal(TransferFailure.Busy, busy.Failure);
            Assert.Contains("a.part", busy.Message, StringComparison.Ordinal);
        }

        using FileSink free = world.OpenSink(source.Plan);
    }

    [Fact] // JRN-BOOT-2
    public void After_another_boot_a_chunk_is_believed_only_if_its_bytes_hold()
    {
        using var world = new World();
        world.MakeSource("a", 10 * World.SmallChunk);
        FileSource source = world.OpenSource();
        FetchSome(world, source, 5);
        long before = Resumed(world, source, "boot 1");
        Assert.InRange(before, World.SmallChunk, 9 * World.SmallChunk);

        using (FileStream part = File.OpenWrite(world.TargetPath("a.part")))
            part.WriteByte(99);
        // The same boot: nothing but a broken disk does that, and the journal is believed.
        Assert.Equal(before, Resumed(world, source, "boot 1"));
        Assert.Equal(before - World.SmallChunk, Resumed(world, source, "boot 2"));
        Assert.Equal(before - World.SmallChunk, Resumed(world, source, "boot 2"));
    }

    [Fact] // JRN-PART-1
    public void A_part_that_was_replaced_is_not_believed()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 10 * World.SmallChunk);
        FileSource source = world.OpenSource();
        FetchSome(world, source, 5);
        long before = Resumed(world, source, "boot 1");
        byte[] part = File.ReadAllBytes(world.TargetPath("a.part"));
        part[0] ^= 1;
        File.WriteAllBytes(world.TargetPath("new"), part);
        File.Move(world.TargetPath("new"), world.TargetPath("a.part"), overwrite: true);
        Assert.Equal(before - World.SmallChunk, Resumed(world, source, "boot 1"));
        File.Delete(world.TargetPath("a.part"));
        Assert.Equal(0, Resumed(world, source, "boot 1"));
        Assert.NotEqual(bytes[0], part[0]);
    }

    [Fact] // JRN-PLAN-1
    public void The_journal_of_another_source_is_not_believed_but_equal_bytes_stay()
    {
        using var world = new World();
        byte[] bytes = world.MakeSource("a", 10 * World.SmallChunk);
        FetchSome(world, world.OpenSource(), 8);
        bytes[World.SmallChunk] ^= 1;
        File.WriteAllBytes(world.SourcePath("a"), bytes);
        FileSource changed = world.OpenSource();
        Assert.Equal(0, Resumed(world, changed, "boot 1"));
        using (FileSink sink = world.OpenSink(changed.Plan))
        using (var pump = new Pump(changed, sink))
        {
            Assert.Equal(EndOutcome.Completed, pump.Run());
            Assert.Contains(1, pump.ChunksSent);
            Assert.DoesNotContain(0, pump.ChunksSent);
        }

        world.AssertSame();
    }

    [Fact] // JRN-SOURCE-1, SRC-STAMP-1
    public void A_source_rewritten_with_its_old_time_is_compared_chunk_by_chunk()
    {
        foreach (int steps in new[] { 8, 1000 })
        {
            using var world = new World();
            byte[] bytes = world.MakeSource("a", 10 * World.SmallChunk);
            DateTime time = new(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(world.SourcePath("a"), time);
            FileSource before = world.OpenSource();
            FetchSome(world, before, steps, stopAtDone: true);
            bytes[World.SmallChunk] ^= 1;
            File.WriteAllBytes(world.SourcePath("a"), bytes);
            File.SetLastWriteTimeUtc(world.SourcePath("a"), time);
            FileSource after = world.OpenSource();
            Assert.Equal(before.Plan.Digest, after.Plan.Digest);
            using (FileSink sink = world.OpenSink(after.Plan))
            using (var pump = new Pump(after, sink))
            {
                Assert.True(sink.BytesResumed > 0);
                Assert.Equal(EndOutcome.Completed, pump.Run());
                Assert.Contains(1, pump.ChunksSent);
                Assert.DoesNotContain(0, pump.ChunksSent);
            }

            world.AssertSame();
        }
    }

    [Fact]
    public void The_plan_of_a_set_is_found_by_its_selection()
    {
        using var world = new World();
        world.MakeSource("a", 20_000);
        world.MakeSource("b/c", 20_000);
        FileSource source = world.OpenSource();
        FetchSome(world, source, 3);
        Assert.Equal(source.Plan.Digest, FileSink.FindPlan(world.TargetRoot, "test")?.Digest);
        Assert.Null(FileSink.FindPlan(world.TargetRoot, "another"));
    }

    private static void FetchSome(World world, FileSource source, int steps, bool stopAtDone = false)
    {
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink, World.SmallChunk);
        for (int i = 0; i < steps && !(stopAtDone && sink.Map.UnsettledChunks == 0); i++)
            pump.Step();
    }

    private static long Resumed(World world, FileSource source, string boot)
    {
        using FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { Selection = "test", BootId = boot });
        return sink.BytesResumed;
    }

    private static TransferPlan Begin(World world, int chunks)
    {
        world.MakeSource("a", 5 * World.SmallChunk);
        TransferPlan plan = world.OpenSource().Plan;
        using TransferJournal journal = TransferJournal.Open(world.TargetRoot, Name);
        journal.Start(plan, Boot);
        for (int i = 0; i < chunks; i++)
            journal.Append(new JournalRecord(JournalRecordType.Verified, i, (UInt128)(1000 + i)));
        return plan;
    }

    private static JournalContents? Read(World world)
    {
        using TransferJournal journal = TransferJournal.Open(world.TargetRoot, Name);
        return journal.Read();
    }
}
