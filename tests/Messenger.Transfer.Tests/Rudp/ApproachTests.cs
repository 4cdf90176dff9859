using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Rudp;

/// <summary>Connections that begin before the transfers on them.</summary>
public sealed class ApproachTests : IDisposable
{
    private readonly World _world = new();
    private readonly RudpWorld _rudp = new();
    private readonly RudpRendezvous _waits = new(TransferSecret.CreateId(), TransferSecret.Create(), RudpCipher.Aes128Gcm);

    public void Dispose()
    {
        _rudp.Dispose();
        _world.Dispose();
    }

    private RudpRendezvous Asks => _waits with { Peer = _rudp.Server.Socket.LocalEndPoint.ToPathAddress(), Options = _rudp.Options };

    [Theory]
    [InlineData(0, 65_536)]
    [InlineData(1, 65_536)]
    [InlineData(65_536, 65_536)]
    [InlineData(65_537, 65_536)]
    [InlineData(5_000_000, 1 << 20)]
    [InlineData(12_000_000, 1 << 20)]
    public async Task MSG_5_the_first_chunks_are_on_its_way_before_the_receiver_is_ready(int size, int chunkSize)
    {
        _world.MakeSource("a", size);
        FileSource source = _world.OpenSource(chunkSize);
        RudpApproach approach = RudpApproach.Begin(_rudp.Client, Asks, begins: true);
        using var sender = new TransferSender(source);
        var sending = new TransferControl();
        Task<TransferResult> sent = RudpTransfer.SendAsync(_rudp.Server, _waits, sender, sending, CancellationToken.None);
        // Bytes go out, and nobody takes them.
        while (size > 0 && sending.Progress.MovedBytes == 0)
            await Task.Delay(1);
        using FileSink sink = _world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        TransferResult received = await RudpTransfer.ReceiveAsync(
            _rudp.Client, Asks with { Approach = approach }, receiver, new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (received.End, (await sent.WaitAsync(RudpWorld.Patience)).End));
        // Nothing was asked for twice.
        Assert.Equal(source.Plan.WireLength, received.Progress.MovedBytes);
        _world.AssertSame();
    }

    [Fact]
    public async Task MSG_5_a_stream_gets_its_first_chunks_so()
    {
        byte[] bytes = _world.MakeSource("a", 12_000_000);
        FileSource source = _world.OpenSource(1 << 20);
        RudpApproach approach = RudpApproach.Begin(_rudp.Client, Asks, begins: true);
        using var sender = new TransferSender(source);
        _ = RudpTransfer.SendAsync(_rudp.Server, _waits, sender, new TransferControl(), CancellationToken.None);
        var taken = new MemoryStream();
        using var output = new StreamOutput(taken);
        TransferResult received = await RudpTransfer.ReceiveAsync(
            _rudp.Client, Asks with { Approach = approach }, new StreamReceiver(source.Plan, output), new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal((TransferEnd.Completed, source.Plan.WireLength), (received.End, received.Progress.MovedBytes));
        Assert.True(taken.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_sender_can_be_there_before_it_knows_what_is_wanted()
    {
        _world.MakeSource("a", 3_000_000);
        FileSource source = _world.OpenSource(65_536);
        RudpApproach approach = RudpApproach.Begin(_rudp.Client, Asks, begins: false);
        using FileSink sink = _world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        Task<TransferResult> received = RudpTransfer.ReceiveAsync(_rudp.Server, _waits, receiver, new TransferControl(), CancellationToken.None);
        using var sender = new TransferSender(source);
        TransferResult sent = await RudpTransfer.SendAsync(
            _rudp.Client, Asks with { Approach = approach }, sender, new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal((TransferEnd.Completed, TransferEnd.Completed), (sent.End, (await received.WaitAsync(RudpWorld.Patience)).End));
        _world.AssertSame();
    }

    [Fact]
    public async Task Where_nobody_answers_it_ends_as_any_other()
    {
        _world.MakeSource("a", 1_000);
        FileSource source = _world.OpenSource();
        RudpRendezvous asks = Asks with { Options = new RudpOptions { HandshakeLimit = Duration.FromMilliseconds(300) } };
        RudpApproach approach = RudpApproach.Begin(_rudp.Client, asks, begins: true);
        using FileSink sink = _world.OpenSink(source.Plan);
        using var receiver = new TransferReceiver(sink);
        TransferResult result = await RudpTransfer.ReceiveAsync(
            _rudp.Client, asks with { Approach = approach }, receiver, new TransferControl(), CancellationToken.None).WaitAsync(RudpWorld.Patience);
        Assert.Equal(TransferFailure.Unreachable, result.Failure);
    }

    [Fact]
    public void MSG_5_who_begins_twice_or_behind_a_want_is_ended()
    {
        _world.MakeSource("a", 1_000);
        foreach (byte[][] said in (byte[][][])[[[13, 1, 0, 0, 0], [13, 1, 0, 0, 0]], [[1, 0, 0, 0, 0, 1, 0, 0, 0, 0], [13, 1, 0, 0, 0]], [[13]], [[13, 1, 0, 0]], [[13, 0, 0, 0, 0]], [[13, 1, 0, 0, 0, 0]]])
        {
            using var sender = new TransferSender(_world.OpenSource());
            foreach (byte[] message in said)
            {
                Assert.Null(sender.Outcome);
                sender.HandleMessage(message);
            }

            Assert.Equal(TransferFailure.Protocol, sender.Outcome!.Value.Failure);
        }
    }
}
