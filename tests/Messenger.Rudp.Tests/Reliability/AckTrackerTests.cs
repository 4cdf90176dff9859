using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Reliability;

public sealed class AckTrackerTests
{
    private static readonly Duration Rtt = Duration.FromMilliseconds(80);
    private readonly AckTracker _acks = new(Duration.FromMilliseconds(25));
    private Timestamp _now = new(1_000_000_000);

    [Fact]
    public void RUDP_ACK_4_every_second_packet_at_first()
    {
        Send();
        Receive(1);
        Assert.False(_acks.IsDue(_now));
        Receive(2);
        Assert.True(_acks.IsDue(_now));
    }

    [Fact]
    public void RUDP_ACK_4_a_hole_and_what_fills_it_are_acknowledged_at_once()
    {
        Eager();
        long next = Limits.EagerAckPackets + 1;
        Receive(next + 1);
        Assert.True(_acks.IsDue(_now));
        Send();
        Receive(next);
        Assert.True(_acks.IsDue(_now));
        Send();
        Receive(next + 2);
        Assert.False(_acks.IsDue(_now));
    }

    [Fact]
    public void RUDP_ACK_5_later_at_most_every_quarter_of_an_rtt()
    {
        Eager();
        for (int i = 1; i <= 60; i++)
            Receive(Limits.EagerAckPackets + i);
        Assert.Equal(_now + Duration.FromMilliseconds(20), _acks.Deadline);
        Assert.False(_acks.IsDue(_acks.Deadline - new Duration(1)));
        Assert.True(_acks.IsDue(_acks.Deadline));
    }

    [Fact]
    public void RUDP_ACK_5_never_later_than_announced()
    {
        Eager();
        _acks.OnReceived(new(Limits.EagerAckPackets + 1), 1200, true, _now, Duration.FromSeconds(1));
        Assert.Equal(_now + Duration.FromMilliseconds(25), _acks.Deadline);
    }

    [Fact]
    public void RUDP_ACK_5_a_short_rtt_counts_packets()
    {
        Eager();
        for (int i = 1; i < Limits.AckEveryPackets; i++)
            _acks.OnReceived(new(Limits.EagerAckPackets + i), 1200, true, _now, Duration.FromMicroseconds(50));
        Assert.False(_acks.IsDue(_now));
        _acks.OnReceived(new(Limits.EagerAckPackets + Limits.AckEveryPackets), 1200, true, _now, Duration.FromMicroseconds(50));
        Assert.True(_acks.IsDue(_now));
    }

    [Theory]
    [InlineData(50, 128 * 1024 - 1, false)]
    [InlineData(50, 128 * 1024, true)]
    [InlineData(80_000, 128 * 1024, false)]
    public void RUDP_ACK_5_a_short_rtt_counts_bytes(int rttMicroseconds, int bytes, bool due)
    {
        Eager();
        var rtt = Duration.FromMicroseconds(rttMicroseconds);
        _acks.OnReceived(new(Limits.EagerAckPackets + 1), 65_507, true, _now, rtt);
        _acks.OnReceived(new(Limits.EagerAckPackets + 2), 65_507, true, _now, rtt);
        Assert.False(_acks.IsDue(_now));
        _acks.OnReceived(new(Limits.EagerAckPackets + 3), bytes - 2 * 65_507, true, _now, rtt);
        Assert.Equal(due, _acks.IsDue(_now));
        Send();
        // The count begins again.
        _acks.OnReceived(new(Limits.EagerAckPackets + 4), 65_507, true, _now, rtt);
        Assert.False(_acks.IsDue(_now));
    }

    [Fact]
    public void RUDP_ACK_2_what_asks_for_no_ack_gets_none()
    {
        _acks.OnReceived(new(1), 1200, false, _now, Rtt);
        _acks.OnReceived(new(5), 1200, false, _now, Rtt);
        Assert.False(_acks.IsPending);
        Assert.False(_acks.IsDue(_now));
        Assert.Equal(Timestamp.Never, _acks.Deadline);
    }

