using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>An initiator made of the engine's parts, which sends what it likes to a real acceptor.</summary>
internal sealed class Attack
{
    private static readonly PathAddress Address = PathAddress.FromIPv4([10, 6, 6, 6], 666);
    private readonly RudpEndpoint _endpoint = new();
    private readonly RudpOffer _offer;
    private readonly DataKeys? _keys;
    private readonly byte[] _buffer = new byte[2_000];
    private long _next;

    public Attack(
        RudpOptions? options = null, Content? download = null, bool consumes = true, long wanted = 1_000_000, ParametersFrame? parameters = null, int seed = 1)
    {
        byte[] secret = new byte[32];
        new Random(seed).NextBytes(secret);
        _offer = new RudpOffer((ulong)seed, secret, RudpCipher.Aes128Gcm) { ValidatedHost = Address };
        var sink = new Anything(consumes);
        Bystander = _endpoint.Accept(_offer with { TransferId = ulong.MaxValue }, null, null, new(), Now);
        Victim = _endpoint.Accept(_offer, download, sink, options ?? new(), Now);
        sink.Receiver = Victim;
        Victim.Expect(0, wanted);
        if (download is not null)
            Victim.Send(0, download.Size);
        using var handshake = new InitiatorHandshake(_offer, parameters ?? ParametersFrame.From(new RudpOptions()), SystemRandomSource.Instance);
        int length = handshake.WriteInitial(Now, _buffer, []);
        _endpoint.HandleDatagram(Now, Address, _buffer.AsSpan(0, length));
        if (!_endpoint.PollTransmit(Now, _buffer, out var transmit))
            return;
        var answer = _buffer.AsSpan(0, transmit.Length);
        Assert.True(PacketHeader.TryRead(answer, out var header));
        _keys = handshake.HandleAnswer(header.Number, answer, Now, 16, out _);
        Send(new byte[1]);
    }

    public Timestamp Now { get; set; } = new(1_000_000_000);

    public RudpConnection Victim { get; }

    public RudpConnection Bystander { get; }

    public long PacketsFromVictim { get; private set; }

    public long HighestFromVictim { get; private set; }

    public byte[] Seal(byte[] payload)
    {
        byte[] datagram = new byte[PacketHeader.Overhead + payload.Length];
        var number = new PacketNumber(_next++);
        new PacketHeader(PacketType.Data, _keys!.Phase, _offer.TransferId, number).Write(datagram);
        payload.CopyTo(datagram, PacketHeader.Length);
        _keys.Seal(number, datagram, PacketHeader.Length);
        PacketHeader.WriteChecksum(datagram);
        return datagram;
    }

    public void Deliver(byte[] datagram) => _endpoint.HandleDatagram(Now, Address, datagram);

    public void Send(byte[] payload) => Deliver(Seal(payload));

    /// <summary>Turns the phase without regard for any rule.</summary>
    public void TurnPhase()
    {
        for (int i = 0; i < 16; i++)
            _ = Seal([0]);
        _keys!.OnAcknowledged(new(long.MaxValue));
        Assert.True(_keys.UpdateIfDue(new(long.MaxValue - 1), Duration.FromSeconds(-1)));
    }

    /// <summary>Takes what the victim sends, opened.</summary>
    public List<byte[]> Poll()
    {
        var payloads = new List<byte[]>();
        while (_endpoint.PollTransmit(Now, _buffer, out var transmit))
        {
            var datagram = _buffer.AsSpan(0, transmit.Length);
            Assert.True(PacketHeader.TryRead(datagram, out var header));
            if (header.Type != PacketType.Data)
                continue;
            PacketsFromVictim++;
            HighestFromVictim = Math.Max(HighestFromVictim, header.Number.Value);
            if (_keys!.TryOpen(header.Number, header.Phase, datagram, PacketHeader.Length, Now, out var payload, out _))
                payloads.Add(payload.ToArray());
        }

        return payloads;
    }

    public void AssertEnded(RudpReason? reason)
    {
        Assert.Equal(reason, Victim.End?.Reason);
        if (reason is not null)
            Assert.Equal(RudpOutcome.Failed, Victim.End!.Value.Outcome);
        Assert.Null(Bystander.End);
    }

    private sealed class Anything(bool consumes) : IRangeSink
    {
        public RudpConnection? Receiver { get; set; }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            if (consumes)
                Receiver!.Consumed(data.Length);
        }
    }
}
