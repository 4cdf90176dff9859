using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>Who is answered, where to, and how much: amplification, replays, new addresses.</summary>
public sealed class PathTests
{
    private static readonly PathAddress Elsewhere = PathAddress.FromIPv4([10, 0, 0, 9], 666);
    private static readonly RudpOptions Slow = new() { MaxSendRate = 1_000_000 };

    [Theory]
    [InlineData(false, 3 * 1200)]
    [InlineData(true, 66 * 1200)]
    public void RUDP_PATH_2_an_address_that_is_not_validated_gets_three_times_what_it_sent(bool trusted, int most)
    {
        var pair = new Pair(download: new Content(1_000_000), trusted: trusted);
        long sent = 0;
        bool first = true;
        pair.Pass = (toAcceptor, bytes) =>
        {
            if (!toAcceptor)
                sent += bytes.Length;
            bool pass = toAcceptor && first;
            first &= !toAcceptor;
            return pass;
        };
        pair.RunFor(Duration.FromMilliseconds(240));
        Assert.InRange(sent, most - 1200, most);
    }

    [Fact]
    public void RUDP_PATH_2_the_third_message_validates_only_the_address_that_it_came_from()
    {
        var pair = new Pair(download: new Content(1_000_000), trusted: false);
        long sent = 0;
        pair.Pass = (toAcceptor, bytes) =>
        {
            if (!toAcceptor)
                sent += bytes.Length;
            bool initial = (PacketType)(bytes[0] >> 1 & 7) == PacketType.Initial;
            // A victim's address in the Initial, the attacker's own from then on.
            if (toAcceptor && !initial)
                pair.Inject(true, bytes, Elsewhere);
            return !toAcceptor || initial;
        };
        pair.RunFor(Duration.FromSeconds(2));
        Assert.True(pair.Acceptor.IsConnected);
        Assert.InRange(sent, 2 * 1_200, 3 * 1_200);
    }

    [Fact]
    public void RUDP_PATH_2_a_probe_that_may_not_be_sent_is_not_waited_for()
    {
        var pair = new Pair(download: new Content(1_000_000), trusted: false);
        bool first = true;
        pair.Pass = (toAcceptor, _) =>
        {
            bool pass = toAcceptor && first;
            first &= !toAcceptor;
            return pass;
        };
        pair.RunFor(Duration.FromSeconds(20));
        Assert.True(pair.Acceptor.Statistics.BytesInFlight > 0);
        Assert.Equal(0, pair.Acceptor.Statistics.Probes);
    }

    [Fact]
    public void RUDP_HS_7_what_does_not_authenticate_gets_no_answer_and_no_state()
    {
        var pair = new Pair();
        byte[] initial = Capture(pair);
        var fresh = new RudpEndpoint();
        fresh.HandleDatagram(pair.Now, Elsewhere, (byte[])initial.Clone());
        Assert.Equal(1, fresh.Statistics.UnknownId);
        Assert.False(fresh.PollTransmit(pair.Now, new byte[1200], out _));
        foreach (int length in new[] { 0, 1, 36, 37, 100, 1199 })
            pair.AcceptorEndpoint.HandleDatagram(pair.Now, Elsewhere, Resum(initial[..length]));
        byte[] forged = (byte[])initial.Clone();
        forged[60] ^= 1;
        pair.AcceptorEndpoint.HandleDatagram(pair.Now, Elsewhere, (byte[])forged.Clone());
        Assert.Equal((3, 4), (pair.AcceptorEndpoint.Statistics.Unsealed, pair.AcceptorEndpoint.Statistics.Malformed));
        pair.AcceptorEndpoint.HandleDatagram(pair.Now, Elsewhere, Resum(forged));
        Assert.Equal(4, pair.AcceptorEndpoint.Statistics.Unsealed);
        Assert.False(pair.AcceptorEndpoint.PollTransmit(pair.Now, new byte[1200], out _));
        Assert.True(pair.Acceptor.Peer.IsNone);
        pair.AcceptorEndpoint.HandleDatagram(pair.Now, pair.InitiatorAddress, initial);
        Assert.True(pair.AcceptorEndpoint.PollTransmit(pair.Now, new byte[1200], out var transmit));
        Assert.Equal((pair.InitiatorAddress, 1200), (transmit.To, transmit.Length));
    }

    [Fact]
    public void RUDP_HS_4_a_replayed_initial_gets_nothing_and_disturbs_nothing()
    {
        var down = new Content(1_000_000);
        var pair = new Pair(download: down);
        byte[]? initial = null;
        pair.Pass = (toAcceptor, bytes) =>
        {
            if (toAcceptor)
                initial ??= (byte[])bytes.Clone();
            return true;
        };
        pair.RunFor(Duration.FromMilliseconds(100));
        for (int i = 0; i < 50; i++)
        {
            pair.Inject(true, (byte[])initial!.Clone(), Elsewhere);
            pair.RunFor(Duration.FromMilliseconds(7));
        }

        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(pair.InitiatorAddress, pair.Acceptor.Peer);
        Assert.False(pair.Has(pair.Acceptor, RudpEventKind.PathChanged));
    }

    [Fact]
    public void RUDP_HS_5_the_same_initial_again_gets_the_same_answer()
    {
        var down = new Content(100_000);
        var pair = new Pair(download: down);
        int answers = 0;
        pair.Pass = (toAcceptor, bytes) => toAcceptor || (PacketType)(bytes[0] >> 1 & 7) != PacketType.Answer || ++answers > 4;
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(5, answers);
    }

