using System.Security.Cryptography;
using Messenger.Testing.Streams;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Tcp;

public sealed class TcpTransferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(5_000_000)]
    public async Task A_file_arrives(int size)
    {
        using var world = new World();
        world.MakeSource("a", size);
        (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(world, world.OpenSource(65_536));
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, received.End));
        Assert.Equal(((long)size, (long)size), (received.Progress.VerifiedBytes, sent.Progress.VerifiedBytes));
        Assert.Equal(["a"], received.FilesWritten);
        world.AssertSame();
    }

    [Fact]
    public async Task Ten_at_once_from_one_source()
    {
        using var world = new World();
        world.MakeSource("a", 2_000_000);
        world.MakeSource("b/c", 30_000);
        FileSource source = world.OpenSource(65_536);
        var targets = new List<(RootedDirectory Root, FileSink Sink)>();
        for (int i = 0; i < 10; i++)
        {
            RootedDirectory root = RootedDirectory.Open(world.OutsidePath($"{i}"), create: true);
            targets.Add((root, FileSink.Open(root, source.Plan, new FileSinkOptions())));
        }

        (TransferResult, TransferResult)[] results = await Task.WhenAll(targets.Select(t => TcpWorld.RunAsync(source, t.Sink)));
        Assert.All(results, r => Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (r.Item1.End, r.Item2.End)));
        for (int i = 0; i < 10; i++)
        {
            targets[i].Sink.Dispose();
            targets[i].Root.Dispose();
            foreach (string name in new[] { "a", "b/c" })
                Assert.Equal(SHA256.HashData(File.ReadAllBytes(world.SourcePath(name))), SHA256.HashData(File.ReadAllBytes(world.OutsidePath($"{i}/{name}"))));
        }
    }

    [Fact]
    public async Task Ten_thousand_tiny_files_are_one_transfer()
    {
        using var world = new World();
        for (int i = 0; i < 10_000; i++)
            world.MakeSource($"d{i % 50}/f{i}", i % 300);
        (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(world, world.OpenSource(1 << 20));
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, received.End));
        Assert.Equal(10_000, received.FilesWritten.Count);
        world.AssertSame();
    }

    [Fact]
    public async Task A_connection_that_breaks_anywhere_is_no_end_of_the_transfer()
    {
        using var world = new World(5);
        world.MakeSource("a", 400_000);
        world.MakeSource("b", 1);
        FileSource source = world.OpenSource(16_384);
        long resumed = -1;
        for (int i = 0; i < 12; i++)
        {
            int cut = world.Random.Next(1, 60_000);
            using FileSink sink = world.OpenSink(source.Plan);
            Assert.True(sink.BytesResumed >= resumed);
            resumed = sink.BytesResumed;
            (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(source, sink, wire: (a, b) => (i % 3 == 0 ? b : a).BreakAfter = i % 3 == 0 ? 5 + i : cut);
            if (received.End == TransferEnd.Completed)
                break;
            Assert.Equal((TransferEnd.Failed, TransferFailure.Disconnected), (received.End, received.Failure));
            Assert.Equal((TransferEnd.Failed, TransferFailure.Disconnected), (sent.End, sent.Failure));
            Assert.InRange(received.Progress.VerifiedBytes, resumed, 400_001);
        }

        Assert.True(resumed > 0);
        if (File.Exists(world.TargetPath("a.part")))
            Assert.Equal(TransferEnd.Completed, (await TcpWorld.RunAsync(world, source)).Received.End);
        world.AssertSame();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_end_can_stop_at_any_moment(bool bySender)
    {
        using var world = new World();
        world.MakeSource("a", 3_000_000);
        FileSource source = world.OpenSource(65_536);
        TransferControl sending = new(), receiving = new();
        (bySender ? sending : receiving).AskAt(0.2, () =>
        {
            (bySender ? sending : receiving).Stop("enough");
            return new ValueTask<bool>(true);
        });
        (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(world, source, sending, receiving);
        Assert.Equal((TransferEnd.Stopped, TransferEnd.Stopped), (sent.End, received.End));
        Assert.Equal(("enough", "enough"), (sent.Sentence, received.Sentence));
        Assert.Equal((!bySender, bySender), (sent.ByPeer, received.ByPeer));
        Assert.True(File.Exists(world.TargetPath("a.part")));
        (_, TransferResult again) = await TcpWorld.RunAsync(world, source);
        Assert.Equal(TransferEnd.Completed, again.End);
        Assert.True(again.Progress.ResumedBytes > 0);
        world.AssertSame();
    }

    [Theory]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    [InlineData(100, true)]
    [InlineData(100, false)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public async Task Somebody_is_asked_on_the_way_and_a_no_keeps_the_part(int size, bool yes)
    {
        using var world = new World();
        world.MakeSource("a", size);
        FileSource source = world.OpenSource(65_536);
        var control = new TransferControl();
        int asked = 0;
        control.AskAt(0.5, () =>
        {
            asked++;
            Assert.True(control.Progress.Fraction >= 0.5 || control.Progress.TotalBytes == 0);
            Assert.False(File.Exists(world.TargetPath("a")));
            return new ValueTask<bool>(yes);
        });
        (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(world, source, receiving: control);
        Assert.Equal(1, asked);
        Assert.Equal(yes ? TransferEnd.Completed : TransferEnd.Declined, received.End);
        Assert.Equal(yes ? TransferEnd.Completed : TransferEnd.Stopped, sent.End);
        Assert.Equal(yes, File.Exists(world.TargetPath("a")));
    }

    [Fact]
    public async Task A_pause_holds_the_bytes_and_a_resume_lets_them_go_on()
    {
        using var world = new World();
        world.MakeSource("a", 8_000_000);
        FileSource source = world.OpenSource(65_536);
        TransferControl sending = new(), receiving = new();
        var reached = new TaskCompletionSource();
        receiving.AskAt(0.1, () =>
        {
            receiving.Pause();
            reached.SetResult();
            return new ValueTask<bool>(true);
        });
        Task<(TransferResult Sent, TransferResult Received)> run = TcpWorld.RunAsync(world, source, sending, receiving);
        await reached.Task.WaitAsync(TcpWorld.Patience);
        while (sending.Progress.State != TransferState.PausedByPeer || receiving.Progress.State != TransferState.Paused)
            await Task.Yield();
        Assert.False(run.IsCompleted);
        receiving.Resume();
        Assert.Equal(TransferEnd.Completed, (await run).Received.End);
        world.AssertSame();
    }

    [Fact]
    public async Task Somebody_is_asked_about_a_name_that_is_taken()
    {
        using var world = new World();
        world.MakeSource("a", 300_000);
        world.MakeTarget("a", world.Bytes(300_000));
        FileSource source = world.OpenSource(65_536);
        (TransferResult sent, TransferResult refused) = await TcpWorld.RunAsync(world, source);
        Assert.Equal((TransferFailure.Exists, TransferFailure.Exists), (refused.Failure, sent.Failure));
        var asks = new TransferControl { OnConflict = async conflict => await Task.FromResult(conflict.Path == "a" ? ConflictAnswer.Overwrite : ConflictAnswer.Refuse) };
        (_, TransferResult received) = await TcpWorld.RunAsync(world, source, receiving: asks);
        Assert.Equal(TransferEnd.Completed, received.End);
        world.AssertSame();
    }

    [Fact]
    public async Task A_source_that_changes_is_said_to_both_ends()
    {
        using var world = new World();
        world.MakeSource("a", 3_000_000);
        FileSource source = world.OpenSource(65_536);
        File.AppendAllText(world.SourcePath("a"), "x");
        (TransferResult sent, TransferResult received) = await TcpWorld.RunAsync(world, source);
        Assert.Equal((TransferFailure.SourceChanged, false), (sent.Failure, sent.ByPeer));
        Assert.Equal((TransferFailure.SourceChanged, true), (received.Failure, received.ByPeer));
    }

    [Fact]
    public async Task A_silent_peer_is_a_stall_and_not_before_its_limit()
    {
        using var world = new World();
        world.MakeSource("a", 100_000);
        FileSource source = world.OpenSource();
        foreach (bool sends in new[] { true, false })
        {
            var clock = new ManualClock();
            (DuplexStream here, DuplexStream there) = DuplexStream.CreatePair();
            using FileSink sink = world.OpenSink(source.Plan);
            var control = new TransferControl { Time = clock };
            Task<TransferResult> run = sends ? TcpWorld.SendAsync(here, source, control) : TcpWorld.ReceiveAsync(here, sink, control);
            await clock.Armed.WaitAsync(TcpWorld.Patience);
            clock.Advance(TimeSpan.FromSeconds(30));
            await DrainOneAsync(there);
            Assert.False(run.IsCompleted);
            clock.Advance(TimeSpan.FromSeconds(6));
            TransferResult result = await run.WaitAsync(TcpWorld.Patience);
            Assert.Equal(TransferFailure.Stall, result.Failure);
        }
    }

    [Fact]
    public async Task A_cancelled_transfer_ends_at_once_and_keeps_the_part()
    {
        using var world = new World();
        world.MakeSource("a", 100_000);
        FileSource source = world.OpenSource();
        (DuplexStream here, _) = DuplexStream.CreatePair();
        using FileSink sink = world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        using var cancel = new CancellationTokenSource();
        Task<TransferResult> run = TcpTransfer.ReceiveAsync(here, receiver, new TransferControl(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TcpWorld.Patience));
    }

    // A heartbeat or a request: whatever the end under test says while it waits.
    private static async Task DrainOneAsync(DuplexStream there) => await there.ReadAtLeastAsync(new byte[13], 13).AsTask().WaitAsync(TcpWorld.Patience);
}
