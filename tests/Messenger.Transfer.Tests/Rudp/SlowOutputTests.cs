using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Testing.Streams;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rudp;

/// <summary>Standard output that nobody reads, as <c>less</c> leaves it.</summary>
public sealed class SlowOutputTests
{
    private const int Size = 40_000_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_output_that_nobody_reads_holds_back_its_own_bytes_and_no_thread_of_others(bool overUdp)
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        byte[] bytes = world.MakeSource("a", Size);
        FileSource source = world.OpenSource(1 << 20);
        using var stuck = new StuckStream();
        using var output = new StreamOutput(stuck);
        var receiver = new StreamReceiver(source.Plan, output);
        var control = new TransferControl();
        using var sender = new TransferSender(source);
        Task<TransferResult> receive = overUdp ? OverUdp(rudp, sender, receiver, control) : OverTcp(sender, receiver, control);

        // As much comes as is kept, and no more, while the output is stuck in its first write.
        while (control.Progress.MovedBytes < 16_000_000)
            await Task.Delay(1);
        Assert.Equal(0, control.Progress.VerifiedBytes);
        if (overUdp)
            Assert.Equal(TransferEnd.Completed, (await rudp.RunAsync(world, source)).Received.End);
        Assert.InRange(control.Progress.MovedBytes, 16_000_000, 17_500_000);

        stuck.LetGo();
        Assert.Equal(TransferEnd.Completed, (await receive.WaitAsync(RudpWorld.Patience)).End);
        Assert.True(stuck.Written.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_who_does_not_read()
    {
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", Size);
        FileSource source = world.OpenSource(1 << 20);
        using var stuck = new StuckStream();
        using var output = new StreamOutput(stuck);
        using var sender = new TransferSender(source);
        var control = new TransferControl();
        Task<TransferResult> receive = OverUdp(rudp, sender, new StreamReceiver(source.Plan, output), control);
        while (control.Progress.MovedBytes < 5_000_000)
            await Task.Delay(1);
        control.Stop("enough");
        Assert.Equal(TransferEnd.Stopped, (await receive.WaitAsync(RudpWorld.Patience)).End);
        Assert.False(output.IsIdle);
        stuck.LetGo();
    }

    private static Task<TransferResult> OverUdp(RudpWorld rudp, TransferSender sender, StreamReceiver receiver, TransferControl control)
    {
        var waits = new RudpRendezvous(TransferSecret.CreateId(), TransferSecret.Create(), RudpCipher.Aes128Gcm);
        _ = RudpTransfer.SendAsync(rudp.Server, waits, sender, new TransferControl(), CancellationToken.None);
        return RudpTransfer.ReceiveAsync(rudp.Client, waits with { Peer = rudp.Server.Socket.LocalEndPoint.ToPathAddress() }, receiver, control, CancellationToken.None);
    }

    private static Task<TransferResult> OverTcp(TransferSender sender, StreamReceiver receiver, TransferControl control)
    {
        (DuplexStream a, DuplexStream b) = DuplexStream.CreatePair();
        _ = TcpTransfer.SendAsync(a, sender, new TransferControl(), CancellationToken.None);
        return TcpTransfer.ReceiveAsync(b, receiver, control, CancellationToken.None);
    }

    /// <summary>Its first write hangs until it is let go.</summary>
    private sealed class StuckStream : MemoryStream
    {
        private readonly ManualResetEventSlim _reads = new();

        public byte[] Written => ToArray();

        public void LetGo() => _reads.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _reads.Wait();
            base.Write(buffer);
        }
    }
}
