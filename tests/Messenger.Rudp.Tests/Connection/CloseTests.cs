namespace Messenger.Rudp.Tests.Connection;

/// <summary>The end of the conversation, also over a link that moves one end or goes dark.</summary>
public sealed class CloseTests
{
    private const long Megabyte = 1_000_000;
    private static readonly PathAddress Moved = PathAddress.FromIPv4([10, 0, 0, 1], 4001);
    private static readonly RudpOptions Slow = new() { MaxDatagramSize = 1_200, MaxSendRate = 1_000_000 };

    [Fact]
    public void RUDP_CLOSE_1_both_ends_learn_code_and_text()
    {
        var pair = new Pair();
        pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected));
        pair.Initiator.Close(77, "disk full");
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.Ended) && pair.Has(pair.Acceptor, RudpEventKind.Ended)));
        Assert.Equal(new RudpEnd(RudpOutcome.Closed, RudpReason.Application, true, 77, "disk full"), pair.Acceptor.End);
        Assert.Equal(new RudpEnd(RudpOutcome.Closed, RudpReason.Application, false, 77, "disk full"), pair.Initiator.End);
        Assert.Equal(0, pair.InitiatorEndpoint.Count);
        pair.RunFor(Duration.FromSeconds(10));
        Assert.Equal(0, pair.AcceptorEndpoint.Count);
        Assert.Equal(Timestamp.Never, pair.AcceptorEndpoint.NextDeadline);
    }

    [Fact]
    public void RUDP_CLOSE_2_a_close_is_repeated_until_it_is_heard()
    {
        var pair = new Pair();
        pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected));
        int left = 6;
        pair.Pass = (_, _) => --left < 0;
        pair.Initiator.Close(0);
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.Ended), Duration.FromSeconds(5)));
        Assert.Equal(RudpOutcome.Completed, pair.Acceptor.End!.Value.Outcome);
        Assert.True(pair.Acceptor.End!.Value.ByPeer);
    }

    [Fact]
    public void RUDP_CLOSE_5_who_leaves_repeats_its_close_without_waiting()
    {
        var pair = new Pair();
        pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected));
        int sent = 0;
        pair.Pass = (toAcceptor, _) => toAcceptor && ++sent == 3;
        pair.Initiator.Close(0);
        Assert.True(pair.InitiatorEndpoint.IsClosing);
        for (int i = 0; i < 3; i++)
        {
            pair.Flush();
            pair.InitiatorEndpoint.RepeatCloses();
        }

        pair.RunFor(Duration.FromMilliseconds(11));
        Assert.True(pair.Has(pair.Acceptor, RudpEventKind.Ended));
        pair.Pass = (_, _) => true;
        Assert.True(pair.Run(() => !pair.InitiatorEndpoint.IsClosing, Duration.FromSeconds(5)));
    }

    [Fact]
    public void RUDP_CLOSE_4_the_end_that_heard_it_echoes_for_five_seconds_and_is_gone()
    {
        var pair = new Pair();
        pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected));
        // No echo comes through, so that the CLOSE is repeated to the end.
        int echoes = 0;
        pair.Pass = (toAcceptor, _) => toAcceptor || ++echoes == 0;
        pair.Initiator.Close(0);
        Assert.True(pair.Run(() => pair.Acceptor.End is not null));
        pair.RunFor(Limits.DrainTime - new Duration(1));
        Assert.Equal(1, pair.AcceptorEndpoint.Count);
        // One for each CLOSE: one every half second, and the first few faster.
        Assert.InRange(echoes, 15, 18);
        (int last, echoes) = (echoes, 0);
        pair.RunFor(new Duration(1));
        Assert.Equal(0, pair.AcceptorEndpoint.Count);
        Assert.True(pair.Run(() => pair.InitiatorEndpoint.Count == 0));
        Assert.Equal((true, 0), (last > 0, echoes));
    }

    [Fact]
    public void A_server_that_closed_before_its_client_came_still_says_why()
    {
        var pair = new Pair();
        pair.Flush();
        pair.RunFor(Duration.FromMilliseconds(11));
        pair.Acceptor.Close(5, "no");
        Assert.True(pair.Run(() => pair.Initiator.End is not null, Duration.FromSeconds(5)));
        Assert.Equal((5u, true), (pair.Initiator.End!.Value.Code, pair.Initiator.End!.Value.ByPeer));
    }

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
    public void RUDP_CLOSE_6_many_packets_get_no_close_before_the_first_wait_is_over()
    {
        Pair pair = Uploading();
        (int heard, int closes) = (0, 0);
        // The peer never hears of it and goes on.
        pair.Pass = (toAcceptor, _) => toAcceptor ? ++heard > 0 : ++closes < 0;
        pair.Acceptor.Close(77);
        // An end that only receives has no RTT but the assumed one.
        pair.RunFor((Limits.InitialRtt / 4) - new Duration(1));
        Assert.Equal(1, closes);
        Assert.True(heard >= 10);
        pair.RunFor(new Duration(1));
        Assert.Equal(2, closes);
    }

    [Fact]
    public void RUDP_CLOSE_2_the_waits_double_from_a_quarter_of_an_rtt_to_half_a_second()
    {
        Pair pair = Downloaded();
        var sent = new List<Timestamp>();
        pair.Pass = (toAcceptor, _) => toAcceptor && Note(sent, pair.Now);
        pair.Initiator.Close(0);
        pair.RunFor(Duration.FromSeconds(3));
        long[] waits = [.. sent.Zip(sent.Skip(1), (before, after) => (after - before).Nanoseconds)];
        Assert.InRange(waits[0], Duration.FromMicroseconds(2_500).Nanoseconds, Duration.FromMicroseconds(4_000).Nanoseconds);
        Assert.All(waits.Zip(waits.Skip(1)), pair => Assert.Equal(Math.Min(2 * pair.First, Limits.MaxCloseInterval.Nanoseconds), pair.Second));
        Assert.Equal(Limits.MaxCloseInterval.Nanoseconds, waits[^1]);
    }

    [Theory]
    [InlineData(29_000, RudpOutcome.Completed)]
    [InlineData(30_100, RudpOutcome.Failed)]
    public void RUDP_CLOSE_3_a_close_outlasts_the_dark_for_as_long_as_its_peer_does(int milliseconds, RudpOutcome outcome)
    {
        Pair pair = Downloaded();
        var closed = pair.Now;
        pair.Pass = (_, _) => pair.Now - closed > Duration.FromMilliseconds(milliseconds);
        pair.Initiator.Close(0);
        Assert.True(pair.Run(() => pair.Acceptor.End is not null));
        Assert.Equal(outcome, pair.Acceptor.End!.Value.Outcome);
        Assert.True(pair.Run(() => pair.InitiatorEndpoint.Count == 0, Duration.FromSeconds(1)));
        Assert.Equal(RudpOutcome.Completed, pair.Initiator.End!.Value.Outcome);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void RUDP_CLOSE_3_a_closer_whose_peer_is_gone_goes_at_the_idle_limit(long beyond)
    {
        Pair pair = Downloaded();
        pair.Pass = (_, _) => false;
        pair.Initiator.Close(0);
        pair.RunFor(Limits.IdleLimit + new Duration(beyond));
        Assert.Equal(beyond < 0 ? 1 : 0, pair.InitiatorEndpoint.Count);
        Assert.InRange(pair.Initiator.Statistics.PacketsSent, 60, 140);
    }

    [Fact]
    public void RUDP_CLOSE_6_a_peer_that_is_silent_is_found_by_its_ping()
    {
        var pair = new Pair();
        pair.RunFor(Duration.FromMilliseconds(500));
        pair.InitiatorAddress = Moved;
        pair.Acceptor.Close(0);
        pair.RunFor(Limits.KeepAlive - Duration.FromSeconds(1));
        Assert.Null(pair.Initiator.End);
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(RudpOutcome.Completed, pair.Initiator.End?.Outcome);
    }

    private static bool Note(List<Timestamp> times, Timestamp now)
    {
        times.Add(now);
        return false;
    }

    // An RTT of 10 ms that both ends know.
    private static Pair Downloaded()
    {
        var down = new Content(200_000);
        var pair = new Pair(download: down) { Delay = Duration.FromMilliseconds(5) };
        Assert.True(pair.Run(() => down.Written == down.Size));
        return pair;
    }

    private static Pair Uploading()
    {
        var pair = new Pair(initiator: Slow, upload: new Content(50 * Megabyte));
        pair.RunFor(Duration.FromMilliseconds(500));
        return pair;
    }
}
