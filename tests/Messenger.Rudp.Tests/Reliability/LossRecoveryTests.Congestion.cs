using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Tests.Reliability;

// What the controller is told: losses, and what was none.
public sealed partial class LossRecoveryTests
{
    [Fact]
    public void RUDP_CC_1_the_losses_of_one_round_are_one_signal()
    {
        Send(10);
        Pass(Rtt);
        Ack(9, 9, 5, 5, 3, 3);
        long once = _recovery.Window;
        Assert.Equal(5 * Size, once);
        _recovery.DetectLost(_now + Rtt);
        Assert.Equal(once, _recovery.Window);
        Assert.Equal(7, _recovery.Lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RUDP_CC_8_losses_over_more_than_three_probe_timeouts_are_persistent_congestion(bool beyond)
    {
        Settle();
        long lost = _recovery.Next.Value;
        var span = _recovery.Rtt.ProbeTimeout(Limits.MaxAckDelay) * 3 + new Duration(beyond ? 1 : 0);
        Send(1);
        Pass(span);
        Send(4);
        Pass(Rtt);
        Ack(lost + 4, lost + 4);
        Assert.Equal(beyond ? 2 * Size : 5 * Size, _recovery.Window);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RUDP_CC_8_what_left_before_the_first_sample_is_no_persistent_congestion(bool measured)
    {
        if (measured)
            _recovery.OnHandshakeRtt(Rtt);
        long lost = _recovery.Next.Value;
        Send(1);
        Pass(_recovery.Rtt.ProbeTimeout(Limits.MaxAckDelay) * 4);
        Send(4);
        Pass(Rtt);
        Ack(lost + 4, lost + 4);
        Assert.Equal(measured ? 2 * Size : 5 * Size, _recovery.Window);
    }

    [Fact]
    public void RUDP_CC_8_what_was_acknowledged_between_ends_the_row()
    {
        Settle();
        long lost = _recovery.Next.Value;
        var span = _recovery.Rtt.ProbeTimeout(Limits.MaxAckDelay) * 2;
        Send(1);
        Pass(span);
        Send(1);
        Pass(span);
        Send(4);
        Pass(Rtt);
        Ack(lost + 5, lost + 5, lost + 1, lost + 1);
        Assert.Equal([lost, lost + 2], _lost);
        Assert.Equal(5 * Size, _recovery.Window);
    }

    [Fact]
    public void RUDP_CC_1_only_what_left_after_the_loss_was_seen_widens_the_window_again()
    {
        Send(10);
        _recovery.OnWindowLimited();
        Pass(Rtt);
        Ack(3, 1);
        Assert.Equal(5 * Size, _recovery.Window);
        // More than a window comes home, but it left before.
        Ack(9, 4);
        Assert.Equal(5 * Size, _recovery.Window);
        Pass(Duration.FromMilliseconds(1));
        Send(5);
        _recovery.OnWindowLimited();
        Pass(Rtt);
        Ack(14, 10);
        Assert.Equal(6 * Size, _recovery.Window);
    }

    [Fact]
    public void RUDP_CC_4_what_was_spurious_in_an_older_episode_gives_nothing_back()
    {
        Send(4);
        Pass(Rtt);
        Ack(3, 1);
        Assert.Equal(5 * Size, _recovery.Window);
        Pass(Duration.FromMilliseconds(1));
        Send(4);
        Pass(Rtt);
        Ack(7, 5);
        Assert.Equal([0, 4], _lost);
        Assert.Equal(5 * Size / 2, _recovery.Window);
        Ack(7, 5, 0, 0);
        Assert.Equal(1, _recovery.LostSpuriously);
        Assert.Equal(5 * Size / 2, _recovery.Window);
        Ack(7, 4);
        Assert.Equal(5 * Size, _recovery.Window);
    }

    [Fact]
    public void RUDP_PATH_6_another_host_gets_a_new_window_and_a_new_rtt()
    {
        Send(10);
        Pass(Rtt);
        Ack(9, 1);
        Assert.Equal(5 * Size, _recovery.Window);
        _recovery.OnNewPath();
        Assert.Equal(10 * Size, _recovery.Window);
        Assert.True(_reno.InSlowStart);
        Assert.False(_recovery.Rtt.HasSample);
    }

    [Fact]
    public void RUDP_PATH_6_what_left_for_another_host_measures_nothing()
    {
        Reorder();
        Send(10);
        Pass(Duration.FromMilliseconds(30));
        _recovery.OnNewPath();
        long first = _recovery.Next.Value, window = _recovery.Window;
        Assert.Equal(10 * Size, window);
        // Of the old path: one acknowledged, nine lost, and none of it a sample, growth or congestion.
        Ack(11, 11);
        Pass(Rtt * 10);
        _recovery.DetectLost(_now);
        Assert.Equal(9, _lost.Count);
        Assert.Equal((window, false, 0), (_recovery.Window, _recovery.Rtt.HasSample, _recovery.InFlight));
        Ack(11, 2);
        Assert.Equal((window, 9), (_recovery.Window, _recovery.LostSpuriously));
        // The new one has not reordered yet: three later packets make a loss, and that is congestion.
        Send(4);
        Pass(Rtt);
        Ack(first + 3, first + 3);
        Assert.Equal(first, _lost[^1]);
        Assert.Equal((Rtt, window / 2), (_recovery.Rtt.Smoothed, _recovery.Window));
    }

    [Fact]
    public void RUDP_CC_7_the_window_holds_to_the_byte()
    {
        Send(9);
        Assert.Equal(SendDecision.Any, _recovery.Decide(_now, Size));
        Assert.Equal(SendDecision.AckOnly, _recovery.Decide(_now, Size + 1));
        Send(1);
        Assert.Equal(SendDecision.AckOnly, _recovery.Decide(_now, 1));
    }
}
