using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Sink;

/// <summary>Both ends without any transport.</summary>
public sealed class PumpTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void One_file_of_any_size_arrives(int size)
    {
        using var world = new World();
        world.MakeSource("file.bin", size);
        Run(world);
    }

    [Fact]
    public void A_connection_that_comes_when_the_files_have_their_names_has_written_them_too()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        world.MakeSource("b", 0);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());
        // The one before was cut off while its files were given their names, and nobody heard how that went.
        using (var pump = new Pump(source, sink))
            Assert.Equal(EndOutcome.Completed, pump.Run());

        Assert.Equal(["a", "b"], sink.FilesWritten.Order());
        world.AssertSame();
    }

    [Fact]
    public void A_tree_arrives_with_empty_files_empty_folders_times_and_executable_bits()
    {
        using var world = new World();
        world.MakeSource("a/one.txt", 10);
        world.MakeSource("a/empty", 0);
        world.MakeSource("b/c/two.bin", 9000);
        world.MakeSource("last", 0);
        world.MakeSource("tool", 123);
        Directory.CreateDirectory(world.SourcePath("hollow/inner"));
        File.SetUnixFileMode(world.SourcePath("tool"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        File.SetLastWriteTimeUtc(world.SourcePath("b/c/two.bin"), new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc).AddTicks(1234567));
        Run(world);
    }

    [Fact]
    public void Ranges_in_any_order_with_doubles_make_the_same_file()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            using var world = new World(seed);
            world.MakeSource("a", world.Random.Next(1, 60_000));
            world.MakeSource("b", world.Random.Next(0, 5_000));
            Messenger.Transfer.Source.FileSource source = world.OpenSource();
            using FileSink sink = world.OpenSink(source.Plan);
            using var pump = new Pump(source, sink, 700);
            pump.RunShuffled(world.Random, most: 40, oneInStays: 4);
            Assert.Equal(TransferEnd.Completed, pump.Receiver.Outcome?.End);
            Assert.Equal(TransferEnd.Completed, pump.Sender.Outcome?.End);
            sink.Dispose();
            world.AssertSame();
        }
    }

    [Fact]
    public void A_flipped_bit_is_noticed_and_its_chunk_alone_comes_again()
    {
        using var world = new World();
        world.MakeSource("a", 50_000);
        Messenger.Transfer.Source.FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        bool flipped = false;
        pump.OnRange = (range, data) =>
        {
            if (!flipped && range.Offset > 20_000)
            {
                data[3] ^= 4;
                flipped = true;
            }

            return true;
        };
        Assert.Equal(TransferEnd.Completed, pump.Run()?.End);
        Assert.Equal(50_000 + World.SmallChunk, pump.DataBytesSent);
        sink.Dispose();
        world.AssertSame();
    }

    [Fact]
    public void Bytes_that_are_always_wrong_end_in_an_integrity_failure_and_no_name()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        Messenger.Transfer.Source.FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        pump.OnRange = (range, data) =>
        {
            if (range.Offset < 100)
                data[0] ^= 1;
            return true;
        };
        EndOutcome? outcome = pump.Run();
        Assert.Equal((TransferEnd.Failed, TransferFailure.Integrity), (outcome?.End, outcome?.Failure));
        Assert.Equal((TransferFailure.Integrity, true), (pump.Sender.Outcome?.Failure, pump.Sender.Outcome?.ByPeer));
        Assert.False(File.Exists(world.TargetPath("a")));
        Assert.True(File.Exists(world.TargetPath("a.part")));
    }

    [Fact]
    public void Bytes_that_were_not_asked_for_end_the_transfer()
    {
        foreach ((long offset, int length) in new[] { (-1L, 5), (long.MaxValue, 5), (20_000L, 1), (0L, 30_000), (5L, 0) })
        {
            using var world = new World();
            world.MakeSource("a", 10_000);
            Messenger.Transfer.Source.FileSource source = world.OpenSource();
            using FileSink sink = world.OpenSink(source.Plan);
            using var receiver = new TransferReceiver(sink);
            receiver.HandleRange(offset, new byte[length]);
            Assert.Equal(TransferFailure.Protocol, receiver.Outcome?.Failure);
        }

        // A chunk of the plan, but nobody has asked yet.
        using var early = new World();
        early.MakeSource("a", 10_000);
        Messenger.Transfer.Source.FileSource earlySource = early.OpenSource();
        using FileSink earlySink = early.OpenSink(earlySource.Plan);
        using var tooEarly = new TransferReceiver(earlySink);
        tooEarly.HandleRange(0, new byte[10]);
        Assert.Equal(TransferFailure.Protocol, tooEarly.Outcome?.Failure);
    }

    [Fact]
    public void Messages_that_cannot_be_read_end_the_transfer_and_nothing_else()
    {
        byte[][] messages =
        [
            [], [0], [12], [11, 1], [255, 1, 2], [1], [1, 0], [1, .. new byte[9 * 513]], [2, 1], [3, 0], [5],
            [1, 255, 255, 255, 127, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 255, 255, 255, 127, 0], [1, 0, 0, 0, 0, 1, 0, 0, 0, 7],
            [1, 0, 0, 0, 128, 1, 0, 0, 0, 0], [9], [4],
        ];
        foreach (byte[] message in messages)
        {
            using var world = new World();
            world.MakeSource("a", 10_000);
            Messenger.Transfer.Source.FileSource source = world.OpenSource();
            using var sender = new TransferSender(source);
            sender.HandleMessage(message);
            Assert.Equal(TransferFailure.Protocol, sender.Outcome?.Failure);
            using FileSink sink = world.OpenSink(source.Plan);
            using var receiver = new TransferReceiver(sink);
            receiver.HandleMessage(message);
            Assert.Equal(TransferFailure.Protocol, receiver.Outcome?.Failure);
        }
    }

    [Fact]
    public void A_receiver_that_asks_without_end_is_refused()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        using var sender = new TransferSender(world.OpenSource());
        byte[] want = [1, .. Enumerable.Repeat(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 0 }, 512).SelectMany(r => r)];
        for (int i = 0; i < 8; i++)
            sender.HandleMessage(want);
        Assert.Null(sender.Outcome);
        sender.HandleMessage(want);
        Assert.Equal(TransferFailure.Protocol, sender.Outcome?.Failure);
    }

    [Fact]
    public void A_paused_sender_gives_out_nothing_and_goes_on_afterwards()
    {
        using var world = new World();
        world.MakeSource("a", 60_000);
        Messenger.Transfer.Source.FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        for (int i = 0; i < 10; i++)
            pump.Step();
        pump.Receiver.Pause();
        Assert.Null(pump.Run());
        Assert.Equal(TransferState.PausedByPeer, pump.Sender.Progress.State);
        Assert.Equal(TransferState.Paused, pump.Receiver.Progress.State);
        long sent = pump.DataBytesSent;
        Assert.InRange(sent, 1, 59_999);
        pump.Receiver.Resume();
        pump.Sender.Pause();
        Assert.Null(pump.Run());
        Assert.Equal(sent, pump.DataBytesSent);
        pump.Sender.Resume();
        Assert.Equal(TransferEnd.Completed, pump.Run()?.End);
        Assert.Equal(60_000, pump.DataBytesSent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_from_either_end_reaches_the_other_and_keeps_the_part(bool bySender)
    {
        using var world = new World();
        world.MakeSource("a", 60_000);
        Messenger.Transfer.Source.FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
        {
            for (int i = 0; i < 30; i++)
                pump.Step();
            if (bySender)
                pump.Sender.Stop("enough");
            else
                pump.Receiver.Stop("enough");
            pump.Run();
            Assert.Equal(new EndOutcome(TransferEnd.Stopped, TransferFailure.None, "enough", !bySender), pump.Sender.Outcome);
            Assert.Equal(new EndOutcome(TransferEnd.Stopped, TransferFailure.None, "enough", bySender), pump.Receiver.Outcome);
        }

        Assert.True(File.Exists(world.TargetPath("a.part")));
        Assert.False(File.Exists(world.TargetPath("a")));
        Run(world);
    }

    [Fact]
    public void MSG_3_a_receiver_that_was_told_meanwhile_that_the_source_is_the_same_does_not_ask()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        List<MessageType> said = [];
        pump.OnMessage = said.Add;
        WireRange last = default;
        pump.OnRange = (range, _) =>
        {
            last = range;
            // All has been read, and the last of it is on its way.
            return range.End < source.Plan.WireLength;
        };
        while (last.End < source.Plan.WireLength)
            Assert.True(pump.Step());
        Assert.True(pump.Sender.OnAllRead());
        pump.Step();
        Assert.False(pump.Sender.IsConfirmed);
        byte[] bytes = new byte[last.Length];
        Assert.True(pump.Sender.TryRead(last.Offset, bytes));
        pump.Deliver(last.Offset, bytes);
        Assert.Equal(EndOutcome.Completed, pump.Run());
        Assert.True(pump.Sender.IsInPlace);
        Assert.Contains(MessageType.Trailer, said);
        Assert.DoesNotContain(MessageType.Done, said);
        world.AssertSame();
    }

    [Fact]
    public void MSG_3_what_is_asked_for_after_the_last_look_is_looked_at_again()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        List<MessageType> said = [];
        pump.OnMessage = said.Add;
        bool damaged = false;
        pump.OnRange = (range, data) =>
        {
            // The last chunk comes damaged once, after the sender has looked.
            if (range.End == source.Plan.WireLength && !damaged)
            {
                (damaged, data[0]) = (true, (byte)(data[0] ^ 1));
                Assert.True(pump.Sender.OnAllRead());
            }

            return true;
        };
        Assert.Equal(EndOutcome.Completed, pump.Run());
        Assert.True(damaged);
        Assert.Equal(2, said.Count(type => type == MessageType.Trailer));
        Assert.Equal(1, said.Count(type => type == MessageType.Done));
        world.AssertSame();
    }

    [Theory] // MSG-3, SRC-CHANGE-3
    [InlineData(TransferPlan.SmallFile + 1, TransferFailure.SourceChanged)]
    [InlineData(TransferPlan.SmallFile, TransferFailure.None)]
    public void A_file_that_changed_before_the_last_look_gets_its_name_only_where_a_look_behind_its_bytes_was_enough(int length, TransferFailure failure)
    {
        using var world = new World();
        byte[] planned = world.MakeSource("a", length);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        pump.OnRange = (range, _) =>
        {
            if (range.End == source.Plan.WireLength)
            {
                File.AppendAllText(world.SourcePath("a"), "more");
                pump.Sender.OnAllRead();
            }

            return true;
        };
        Assert.Equal(failure, pump.Run()?.Failure);
        Assert.Equal(failure == TransferFailure.None, File.Exists(world.TargetPath("a")));
        if (failure == TransferFailure.None)
            Assert.Equal(planned, File.ReadAllBytes(world.TargetPath("a")));
    }

    [Fact]
    public void While_files_get_their_names_nothing_else_can_end_the_transfer()
    {
        using var world = new World();
        world.MakeSource("a", 10_000);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var pump = new Pump(source, sink);
        pump.Receiver.PromotesBeside = true;
        while (!pump.Receiver.IsPromoting)
            Assert.True(pump.Step());

        pump.Receiver.Stop("no");
        pump.Receiver.Abort(TransferFailure.Disconnected, "gone");
        pump.Receiver.HandleMessage([255]);
        Assert.Null(pump.Receiver.Outcome);
        Assert.False(pump.Sender.IsInPlace);
        pump.Receiver.RunPromotion();
        Assert.Null(pump.Receiver.Outcome);
        pump.Receiver.EndPromotion();
        Assert.Equal(EndOutcome.Completed, pump.Run());
        Assert.True(pump.Sender.IsInPlace);
        world.AssertSame();
    }

    [Fact]
    public void What_was_there_before_is_told_before_anything_is_asked_for()
    {
        using var world = new World();
        world.MakeSource("a", 40_000);
        FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
        {
            while (sink.BytesVerified < 20_000)
                pump.Step();
        }

        using FileSink again = world.OpenSink(source.Plan);
        using var rest = new Pump(source, again);
        long there = again.BytesVerified;
        Assert.Equal(EndOutcome.Completed, rest.Run());
        Assert.Equal(there, rest.Sender.Progress.ResumedBytes);
    }

    private static void Run(World world)
    {
        Messenger.Transfer.Source.FileSource source = world.OpenSource();
        using (FileSink sink = world.OpenSink(source.Plan))
        using (var pump = new Pump(source, sink))
        {
            Assert.Equal(EndOutcome.Completed, pump.Run());
            Assert.Equal(EndOutcome.Completed, pump.Sender.Outcome);
            Assert.Equal(1.0, pump.Receiver.Progress.Fraction);
        }

        world.AssertSame();
    }
}
