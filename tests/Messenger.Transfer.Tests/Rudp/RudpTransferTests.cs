using System.Net;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;
using Messenger.Transfer.Tests.Tcp;

namespace Messenger.Transfer.Tests.Rudp;

public sealed class RudpTransferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(20_000_000)]
    public async Task A_file_arrives(int size)
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", size);
        (TransferResult sent, TransferResult received) = await rudp.RunAsync(world, world.OpenSource(65_536));
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, received.End));
        Assert.Equal(((long)size, (long)size), (received.Progress.VerifiedBytes, sent.Progress.VerifiedBytes));
        world.AssertSame();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_and_without_offload_and_over_IPv6(bool offload)
    {
        using var world = new World();
        using var rudp = new RudpWorld(IPAddress.IPv6Loopback, new UdpSocketOptions { Offload = offload });
        world.MakeSource("a", 3_000_000);
        Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, world.OpenSource(65_536))).Received.End);
        world.AssertSame();
    }

    [Fact]
    public async Task An_upload_is_the_mirror()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 3_000_000);
        FileSource source = world.OpenSource(65_536);
        using (FileSink sink = world.OpenSink(source.Plan))
        {
            (TransferResult sent, TransferResult received) = await rudp.RunAsync(source, sink, upload: true);
            Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, received.End));
        }

        world.AssertSame();
    }

    [Fact]
    public async Task Ten_at_once_through_one_socket()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        byte[] bytes = world.MakeSource("a", 2_000_000);
        FileSource source = world.OpenSource(65_536);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using RootedDirectory root = RootedDirectory.Open(world.OutsidePath($"{i}"), create: true);
            using FileSink sink = FileSink.Open(root, source.Plan, new FileSinkOptions());
            Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(source, sink)).Received.End);
            Assert.True(File.ReadAllBytes(world.OutsidePath($"{i}/a")).AsSpan().SequenceEqual(bytes));
        }));
    }

    [Fact]
    public async Task Ten_thousand_tiny_files_are_one_transfer()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        for (int i = 0; i < 10_000; i++)
            world.MakeSource($"d{i % 50}/f{i}", i % 300);
        (_, TransferResult received) = await rudp.RunAsync(world, world.OpenSource(1 << 20));
        Assert.Equal((TransferEnd.Completed, 10_000), (received.End, received.FilesWritten.Count));
        world.AssertSame();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_began_on_one_transport_is_finished_on_the_other(bool beginsOnTcp)
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 6_000_000);
        FileSource source = world.OpenSource(65_536);
        var control = new TransferControl();
        control.AskAt(0.4, () => new ValueTask<bool>(false));
        TransferResult first = beginsOnTcp
            ? (await TcpWorld.RunAsync(world, source, receiving: control)).Received
            : (await rudp.RunAsync(world, source, receiving: control)).Received;
        Assert.Equal(TransferEnd.Declined, first.End);
        TransferResult second = beginsOnTcp ? (await rudp.RunAsync(world, source)).Received : (await TcpWorld.RunAsync(world, source)).Received;
        Assert.Equal(TransferEnd.Completed, second.End);
        Assert.True(second.Progress.ResumedBytes >= first.Progress.VerifiedBytes, $"{second.Progress} after {first.Progress}");
        // Nothing that was verified travels again: only what was missing, with its hashes.
        Assert.True(second.Progress.MovedBytes <= 6_000_000 - second.Progress.ResumedBytes + (100 * 16), $"{second.Progress}");
        world.AssertSame();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_end_can_stop_at_any_moment(bool bySender)
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 20_000_000);
        FileSource source = world.OpenSource(65_536);
        TransferControl sending = new(), receiving = new();
        (bySender ? sending : receiving).AskAt(0.2, () =>
        {
            (bySender ? sending : receiving).Stop("enough");
            return new ValueTask<bool>(true);
        });
        (TransferResult sent, TransferResult received) = await rudp.RunAsync(world, source, sending, receiving);
        Assert.Equal((TransferEnd.Stopped, TransferEnd.Stopped), (sent.End, received.End));
        Assert.Equal(("enough", "enough"), (sent.Sentence, received.Sentence));
        Assert.True(File.Exists(world.TargetPath("a.part")));
        Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, source)).Received.End);
        world.AssertSame();
    }

    [Fact]
    public async Task A_pause_holds_the_bytes_and_a_resume_lets_them_go_on()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 30_000_000);
        FileSource source = world.OpenSource(65_536);
        TransferControl sending = new(), receiving = new();
        var reached = new TaskCompletionSource();
        receiving.AskAt(0.1, () =>
        {
            receiving.Pause();
            reached.SetResult();
            return new ValueTask<bool>(true);
        });
        Task<(TransferResult Sent, TransferResult Received)> run = rudp.RunAsync(world, source, sending, receiving);
        await reached.Task.WaitAsync(RudpWorld.Patience);
        while (sending.Progress.State != TransferState.PausedByPeer || receiving.Progress.State != TransferState.Paused)
            await Task.Yield();
        Assert.False(run.IsCompleted);
        receiving.Resume();
        Assert.Equal(TransferEnd.Completed, (await run).Received.End);
        world.AssertSame();
    }

    [Fact]
    public async Task A_source_that_changes_is_said_to_both_ends()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 3_000_000);
        FileSource source = world.OpenSource(65_536);
        File.AppendAllText(world.SourcePath("a"), "x");
        (TransferResult sent, TransferResult received) = await rudp.RunAsync(world, source);
        Assert.Equal((TransferFailure.SourceChanged, false), (sent.Failure, sent.ByPeer));
        Assert.Equal((TransferFailure.SourceChanged, true), (received.Failure, received.ByPeer));
    }

    [Fact]
    public async Task Where_nobody_answers_the_way_is_said_to_be_closed()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 1_000);
        FileSource source = world.OpenSource();
        using FileSink sink = world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        var asks = new RudpRendezvous(7, TransferSecret.Create(), RudpCipher.Aes128Gcm)
        {
            Peer = rudp.Server.Socket.LocalEndPoint.ToPathAddress(),
            Options = new RudpOptions { HandshakeLimit = Duration.FromMilliseconds(300) },
        };
        TransferResult result = await RudpTransfer.ReceiveAsync(rudp.Client, asks, receiver, new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal(TransferFailure.Unreachable, result.Failure);
    }

    [Fact]
    public async Task A_cancelled_end_throws_and_the_other_hears_of_it()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 30_000_000);
        FileSource source = world.OpenSource(65_536);
        using FileSink sink = world.OpenSink(source.Plan);
        using var sender = new TransferSender(source);
        using var receiver = new TransferReceiver(sink);
        using var cancel = new CancellationTokenSource();
        var waits = new RudpRendezvous(9, TransferSecret.Create(), RudpCipher.ChaCha20Poly1305);
        RudpRendezvous asks = waits with { Peer = rudp.Server.Socket.LocalEndPoint.ToPathAddress() };
        var control = new TransferControl();
        control.AskAt(0.1, () =>
        {
            cancel.Cancel();
            return new ValueTask<bool>(true);
        });
        Task<TransferResult> send = RudpTransfer.SendAsync(rudp.Server, waits, sender, new TransferControl(), CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RudpTransfer.ReceiveAsync(rudp.Client, asks, receiver, control, cancel.Token).WaitAsync(RudpWorld.Patience));
        Assert.Equal(TransferFailure.Disconnected, (await send.WaitAsync(RudpWorld.Patience)).Failure);
    }
}
