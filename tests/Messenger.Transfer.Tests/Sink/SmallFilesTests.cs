using System.IO.Hashing;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>Many small files: what each of them costs, and that none of the short cuts lets anything past.</summary>
public sealed class SmallFilesTests
{
    private const int Files = NewFolderTests.Files, Bytes = NewFolderTests.Bytes;

    [Fact] // JRN-PROMOTE-1
    public void The_journal_is_written_for_many_files_at_once()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes);
        int journal = 0, renames = 0;
        var options = new FileSinkOptions
        {
            BootId = "b",
            BeforeStep = step =>
            {
                journal += step == SinkStep.Journal ? 1 : 0;
                renames += step == SinkStep.Rename ? 1 : 0;
            },
        };
        using (FileSink sink = world.OpenSink(source.Plan, options))
        using (var pump = new Pump(source, sink, 20_000))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        Assert.Equal(Files, renames);
        // Head, boot, source; the one chunk; 200 parts and 200 names, dozens in a write.
        Assert.InRange(journal, 1, 40);
        world.AssertSame();
    }

    [Theory]
    [InlineData(700)]
    [InlineData(5_000)]
    public void Files_in_any_order_have_their_own_times(int piece)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            using World world = Many(seed);
            FileSource source = world.OpenSource();
            using (FileSink sink = world.OpenSink(source.Plan))
            using (var pump = new Pump(source, sink, piece))
            {
                pump.RunShuffled(world.Random, most: 20);
                Assert.Equal(EndOutcome.Completed, pump.Receiver.Outcome);
            }

            world.AssertSame();
        }
    }

    [Fact]
    public void A_range_ends_in_the_middle_of_no_file_that_begins_in_it()
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        TransferPlan plan = source.Plan;
        int whole = 0;
        using (FileSink sink = world.OpenSink(plan))
        using (var pump = new Pump(source, sink, 1_000))
        {
            pump.OnRange = (range, _) =>
            {
                int chunk = plan.ChunkAt(range.End - 1);
                long at = range.End - plan.WireStart(chunk);
                whole += range.Length == 900 ? 1 : 0;
                // One that began in the chunk before is cut already.
                long begun = ((long)chunk * plan.ChunkSize) + at, cut = begun % Bytes;
                Assert.True(at > plan.ChunkLength(chunk) || cut == 0 || begun - cut < (long)chunk * plan.ChunkSize);
                return true;
            };
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        // Three files fit into a range, and hardly one has to be cut for a chunk's end.
        Assert.True(whole > plan.ChunkCount);
        world.AssertSame();
    }

    [Theory] // SINK-ROOT-2
    [InlineData(false, TransferFailure.None)]
    [InlineData(true, TransferFailure.LocalFile)]
    public void A_part_that_appears_just_before_hundreds_are_written_at_once_is_taken_or_refused(bool isLink, TransferFailure failure)
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes);
        string part = world.TargetPath("folder/100.part");
        var options = new FileSinkOptions
        {
            BootId = "b",
            BeforeStep = step =>
            {
                if (step == SinkStep.Data && isLink)
                    File.CreateSymbolicLink(part, world.OutsidePath("victim"));
                else if (step == SinkStep.Data)
                    File.WriteAllText(part, "");
            },
        };
        using (FileSink sink = world.OpenSink(source.Plan, options))
        using (var pump = new Pump(source, sink, Files * Bytes))
        {
            pump.Run();
            Assert.Equal(failure, pump.Receiver.Outcome?.Failure);
        }

        Assert.False(File.Exists(world.OutsidePath("victim")));
        if (failure == TransferFailure.None)
            world.AssertSame();
    }

    [Theory]
    [InlineData("longer", TransferFailure.LocalFile)]
    [InlineData("shorter", TransferFailure.LocalFile)]
    [InlineData("replaced", TransferFailure.LocalFile)]
    [InlineData("gone", TransferFailure.LocalFile)]
    [InlineData("link", TransferFailure.LocalFile)]
    [InlineData("touched", TransferFailure.None)]
    public void A_part_that_others_touch_before_it_has_its_name_is_noticed(string how, TransferFailure failure)
    {
        using World world = Many();
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink, 5_000))
        {
            // All is verified, and nothing has its name.
            pump.OnMessage = type =>
            {
                if (type == MessageType.Trailer)
                    Touch(world, world.TargetPath("folder/100.part"), how);
            };
            pump.Run();
            Assert.Equal(failure, pump.Receiver.Outcome?.Failure);
        }

        if (failure == TransferFailure.None)
            world.AssertSame();
        else
            Assert.False(File.Exists(world.TargetPath("folder/100")));
    }

    [Fact] // JRN-ORDER-1
    public void What_came_is_verified_when_it_is_written_though_nothing_more_comes()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes / 4);
        using FileSink sink = world.OpenSink(source.Plan);
        using var written = new AutoResetEvent(false);
        sink.Wake = () => written.Set();
        for (int chunk = 0; chunk < 3; chunk++)
        {
            Receive(source, sink, chunk);
            Assert.Equal(ChunkState.Received, sink.Map[chunk]);
            Assert.Equal(chunk * source.Plan.ChunkSize, sink.BytesVerified);
            Assert.True(written.WaitOne(TimeSpan.FromMinutes(1)));
            Assert.True(sink.CommitWritten());
            Assert.Equal(ChunkState.Verified, sink.Map[chunk]);
        }

        // The last one is waited for.
        Receive(source, sink, 3);
        Assert.True(sink.CommitWritten());
        Assert.Equal(0, sink.Map.UnsettledChunks);
    }

    [Fact]
    public void What_is_verified_late_is_another_step_of_the_drivers()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes / 4);
        using FileSink sink = world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        using var wakes = new SemaphoreSlim(0);
        ((IRangeReceiver)receiver).Attach(() => wakes.Release());
        Receive(source, sink, 0);
        Assert.True(wakes.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        byte[] message = new byte[MessageLane.MaxLength];
        Assert.True(receiver.TryGetMessage(message, out _));
        Assert.Equal(ChunkState.Verified, sink.Map[0]);
        // A question or names to be given may come of it.
        Assert.Equal(1, wakes.CurrentCount);
    }

    [Fact]
    public void What_came_and_cannot_be_written_has_to_come_again()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes / 4);
        string part = world.TargetPath("folder/010.part");
        var options = new FileSinkOptions
        {
            Selection = "test",
            BootId = "boot 1",
            BeforeStep = step =>
            {
                if (step == SinkStep.Data && !File.Exists(part))
                    File.CreateSymbolicLink(part, world.SourcePath("folder/010"));
            },
        };
        using (FileSink sink = world.OpenSink(source.Plan, options))
        {
            Receive(source, sink, 0);
            Assert.ThrowsAny<IOException>(() => Receive(source, sink, 1));
            Assert.Equal(ChunkState.Missing, sink.Map[0]);
            Assert.Equal(0, sink.BytesVerified);
        }

        File.Delete(part);
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        world.AssertSame();
    }

    [Fact]
    public void What_is_being_written_when_the_transfer_ends_is_not_sent_again()
    {
        using World world = Many();
        FileSource source = world.OpenSource(Files * Bytes / 4);
        using (FileSink sink = world.OpenSink(source.Plan))
        {
            Receive(source, sink, 0);
            Receive(source, sink, 1);
        }

        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
        {
            Assert.Equal(2 * source.Plan.ChunkSize, sink.BytesResumed);
            Assert.Equal(EndOutcome.Completed, pump.Run());
        }

        world.AssertSame();
    }

    [Fact] // JRN-PROMOTE-1, JRN-PROMOTE-2
    public void A_kill_among_the_names_of_many_files_loses_none()
    {
        for (int kill = 1; kill < Files; kill += 23)
        {
            using World world = Many(kill);
            FileSource source = world.OpenSource();
            int renames = 0;
            var options = new FileSinkOptions { Selection = "kill", BootId = "b", BeforeStep = step => Kill(step == SinkStep.Rename && ++renames == kill) };
            using (FileSink sink = world.OpenSink(source.Plan, options))
            using (var pump = new Pump(source, sink, 5_000))
                Assert.Throws<KillException>(() => pump.Run());
            Assert.Equal(kill - 1, Directory.EnumerateFiles(world.TargetPath(), "???", SearchOption.AllDirectories).Count());
            using (FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions { Selection = "kill", BootId = "b" }))
            using (var pump = new Pump(source, sink, 5_000))
            {
                Assert.Equal(EndOutcome.Completed, pump.Run());
                Assert.Equal(0, pump.DataBytesSent);
            }

            world.AssertSame();
        }
    }

    private static void Receive(FileSource source, FileSink sink, int chunk)
    {
        using var reader = new SourceReader(source);
        byte[] bytes = new byte[source.Plan.ChunkLength(chunk)];
        reader.Read(source.Plan.WireStart(chunk), bytes);
        sink.Write(chunk, 0, bytes);
        sink.CommitReceived(chunk, XxHash128.HashToUInt128(bytes));
    }

    // A folder that is there already gets its files one by one.
    private static World Many(int seed = 1)
    {
        World world = NewFolderTests.Many(seed);
        Directory.CreateDirectory(world.TargetPath("folder"));
        return world;
    }

    internal static void Touch(World world, string part, string how)
    {
        switch (how)
        {
            case "longer":
                File.AppendAllText(part, "x");
                break;
            case "shorter":
                using (FileStream file = File.OpenWrite(part))
                    file.SetLength(Bytes - 1);
                break;
            case "replaced":
                File.WriteAllBytes(part + "2", new byte[Bytes]);
                File.Move(part + "2", part, overwrite: true);
                break;
            case "gone":
                File.Delete(part);
                break;
            case "link":
                File.Delete(part);
                File.CreateSymbolicLink(part, world.SourcePath("folder/100"));
                break;
            default:
                File.SetLastWriteTimeUtc(part, DateTime.UnixEpoch);
                break;
        }
    }

    private static void Kill(bool now)
    {
        if (now)
            throw new KillException();
    }

    private sealed class KillException : Exception;
}
