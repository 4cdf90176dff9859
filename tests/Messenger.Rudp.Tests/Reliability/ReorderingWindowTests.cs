using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Tests.Reliability;

/// <summary>The window alone, at its edges.</summary>
public sealed class ReorderingWindowTests
{
    private readonly ReorderingWindow _window = new();

    [Theory]
    [InlineData(4, 25)]
    [InlineData(24, 25)]
    [InlineData(26, 26)]
    [InlineData(100, 100)]
    public void RUDP_LOSS_3_the_widest_window_is_one_smoothed_rtt_or_25_ms(int rttMilliseconds, int mostMilliseconds)
    {
        var rtt = Rtt(Duration.FromMilliseconds(rttMilliseconds));
        for (int i = 0; i < 64; i++)
            _window.OnSpuriousLoss();
        Assert.Equal(rtt.Smoothed + Duration.FromMilliseconds(mostMilliseconds), _window.LossDelay(rtt));
    }

    [Theory]
    [InlineData(false, 7_999, 1_000_000)]
    [InlineData(false, 8_001, 1_000_125)]
    [InlineData(true, 3_999, 1_000_000)]
    [InlineData(true, 4_001, 1_000_250)]
    public void RUDP_LOSS_3_no_window_is_less_than_a_millisecond(bool reorders, int rttMicroseconds, long window)
    {
        var rtt = Rtt(Duration.FromMicroseconds(rttMicroseconds));
        if (reorders)
            _window.OnReordering();
        Assert.Equal(rtt.Smoothed + new Duration(window), _window.LossDelay(rtt));
    }

    [Fact]
    public void RUDP_LOSS_4_the_window_falls_back_with_the_sixteenth_episode_without_a_spurious_loss()
    {
        var rtt = Rtt(Duration.FromMilliseconds(100));
        _window.OnSpuriousLoss();
        _window.OnSpuriousLoss();
        Episodes(15);
        // A spurious loss begins the count again.
        _window.OnSpuriousLoss();
        Episodes(15);
        Assert.Equal(rtt.Smoothed + rtt.Min, _window.LossDelay(rtt));
        Episodes(1);
        Assert.Equal(rtt.Smoothed + rtt.Min / 4, _window.LossDelay(rtt));
    }

    private void Episodes(int count)
    {
        for (int i = 0; i < count; i++)
            _window.OnEpisode();
    }

    private static RttEstimator Rtt(Duration sample)
    {
        var rtt = new RttEstimator(sample);
        rtt.OnSample(sample, Duration.Zero, Duration.Zero);
        return rtt;
    }
}
