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
    public void RUDP_ACK_7_sixty_four_ranges_are_remembered_and_thirty_told()
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
        Assert.Equal(Limits.MaxAckRanges, _acks.Ranges.Length);
        Assert.Equal(Range(130, 130), _acks.Ranges[0]);
    }

    [Fact]
    public void RUDP_ACK_6_what_the_peer_knows_we_know_is_not_told_again()
    {
        foreach (long number in new long[] { 1, 3, 5, 7 })
            Receive(number);
        _acks.OnAckAcknowledged(new(5));
        Assert.Equal([Range(7, 7), Range(5, 5)], _acks.Ranges.ToArray());
        Assert.True(_acks.IsDuplicate(new(3)));
        Assert.False(_acks.IsDuplicate(new(4)));
        _acks.OnAckAcknowledged(new(7));
        Assert.Equal([Range(7, 7)], _acks.Ranges.ToArray());
    }

    private static AckRange Range(long first, long last) => new(new(first), new(last));

    private void Receive(long number) => _acks.OnReceived(new(number), 1200, true, _now, Rtt);

    private void Send() => _acks.OnSent(_now);

    private void Eager()
    {
        for (int i = 1; i <= Limits.EagerAckPackets; i++)
            Receive(i);
        _now += Duration.FromSeconds(1);
        Send();
    }
}
