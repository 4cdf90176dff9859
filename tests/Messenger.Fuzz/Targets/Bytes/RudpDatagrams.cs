using System.Buffers.Binary;
using Messenger.Rudp;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>
/// A stranger, and a peer who holds the keys, against a whole endpoint: any datagrams in any order, sealed and not. Neither brings it down
/// nor disturbs another connection, a stranger gets no answer, and an address that is not validated never more than three times what it sent.
/// </summary>
internal sealed class RudpDatagrams : FuzzTarget
{
    private const ulong Id = 1, BystanderId = 2;
    private static readonly PathAddress Peer = PathAddress.FromIPv4([10, 0, 0, 1], 1_000), Stranger = PathAddress.FromIPv4([10, 0, 0, 2], 2_000);

    private readonly byte[] _secret = [.. Enumerable.Range(0, Limits.SecretLength).Select(i => (byte)i)];
    private readonly byte[] _buffer = new byte[65_507];

    private RudpEndpoint _endpoint = null!;
    private InitiatorHandshake? _handshake;
    private DataKeys? _keys;
    private Timestamp _now;
    private long _next;
    private long _received, _sent;
    private bool _validated;

    private enum Operation
    {
        Sealed, SealedFar, Raw, Patched, Initial, Wait, Poll, Send, Expect, Last,
    }

    public override string Name => "rudp-datagrams";