    [Fact]
    public void RUDP_PATH_4_a_new_address_is_taken_after_it_answered_a_challenge()
    {
        var down = new Content(2_000_000);
        var pair = new Pair(acceptor: Slow, download: down);
        pair.RunFor(Duration.FromMilliseconds(300));
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, 1], 4001);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.PathChanged), Duration.FromSeconds(3)));
        Assert.Equal(pair.InitiatorAddress, pair.Acceptor.Peer);
        Assert.True(pair.Run(() => down.Written == down.Size));
    }

    [Fact]
    public void RUDP_LIFE_2_a_silent_receiver_that_was_moved_is_found_within_seconds()
    {
        var down = new Content(2_000_000) { Ready = false };
        var pair = new Pair(download: down);
        pair.RunFor(Duration.FromMilliseconds(500));
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, 1], 4001);
        down.Ready = true;
        pair.Acceptor.SourceReady();
        Assert.True(pair.Run(() => down.Written == down.Size, Duration.FromSeconds(3)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void RUDP_PATH_5_a_new_address_that_does_not_answer_is_challenged_five_times_at_most(int packets)
    {
        var down = new Content(2_000_000);
        var pair = new Pair(acceptor: Slow, download: down);
        pair.RunFor(Duration.FromMilliseconds(300));
        var held = new List<byte[]>();
        pair.Pass = (toAcceptor, bytes) =>
        {
            if (!toAcceptor)
                return true;
            held.Add(bytes);
            return false;
        };
        pair.RunFor(Duration.FromMilliseconds(100));
        foreach (byte[] bytes in held[..packets])
            pair.Inject(true, bytes, Elsewhere);
        // RUDP-PATH-2: and never beyond three times what came from there.
        int allowed = Math.Min(Limits.MaxPathAttempts, held[..packets].Sum(b => b.Length) * 3 / (PacketHeader.Overhead + PathFrame.Length));
        long before = pair.Misdirected;
        pair.RunFor(Duration.FromSeconds(8));
        Assert.Equal(allowed, pair.Misdirected - before);
        pair.Pass = (_, _) => true;
        Assert.True(pair.Run(() => down.Written == down.Size));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, true)]
    public void RUDP_PATH_6_another_host_begins_anew_and_another_port_does_not(byte host, bool anew)
    {
        var down = new Content(2_000_000);
        var pair = new Pair(acceptor: Slow, download: down);
        pair.RunFor(Duration.FromMilliseconds(500));
        var known = pair.Acceptor.Statistics.MinRtt;
        Assert.Equal(Duration.FromMilliseconds(20), known);
        pair.Delay = Duration.FromMilliseconds(40);
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, host], 4001);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.PathChanged)));
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(anew, pair.Acceptor.Statistics.MinRtt > known);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, true)]
    public void RUDP_PATH_6_another_host_gets_a_new_window_and_another_port_does_not(byte host, bool anew)
    {
        var pair = new Pair(acceptor: new() { CongestionControl = CongestionControl.NewReno }, download: new Content(50_000_000));
        pair.RunFor(Duration.FromMilliseconds(100));
        long before = pair.Acceptor.Statistics.CongestionWindow;
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, host], 4001);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.PathChanged)));
        long after = pair.Acceptor.Statistics.CongestionWindow;
        Assert.True(anew ? after < before / 4 : after >= before / 2, $"{before} -> {after}");
    }

    [Fact]
    public void RUDP_PATH_1_no_datagram_exceeds_the_lower_of_both_limits()
    {
        var down = new Content(1_000_000);
        var pair = new Pair(initiator: new() { MaxDatagramSize = 1_400 }, acceptor: new() { MaxDatagramSize = 9_000 }, download: down);
        int largest = 0;
        pair.Pass = (_, bytes) =>
        {
            largest = Math.Max(largest, bytes.Length);
            return true;
        };
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(1_400, largest);
    }

    [Fact]
    public void RUDP_PATH_3_a_copied_packet_from_elsewhere_does_not_move_the_connection()
    {
        var down = new Content(2_000_000);
        var pair = new Pair(acceptor: Slow, download: down);
        pair.RunFor(Duration.FromMilliseconds(300));
        int stolen = 0;
        pair.Pass = (toAcceptor, bytes) =>
        {
            // An attacker on the way holds each packet back and sends it from his own address.
            if (toAcceptor && stolen < 20)
            {
                stolen++;
                pair.Inject(true, bytes, Elsewhere);
                return false;
            }

            return true;
        };
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(20, stolen);
        Assert.Equal(pair.InitiatorAddress, pair.Acceptor.Peer);
        Assert.False(pair.Has(pair.Acceptor, RudpEventKind.PathChanged));
    }

    private static byte[] Capture(Pair pair)
    {
        byte[]? captured = null;
        pair.Pass = (_, bytes) =>
        {
            captured ??= (byte[])bytes.Clone();
            return false;
        };
        pair.Flush();
        return captured!;
    }

    private static byte[] Resum(byte[] datagram)
    {
        if (datagram.Length >= PacketHeader.Length)
            PacketHeader.WriteChecksum(datagram);
        return datagram;
    }
}
