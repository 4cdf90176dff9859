using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rudp;

/// <summary>What breaks in one transfer, or is broken on purpose by its peer, ends that one: the others on the same thread go on.</summary>
public sealed class BrokenEndTests
{
    [Fact]
    public async Task An_output_that_throws_ends_its_own_transfer()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 3_000_000);
        FileSource source = world.OpenSource(65_536);
        var waits = new RudpRendezvous(5, TransferSecret.Create(), RudpCipher.Aes128Gcm);
        RudpRendezvous asks = waits with { Peer = rudp.Server.Socket.LocalEndPoint.ToPathAddress() };
        using var sender = new TransferSender(source);
        using var output = new StreamOutput(new ThrowingStream());
        var receiver = new StreamReceiver(source.Plan, output);
        Task<TransferResult> send = RudpTransfer.SendAsync(rudp.Server, waits, sender, new TransferControl(), CancellationToken.None);
        TransferResult received = await RudpTransfer.ReceiveAsync(rudp.Client, asks, receiver, new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal(TransferFailure.LocalFile, received.Failure);
        Assert.IsType<NotSupportedException>(output.Failure);
        Assert.NotEqual(TransferEnd.Completed, (await send.WaitAsync(RudpWorld.Patience)).End);
        Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, source)).Received.End);
    }

    [Fact]
    public async Task A_command_that_throws_ends_nothing_else()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 300_000);
        for (int i = 0; i < 5; i++)
            rudp.Server.Post((_, _) => throw new InvalidOperationException("on purpose"));
        Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, world.OpenSource(65_536))).Received.End);
    }

    [Fact]
    public async Task Asking_for_endless_hashes_costs_a_bounded_queue()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", 200_000);
        FileSource source = world.OpenSource(4_096);
        var offer = new RudpRendezvous(6, TransferSecret.Create(), RudpCipher.Aes128Gcm);
        using var sender = new TransferSender(source);
        using var cancel = new CancellationTokenSource();
        Task<TransferResult> send = RudpTransfer.SendAsync(rudp.Server, offer, sender, new TransferControl(), cancel.Token);
        var flood = new HashFlood(source.Plan.ChunkCount);
        rudp.Client.Post((endpoint, now) => endpoint.Connect(
            new RudpOffer(offer.TransferId, offer.Secret.Bytes, offer.Cipher), rudp.Server.Socket.LocalEndPoint.ToPathAddress(), null, flood, new RudpOptions { ReceiveWindow = 1_000 }, now).Tag = flood);
        await flood.Sent.WaitAsync(RudpWorld.Patience);
        Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, source)).Received.End);
        cancel.Cancel();
        await ((Task)send).WaitAsync(RudpWorld.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>A peer with valid keys that asks for every hash again and again, and takes none.</summary>
    private sealed class HashFlood(int chunks) : IRudpConnectionHandler, IRangeSink
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _messages;

        public Task Sent => _sent.Task;

        public void HandleEvent(RudpConnection connection, RudpEventKind kind, Timestamp now)
        {
            byte[] want = new byte[1 + (WantRun.MaxPerMessage * WantRun.Length)];
            want[0] = (byte)MessageType.Want;
            for (int i = 0; i < WantRun.MaxPerMessage; i++)
                new WantRun(0, chunks, HashOnly: true).Write(want.AsSpan(1 + (i * WantRun.Length)));
            while (_messages < 8 && connection.TrySendMessage(want))
                _messages++;
            if (_messages == 8 || kind == RudpEventKind.Ended)
                _sent.TrySetResult();
        }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
        }
    }

    private sealed class ThrowingStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("on purpose");
    }
}