    public override IEnumerable<byte[]> Seeds =>
    [
        [(byte)Operation.Initial, (byte)Operation.Poll, (byte)Operation.Sealed, 1, 1, (byte)Operation.Poll, (byte)Operation.Sealed, 14, 3, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 7, 7, 7, (byte)Operation.Poll],
        [(byte)Operation.Initial, (byte)Operation.Poll, (byte)Operation.Sealed, 1, 1, (byte)Operation.Send, (byte)Operation.Poll, (byte)Operation.Wait, 40, (byte)Operation.Sealed, 15, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, (byte)Operation.Poll],
        [(byte)Operation.Raw, 40, 16, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)Operation.Patched, 60, 20, (byte)Operation.Poll],
        [(byte)Operation.Initial, (byte)Operation.Initial, (byte)Operation.Poll, (byte)Operation.SealedFar, 255, 255, 1, 1, (byte)Operation.Expect, (byte)Operation.Sealed, 8, 8, 0, 0, 0, 0, 0, 0, 0],
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        Begin();
        var feed = new Feed(input);
        RudpConnection victim = _endpoint.Accept(new RudpOffer(Id, _secret, RudpCipher.Aes128Gcm), new Zeros(), new Anything(), new RudpOptions { MaxDatagramSize = 1_200 }, _now);
        RudpConnection bystander = _endpoint.Accept(new RudpOffer(BystanderId, _secret, RudpCipher.Aes128Gcm), null, null, new RudpOptions { OfferLifetime = Duration.FromSeconds(3_600) }, _now);
        try
        {
            for (int steps = 0; !feed.IsEmpty && steps < 64; steps++)
                Step(ref feed, victim);
            Poll();
            BrokenRuleException.ThrowUnless(bystander.End is null && _endpoint.Count >= 1, "another connection ended");
        }
        finally
        {
            _handshake?.Dispose();
            _keys?.Dispose();
            victim.Close(0);
            bystander.Close(0);
        }
    }

    private void Begin()
    {
        _endpoint = new RudpEndpoint(new Counting());
        (_handshake, _keys) = (null, null);
        _now = new(1_000_000_000);
        (_next, _received, _sent, _validated) = (0, 0, 0, false);
    }

    private void Step(ref Feed feed, RudpConnection victim)
    {
        switch ((Operation)feed.Below((int)Operation.Last))
        {
            case Operation.Sealed:
                Deliver(Seal(feed.Take(feed.Byte()), _next++));
                break;
            case Operation.SealedFar:
                Deliver(Seal(feed.Take(feed.Byte()), feed.Word()));
                break;
            case Operation.Raw:
                DeliverFromStranger(feed.Take(feed.Word() % 1_500).ToArray());
                break;
            case Operation.Patched:
                DeliverFromStranger(Patch(feed.Take(feed.Word() % 1_500).ToArray()));
                break;
            case Operation.Initial:
                DeliverInitial();
                break;
            case Operation.Wait:
                _now += Duration.FromMilliseconds(feed.Byte());
                _endpoint.HandleTimeout(_now);
                break;
            case Operation.Poll:
                Poll();
                break;
            case Operation.Send when victim.End is null:
                victim.Send(feed.Word(), 1 + feed.Word());
                break;
            case Operation.Expect when victim.End is null:
                victim.Expect(feed.Word(), 1 + feed.Word());
                break;
        }

        while (_endpoint.TryGetEvent(out _))
        {
        }
    }

    private void DeliverInitial()
    {
        _handshake ??= new InitiatorHandshake(new RudpOffer(Id, _secret, RudpCipher.Aes128Gcm), ParametersFrame.From(new RudpOptions()), new Counting());
        if (_keys is not null)
            return;
        int length = _handshake.WriteInitial(_now, _buffer, []);
        Deliver(_buffer.AsSpan(0, length));
        while (_endpoint.PollTransmit(_now, _buffer, out Transmit transmit))
        {
            Count(transmit);
            Span<byte> answer = _buffer.AsSpan(0, transmit.SegmentSize);
            if (_keys is null && PacketHeader.TryRead(answer, out PacketHeader header) && header.Type == PacketType.Answer)
                _keys = _handshake.HandleAnswer(header.Number, answer, _now, 16, out _);
        }
    }

    private byte[] Seal(ReadOnlySpan<byte> payload, long number)
    {
        _validated |= _keys is not null;
        byte[] datagram = new byte[PacketHeader.Overhead + payload.Length];
        new PacketHeader(PacketType.Data, _keys?.Phase ?? false, Id, new(number)).Write(datagram);
        payload.CopyTo(datagram.AsSpan(PacketHeader.Length));
        _keys?.Seal(new(number), datagram, PacketHeader.Length);
        PacketHeader.WriteChecksum(datagram);
        return datagram;
    }

    // A stranger who has seen an id: everything fits but the seal.
    private static byte[] Patch(byte[] datagram)
    {
        if (datagram.Length < PacketHeader.Overhead)
            return datagram;
        BinaryPrimitives.WriteUInt64LittleEndian(datagram.AsSpan(1), Id);
        PacketHeader.WriteChecksum(datagram);
        return datagram;
    }

    private void Deliver(Span<byte> datagram)
    {
        _received += datagram.Length;
        _endpoint.HandleDatagram(_now, Peer, datagram);
    }

    private void DeliverFromStranger(byte[] datagram)
    {
        long unsealed = _endpoint.Statistics.Unsealed;
        _endpoint.HandleDatagram(_now, Stranger, datagram);
        BrokenRuleException.ThrowUnless(_endpoint.Statistics.Unsealed - unsealed <= 1, "a datagram counts twice");
    }

    private void Poll()
    {
        for (int i = 0; i < 1_000 && _endpoint.PollTransmit(_now, _buffer, out Transmit transmit); i++)
            Count(transmit);
    }

    private void Count(in Transmit transmit)
    {
        BrokenRuleException.ThrowUnless(transmit.To == Peer, "a stranger is answered");
        _sent += transmit.Length;
        // RUDP-PATH-2: a sealed packet of the data phase validates; before it, three times.
        BrokenRuleException.ThrowUnless(_validated || _sent <= Limits.AmplificationFactor * _received, "an address that is not validated gets more than three times");
    }

    private sealed class Counting : IRandomSource
    {
        private byte _last;

        public void Fill(Span<byte> destination)
        {
            foreach (ref byte value in destination)
                value = _last++;
        }
    }

    private sealed class Zeros : IRangeSource
    {
        public int Read(long offset, Span<byte> destination) => destination.Length;
    }

    private sealed class Anything : IRangeSink
    {
        public void Write(long offset, ReadOnlySpan<byte> data)
        {
        }
    }
}