    [Fact]
    public void RUDP_ACK_3_doubles_are_known_in_every_range()
    {
        foreach (long number in new long[] { 5, 1, 9, 2, 6 })
            Receive(number);
        foreach (long number in new long[] { 1, 2, 5, 6, 9 })
            Assert.True(_acks.IsDuplicate(new(number)));
        foreach (long number in new long[] { 0, 3, 4, 7, 8, 10 })
            Assert.False(_acks.IsDuplicate(new(number)));
        Assert.Equal([Range(9, 9), Range(5, 6), Range(1, 2)], _acks.Ranges.ToArray());
        Receive(7);
        Receive(8);
        Assert.Equal([Range(5, 9), Range(1, 2)], _acks.Ranges.ToArray());
    }

    [Fact]
    public void RUDP_ACK_7_a_thousand_ranges_are_remembered_and_thirty_told()
    {
        for (int i = 0; i < Limits.MaxTrackedRanges; i++)
            Receive(i * 2);
        Assert.False(_acks.IsDuplicate(new(1)));
        Receive(Limits.MaxTrackedRanges * 2);
        // Range 0 fell off: all up to its end counts as received, and nothing above.
        Assert.True(_acks.IsDuplicate(new(0)));
        Assert.False(_acks.IsDuplicate(new(1)));
        Receive(Limits.MaxTrackedRanges * 2 + 2);
        Assert.True(_acks.IsDuplicate(new(1)));
        Send();
        Assert.Equal(Limits.MaxAckRanges, _acks.Ranges.Length);
        Assert.Equal(Range(2_050, 2_050), _acks.Ranges[0]);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void RUDP_ACK_7_what_the_peer_knows_is_remembered_for_a_while_lest_late_packets_count_as_doubles(long beyond, bool forgotten)
    {
        Receive(1);
        Receive(3);
        long newest = 2 + Limits.LatestPacket + beyond - 1;
        Receive(newest);
        _acks.OnAckAcknowledged(new(newest));
        Assert.Equal(forgotten, _acks.IsDuplicate(new(0)));
        Assert.False(_acks.IsDuplicate(new(2)));
    }

    [Fact]
    public void RUDP_ACK_6_what_the_peer_knows_we_know_is_not_told_again()
    {
        foreach (long number in new long[] { 1, 3, 5, 7 })
            Receive(number);
        Send();
        _acks.OnAckAcknowledged(new(5));
        Assert.Equal([Range(7, 7), Range(5, 5)], _acks.Ranges.ToArray());
        Assert.True(_acks.IsDuplicate(new(3)));
        Assert.False(_acks.IsDuplicate(new(2)));
        _acks.OnAckAcknowledged(new(7));
        Assert.Equal([Range(7, 7)], _acks.Ranges.ToArray());
    }

    [Fact]
    public void RUDP_ACK_6_what_came_late_is_told_until_an_ack_that_told_it_was_acknowledged()
    {
        foreach (long number in new long[] { 1, 7 })
            Receive(number);
        Receive(3);
        Send();
        // An ACK with 7 on top may have left before 3 came; one with 9 on top told it.
        _acks.OnAckAcknowledged(new(7));
        Assert.Equal([Range(7, 7), Range(3, 3)], _acks.Ranges.ToArray());
        Receive(9);
        Send();
        _acks.OnAckAcknowledged(new(9));
        Assert.Equal([Range(9, 9)], _acks.Ranges.ToArray());
    }

    [Fact]
    public void RUDP_ACK_11_where_not_all_ranges_fit_what_came_late_goes_before_what_is_old()
    {
        for (int i = 0; i < 100; i++)
            Receive(i * 3);
        Send();
        Receive(31);
        Receive(91);
        long[] told = [.. _acks.Ranges.ToArray().Select(r => r.First.Value)];
        Assert.Equal(Limits.MaxAckRanges, told.Length);
        Assert.Equal(297, told[0]);
        Assert.Equal([90, 30], told[^2..]);
        Assert.Equal(told.OrderDescending(), told);
        Assert.Equal(told.Distinct(), told);
        Send();
        for (int i = 0; i < Limits.MaxLateTold; i++)
            Receive(151 + (i * 3));
        told = [.. _acks.Ranges.ToArray().Select(r => r.First.Value)];
        Assert.DoesNotContain(30, told);
        Assert.Equal([.. Enumerable.Range(0, Limits.MaxLateTold).Select(i => 150L + (i * 3)).Reverse()], told[^Limits.MaxLateTold..]);
    }

    [Fact]
    public void RUDP_ACK_11_a_late_packet_that_joins_what_is_told_anyway_is_told_once()
    {
        foreach (long number in new long[] { 1, 3, 5, 4, 2 })
            Receive(number);
        Assert.Equal([Range(1, 5)], _acks.Ranges.ToArray());
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    [InlineData(60, 2)]
    [InlineData(500, 17)]
    public void RUDP_ACK_12_what_one_ack_has_no_room_for_follows_at_once(int ranges, int acks)
    {
        for (int i = 1; i <= ranges; i++)
            Receive(i * 2);
        var told = new List<AckRange>();
        for (int i = 1; i <= acks; i++)
        {
            Assert.True(_acks.IsPending && _acks.IsDue(_now));
            var now = _acks.Ranges.ToArray();
            told.AddRange(now);
            // Whoever hears of a number takes for lost what is below it and was never told.
            Assert.All(Enumerable.Range(1, (int)now[0].Last.Value / 2), n => Assert.Contains(Range(n * 2, n * 2), told));
            _acks.OnSent(_now);
        }

        Assert.Equal(Range(ranges * 2, ranges * 2), told[^Math.Min(ranges, Limits.MaxAckRanges)]);
        Assert.False(_acks.IsPending);
        Assert.False(_acks.IsDue(_now));
    }

    [Fact]
    public void RUDP_ACK_12_every_number_that_comes_late_is_told()
    {
        const int Late = 200;
        for (int i = 0; i < 4 * Late; i += 4)
        {
            Receive(i);
            Receive(i + 2);
        }

        Send();
        for (int i = 0; i < 4 * Late; i += 4)
            Receive(i + 1);
        var told = Send();
        Assert.All(Enumerable.Range(0, Late), n => Assert.Contains(Range(n * 4, (n * 4) + 2), told));
        // Each ACK has room for thirty; those that came last are told again until an ACK was acknowledged.
        Assert.True(told.Count <= Late + Limits.MaxAckRanges);
    }

    [Fact]
    public void RUDP_ACK_12_what_is_forgotten_is_told_no_more()
    {
        for (int i = 0; i < 2 * Limits.MaxTrackedRanges; i++)
            Receive(i * 2);
        var told = Send();
        Assert.Equal(Limits.MaxTrackedRanges, told.Distinct().Count());
        Assert.Equal(Range(2 * Limits.MaxTrackedRanges, 2 * Limits.MaxTrackedRanges), told.MinBy(r => r.First.Value));
    }

    private static AckRange Range(long first, long last) => new(new(first), new(last));

    private void Receive(long number) => _acks.OnReceived(new(number), 1200, true, _now, Rtt);

    /// <summary>All ACKs that are due now. Returns what they tell.</summary>
    private List<AckRange> Send()
    {
        var told = new List<AckRange>();
        do
        {
            told.AddRange(_acks.Ranges);
            _acks.OnSent(_now);
        }
        while (_acks.IsDue(_now));
        return told;
    }

    private void Eager()
    {
        for (int i = 1; i <= Limits.EagerAckPackets; i++)
            Receive(i);
        _now += Duration.FromSeconds(1);
        Send();
    }
}
