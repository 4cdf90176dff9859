using Messenger.Rudp.Wire;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>Initials that come before the acceptor knows of their transfer (RUDP-HS-10).</summary>
public sealed class EarlyInitialTests
{
    private static readonly PathAddress Client = PathAddress.FromIPv4([10, 0, 0, 1], 4000);
    private static readonly PathAddress Server = PathAddress.FromIPv4([10, 0, 0, 2], 55000);
    private static readonly PathAddress Stranger = PathAddress.FromIPv4([10, 6, 6, 6], 666);
    private static readonly RudpOffer Offer = new(7, new byte[32], RudpCipher.Aes128Gcm);

    private readonly RudpEndpoint _acceptor = new(keepsEarly: true);
    private readonly byte[] _buffer = new byte[2_000];
    private Timestamp _now = new(1_000_000);

    [Fact]
    public void RUDP_HS_10_an_initial_that_came_before_its_offer_is_answered_when_the_offer_is_there()
    {
        Come(Initial(Offer));
        Assert.False(_acceptor.PollTransmit(_now, _buffer, out _));
        Pass(Duration.FromMilliseconds(40));
        var accepted = _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.True(_acceptor.PollTransmit(_now, _buffer, out var answer));
        Assert.Equal((Client, Limits.MinDatagramSize), (answer.To, answer.Length));
        Assert.Equal(Client, accepted.Peer);
    }

    [Fact]
    public void RUDP_HS_10_what_it_says_is_heard()
    {
        Come(Initial(Offer, [1, 2, 3]));
        var accepted = _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.True(_acceptor.TryGetEvent(out var happened));
        Assert.Equal(new(accepted, RudpEventKind.MessageReceived), happened);
        Assert.True(accepted.TryReceiveMessage(new byte[20_000], out int length));
        Assert.Equal(3, length);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void RUDP_HS_10_it_is_kept_for_a_second(int milliseconds, bool answered)
    {
        Come(Initial(Offer));
        Pass(Duration.FromMilliseconds(milliseconds));
        _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.Equal(answered, _acceptor.PollTransmit(_now, _buffer, out _));
    }

    [Theory]
    [InlineData(Limits.EarlyInitials - 1, true)]
    [InlineData(Limits.EarlyInitials, false)]
    public void RUDP_HS_10_a_flood_costs_the_wait_for_the_next_initial(int others, bool answered)
    {
        Come(Initial(Offer));
        for (int i = 0; i < others; i++)
            Come(Initial(Offer with { TransferId = 100 + (ulong)i }), Stranger);
        _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.Equal(answered, _acceptor.PollTransmit(_now, _buffer, out _));
        Come(Initial(Offer, number: 1));
        Assert.True(_acceptor.PollTransmit(_now, _buffer, out _));
    }

    [Fact]
    public void RUDP_HS_10_forged_ones_under_the_same_id_are_dropped_and_the_sound_one_is_answered()
    {
        byte[] sound = Initial(Offer);
        byte[] forged = Initial(Offer with { Secret = Enumerable.Repeat((byte)9, 32).ToArray() });
        Come(forged, Stranger);
        Come(sound);
        Come(forged, Stranger);
        _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.True(_acceptor.PollTransmit(_now, _buffer, out var answer));
        Assert.Equal((Client, 2L), (answer.To, _acceptor.Statistics.Unsealed));
        Assert.False(_acceptor.PollTransmit(_now, _buffer, out _));
    }

    [Fact]
    public void RUDP_HS_10_nothing_else_takes_a_place()
    {
        byte[] sound = Initial(Offer);
        Come(sound);
        var random = new SimRandom(1);
        for (int i = 0; i < 4 * Limits.EarlyInitials; i++)
        {
            byte[] other = i % 4 == 0 ? sound[..1_199] : i % 4 == 1 ? [.. sound, 0] : (byte[])sound.Clone();
            var type = i % 4 == 2 ? PacketType.Data : PacketType.Initial;
            new PacketHeader(type, false, random.NextUInt64(), new(i)).Write(other);
            PacketHeader.WriteChecksum(other);
            // Damaged on its way.
            other[500] ^= (byte)(i % 4 == 3 ? 1 : 0);
            Come(other, Stranger);
        }

        _acceptor.Accept(Offer, null, null, new(), _now);
        Assert.True(_acceptor.PollTransmit(_now, _buffer, out _));
    }

    [Fact]
    public void RUDP_HS_10_a_flood_allocates_its_places_once()
    {
        byte[] datagram = Initial(Offer);
        var random = new SimRandom(4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20_000; i++)
        {
            new PacketHeader(PacketType.Initial, false, random.NextUInt64(), new(i)).Write(datagram);
            PacketHeader.WriteChecksum(datagram);
            _acceptor.HandleDatagram(_now, Stranger, datagram);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Limits.EarlyInitials * (Limits.MinDatagramSize + 100));
        Assert.Equal((0, 20_000), (_acceptor.Count, _acceptor.Statistics.UnknownId));
    }

    [Fact]
    public void RUDP_HS_10_an_end_that_only_connects_keeps_none()
    {
        var plain = new RudpEndpoint();
        plain.HandleDatagram(_now, Client, Initial(Offer));
        plain.Accept(Offer, null, null, new(), _now);
        Assert.False(plain.PollTransmit(_now, _buffer, out _));
    }

    [Theory]
    [InlineData(2_999, false)]
    [InlineData(3_001, true)]
    public void RUDP_LIFE_3_the_time_for_a_handshake_can_begin_anew(int milliseconds, bool over)
    {
        var initiator = new RudpEndpoint();
        var connection = initiator.Connect(Offer, Server, null, null, new() { HandshakeLimit = Duration.FromSeconds(100) }, _now);
        Pass(Duration.FromSeconds(20));
        connection.LimitHandshake(Duration.FromSeconds(3), _now);
        Pass(Duration.FromMilliseconds(milliseconds));
        initiator.HandleTimeout(_now);
        Assert.Equal(over ? RudpReason.HandshakeTimeout : null, connection.End?.Reason);
    }

    private byte[] Initial(in RudpOffer offer, byte[]? message = null, int number = 0)
    {
        var initiator = new RudpEndpoint(new SimSource());
        var connection = initiator.Connect(offer, Server, null, null, new(), _now);
        if (message is not null)
            connection.TrySendMessage(message);
        Timestamp when = _now;
        for (int i = 0; ; i++, when = initiator.NextDeadline)
        {
            initiator.HandleTimeout(when);
            Assert.True(initiator.PollTransmit(when, _buffer, out var initial));
            if (i == number)
                return _buffer[..initial.Length];
        }
    }

    private void Come(byte[] datagram, PathAddress? from = null) => _acceptor.HandleDatagram(_now, from ?? Client, (byte[])datagram.Clone());

    private void Pass(Duration time) => _now += time;

    // The same nonce each time, as of one initiator that repeats its Initial.
    private sealed class SimSource : IRandomSource
    {
        private readonly SimRandom _random = new(3);

        public void Fill(Span<byte> destination) => _random.Fill(destination);
    }
}
