using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Tests.Reliability;

public sealed class RttEstimatorTests
{
    private static readonly Duration MaxDelay = Ms(25);

    [Fact]
    public void RUDP_RTT_1_the_first_sample_is_the_estimate()
    {
        var rtt = new RttEstimator(Ms(333));
        Assert.Equal(Ms(333), rtt.Smoothed);
        Assert.False(rtt.HasSample);
        rtt.OnSample(Ms(100), Ms(20), MaxDelay);
        Assert.Equal((Ms(100), Ms(100), Ms(50)), (rtt.Smoothed, rtt.Min, rtt.Variation));
    }

    [Theory]
    // Latest, ack delay, then smoothed and variation in microseconds.
    [InlineData(140, 20, 102_500, 42_500)] // the delay is taken off: 120
    [InlineData(200, 90, 109_375, 56_250)] // RUDP-RTT-3: no more than 25 of it: 175
    [InlineData(110, 20, 101_250, 40_000)] // never below the minimum: 110 stays
    [InlineData(125, 25, 100_000, 37_500)] // exactly the minimum: 100
    public void RUDP_RTT_3_the_second_sample_follows_rfc_9002(int latest, int delay, long smoothed, long variation)
    {
        var rtt = new RttEstimator(Ms(333));
        rtt.OnSample(Ms(100), Duration.Zero, MaxDelay);
        rtt.OnSample(Ms(latest), Ms(delay), MaxDelay);
        Assert.Equal((smoothed, variation), (rtt.Smoothed.Microseconds, rtt.Variation.Microseconds));
    }

    [Fact]
    public void RUDP_RTT_2_the_minimum_does_not_believe_the_ack_delay()
    {
        var rtt = new RttEstimator(Ms(333));
        rtt.OnSample(Ms(100), Duration.Zero, MaxDelay);
        rtt.OnSample(Ms(100), Ms(25), MaxDelay);
        Assert.Equal(Ms(100), rtt.Min);
        rtt.OnSample(Ms(80), Ms(25), MaxDelay);
        Assert.Equal(Ms(80), rtt.Min);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0.2, 25)]
    [InlineData(24.9, 25)]
    [InlineData(50.2, 51)]
    [InlineData(700.0, 700)]
    public void RUDP_RTT_5_what_the_control_connection_measured_is_assumed(double? control, int? assumed) =>
        Assert.Equal(assumed * 1_000_000L, RudpOptions.InitialRttOf(control is { } ms ? TimeSpan.FromMilliseconds(ms) : null)?.Nanoseconds);

    [Fact]
    public void RUDP_RTT_4_a_probe_waits_for_smoothed_four_variations_and_the_ack_delay()
    {
        var rtt = new RttEstimator(Ms(333));
        rtt.OnSample(Ms(100), Duration.Zero, MaxDelay);
        Assert.Equal(Ms(100 + 4 * 50 + 25), rtt.ProbeTimeout(MaxDelay));
        for (int i = 0; i < 200; i++)
            rtt.OnSample(Ms(100), Duration.Zero, MaxDelay);
        Assert.Equal(Ms(100 + 1 + 25), rtt.ProbeTimeout(MaxDelay));
    }

    private static Duration Ms(long value) => Duration.FromMilliseconds(value);
}
