using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Reliability;

// What time decides: doubt, probes, memory, and the pace.
public sealed partial class LossRecoveryTests
{
    [Fact]
    public void RUDP_LOSS_1_nothing_is_lost_before_a_later_packet_came_and_nothing_is_lost_twice()
    {
        Send(3);
        Pass(Duration.FromSeconds(60));
        _recovery.DetectLost(_now);
        Assert.Empty(_lost);
        Ack(1, 1);
        Assert.Empty(_lost);
        for (int i = 0; i < 2; i++)
        {
            Pass(Duration.FromSeconds(60));
            _recovery.DetectLost(_now);
        }

        Ack(1, 1);
        Assert.Equal([0], _lost);
        // Packet 2 is the newest: only a probe can find out.
        Assert.Equal(Size, _recovery.InFlight);
    }

    [Fact]
    public void RUDP_LOSS_5_while_age_decides_about_a_packet_no_probe_is_due()
    {
        Send(2);
        Pass(Rtt);
        Assert.NotEqual(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
        Ack(1, 1);
        Assert.NotEqual(Timestamp.Never, _recovery.LossDeadline);
        Assert.Equal(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
        _recovery.DetectLost(_recovery.LossDeadline);
        Send(1);
        Assert.NotEqual(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
    }

    [Fact]
    public void RUDP_LOSS_7_where_one_timeout_is_longer_than_half_a_second_it_does_not_grow()
    {
        var slow = Duration.FromMilliseconds(700);
        for (int i = 0; i < 100; i++)
        {
            Send(1);
            Pass(slow);
            Ack(_recovery.Next.Value - 1, _recovery.Next.Value - 1);
        }

        Send(1);
        var timeout = _recovery.Rtt.ProbeTimeout(Duration.Zero);
        Assert.True(timeout > Limits.MaxProbeInterval);
        Assert.Equal(_now + timeout, _recovery.ProbeDeadline(Duration.Zero));
        for (int i = 0; i < 3; i++)
        {
            _now = _recovery.ProbeDeadline(Duration.Zero);
            _recovery.OnProbeTimeout(_now);
            var wait = _recovery.ProbeDeadline(Duration.Zero) - _now;
            Assert.True(wait >= _recovery.Rtt.Smoothed / 2 && wait <= _recovery.Rtt.Smoothed, $"{wait}");
        }
    }

    /// <summary>Long lives in which every probe left during the dark part of a link's period ended without the file.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public void RUDP_LOSS_7_a_link_that_goes_dark_in_a_rhythm_does_not_swallow_every_probe(int rttMilliseconds)
    {
        for (int i = 0; i < 60; i++)
        {
            Send(1);
            Pass(Duration.FromMilliseconds(rttMilliseconds));
            Ack(_recovery.Next.Value - 1, _recovery.Next.Value - 1);
        }

        Send(1);
        var begin = _now;
        double[] probes = [.. Enumerable.Range(0, 24).Select(_ => NextProbe() - begin).Select(d => d.Seconds)];
        // Dark for 45 % of each period, whatever the period and its phase.
        foreach (double period in Enumerable.Range(1, 120).Select(i => i * 0.1))
        {
            for (double phase = 0; phase < 1; phase += 0.05)
                Assert.Contains(probes, p => ((p / period) + phase) % 1 >= 0.45);
        }
    }

    [Fact]
    public void RUDP_LOSS_6_a_probe_timeout_lets_two_packets_out_and_no_third()
    {
        Settle();
        Send(1);
        NextProbe();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(SendDecision.Probe, _recovery.Decide(_now, Size));
            Send(1);
        }

        Assert.NotEqual(SendDecision.Probe, _recovery.Decide(_now, Size));
    }

    [Theory]
    [InlineData(20, 5_000)]
    [InlineData(31, 7_750)]
    [InlineData(33, 8_000)]
    public void RUDP_PACE_3_a_quarter_of_the_least_rtt_is_made_up_for_and_8_ms_at_most(int rttMilliseconds, long microseconds)
    {
        _recovery.OnHandshakeRtt(Duration.FromMilliseconds(rttMilliseconds));
        Assert.Equal(Duration.FromMicroseconds(microseconds), _pacer.CatchUp);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public void RUDP_CC_6_a_sender_held_to_a_rate_marks_its_samples_and_one_held_to_the_pace_does_not(int above, bool marked)
    {
        Settle();
        _recovery.MaxRate = Rate(2) + above;
        _recovery.UpdatePacing();
        Assert.Equal(marked, _recovery.IsRateLimited);
        Send(1);
        _recovery.HoldBack();
        Assert.Equal(marked, (_recovery.OnSent(_now, Size, ackEliciting: true).Content & SentContent.AppLimited) != 0);
    }

    [Fact]
    public void RUDP_RTT_1_only_a_new_largest_gives_a_sample()
    {
        Settle();
        long first = _recovery.Next.Value;
        Send(3);
        Pass(Rtt);
        Ack(first + 1, first + 1);
        // An ACK that was overtaken: what it tells is new, how long it took says nothing.
        Pass(Rtt / 16);
        Ack(first, first);
        Assert.Equal(Rtt, _recovery.Rtt.Latest);
        Ack(first + 2, first + 2);
        Assert.Equal(Rtt + Rtt / 16, _recovery.Rtt.Latest);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void RUDP_LOSS_8_a_lost_packet_is_remembered_for_two_probe_timeouts(long nanoseconds, bool remembered)
    {
        Settle();
        long first = _recovery.Next.Value;
        Send(4);
        Pass(Rtt);
        Ack(first + 3, first + 1);
        Assert.Equal([first], _lost);
        Pass(_recovery.Rtt.ProbeTimeout(Limits.MaxAckDelay) * 2 + new Duration(nanoseconds));
        _recovery.Trim(_now);
        Assert.Equal(remembered ? 4 : 0, _recovery.Remembered);
        Ack(first, first);
        Assert.Equal(remembered ? 1 : 0, _recovery.LostSpuriously);
    }

    [Fact]
    public void RUDP_PACE_2_two_windows_a_round_trip_in_slow_start_then_one_and_a_quarter_and_never_above_the_limit()
    {
        Assert.Equal(0, _pacer.Rate);
        Settle();
        Assert.True(_reno.InSlowStart);
        Assert.Equal(Rate(2), _pacer.Rate);
        _reno.OnCongestion(_now, 0);
        _recovery.UpdatePacing();
        Assert.False(_reno.InSlowStart);
        Assert.Equal(Rate(1.25), _pacer.Rate);
        foreach (long limit in new[] { Rate(1.25) - 1, Rate(1.25) + 1 })
        {
            _recovery.MaxRate = limit;
            _recovery.UpdatePacing();
            Assert.Equal(Math.Min(limit, Rate(1.25)), _pacer.Rate);
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void RUDP_ACK_10_an_ack_that_was_told_again_gives_no_rtt(long microseconds, bool measures)
    {
        Settle();
        long number = _recovery.Next.Value;
        Send(1);
        Pass(Duration.FromSeconds(3));
        var delay = Limits.MaxAckDelay * Limits.LateAckFactor + Duration.FromMicroseconds(microseconds);
        byte[] bytes = new byte[Limits.MaxAckFrameLength];
        int length = AckFrame.Write(bytes, [new(new(number), new(number))], delay);
        Assert.True(AckFrame.TryRead(bytes.AsSpan(0, length), out var frame, out _));
        Assert.True(_recovery.TryHandleAck(_now, frame, Limits.MaxAckDelay));
        Assert.Equal(measures, _recovery.Rtt.Latest > Rtt);
        Assert.Equal(0, _recovery.InFlight);
    }

    private Timestamp NextProbe()
    {
        _now = _recovery.ProbeDeadline(Duration.Zero);
        _recovery.OnProbeTimeout(_now);
        return _now;
    }

    private long Rate(double gain) => (long)(_recovery.Window * gain / _recovery.Rtt.Smoothed.Seconds);
}
