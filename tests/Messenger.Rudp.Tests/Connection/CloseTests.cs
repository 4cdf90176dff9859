namespace Messenger.Rudp.Tests.Connection;

/// <summary>The end of the conversation over a link that moves one end or goes dark.</summary>
public sealed class CloseTests
{
    private const long Megabyte = 1_000_000;
    private static readonly PathAddress Moved = PathAddress.FromIPv4([10, 0, 0, 1], 4001);
    private static readonly RudpOptions Slow = new() { MaxDatagramSize = 1_200, MaxSendRate = 1_000_000 };

    [Fact]
    public void RUDP_CLOSE_6_a_closer_finds_the_peer_that_a_nat_moved_before()
    {
        Pair pair = Uploading();
        pair.InitiatorAddress = Moved;
        var closed = pair.Now;
        pair.Acceptor.Close(77, "cancelled");
        Assert.True(pair.Run(() => pair.Initiator.End is not null));
        Assert.Equal(new RudpEnd(RudpOutcome.Closed, RudpReason.Application, true, 77, "cancelled"), pair.Initiator.End);
        Assert.True(pair.Now - closed < Duration.FromMilliseconds(100));
        Assert.True(pair.Run(() => pair.AcceptorEndpoint.Count == 0, Duration.FromMilliseconds(100)));
    }

    [Fact]
    public void RUDP_CLOSE_6_the_echo_goes_to_where_the_close_came_from()
    {
        var pair = new Pair();
        pair.RunFor(Duration.FromMilliseconds(200));
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, 3], 4001);
        pair.Initiator.Close(0);
        Assert.True(pair.Run(() => pair.InitiatorEndpoint.Count == 0, pair.Delay * 2));
        Assert.Equal(0, pair.Misdirected);
    }

    [Fact]
    public void RUDP_CLOSE_6_an_older_packet_moves_nobody()
    {
        Pair pair = Uploading();
        byte[]? held = null;
        pair.Pass = (toAcceptor, bytes) => !toAcceptor || held is not null || (held = bytes) is null;
        Assert.True(pair.Run(() => held is not null));
        pair.RunFor(Duration.FromMilliseconds(50));
        pair.Acceptor.Close(77);
        pair.Inject(toAcceptor: true, held!, Moved);
        pair.Pass = (toAcceptor, _) => !toAcceptor;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(0, pair.Misdirected);
        Assert.Equal(77u, pair.Initiator.End?.Code);
    }

    [Fact]
    public void RUDP_CLOSE_6_many_packets_within_a_probe_timeout_get_one_close()
    {
        Pair pair = Uploading();
        (int heard, int closes) = (0, 0);
        // The peer never hears of it and goes on.
        pair.Pass = (toAcceptor, _) => toAcceptor ? ++heard > 0 : ++closes < 0;
        pair.Acceptor.Close(77);
        // An end that only receives has no RTT: its probe time-out is above the longest interval.
        pair.RunFor(Limits.MaxCloseInterval - new Duration(1));
        Assert.Equal(1, closes);
        Assert.True(heard >= 10);
        pair.RunFor(new Duration(1));
        Assert.Equal(2, closes);
    }

    private static Pair Uploading()
    {
        var pair = new Pair(initiator: Slow, upload: new Content(50 * Megabyte));
        pair.RunFor(Duration.FromMilliseconds(500));
        return pair;
    }
}
