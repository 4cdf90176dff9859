using Messenger.Rudp.Congestion;
using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Tests.Congestion;

public sealed class DeliveryRateTests
{
    private const int Size = 1200;
    private static readonly Duration Gap = Duration.FromMilliseconds(1);
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);
    private readonly DeliveryRateSampler _sampler = new();

    [Fact]
    public void RUDP_CC_6_a_steady_flow_is_measured_at_its_rate()
    {
        var rate = Flow(300);
        Assert.Equal((1_200_000, false), (rate.BytesPerSecond, rate.IsAppLimited));
        Assert.Equal(Rtt, rate.Interval);
        Assert.Equal(100 * Size, rate.Delivered);
    }

    [Fact]
    public void RUDP_CC_6_an_interval_below_the_least_rtt_gives_no_rate()
    {
        var packet = new SentPacket { SentAt = new(1), Size = Size };
        _sampler.OnSent(ref packet, new(1), 0);
        _sampler.OnAcknowledged(packet, new(1_000));
        Assert.False(_sampler.Take(Rtt).IsValid);
    }

    [Fact]
    public void RUDP_CC_6_packets_sent_while_the_application_was_idle_are_marked()
    {
        _sampler.OnAppLimited(0);
        var packet = new SentPacket { SentAt = new(1), Size = Size };
        _sampler.OnSent(ref packet, new(1), 0);
        _sampler.OnAcknowledged(packet, new Timestamp(1) + Rtt);
        var rate = _sampler.Take(Rtt);
        Assert.True(rate.IsValid && rate.IsAppLimited && rate.IsRoundStart);
        Assert.False(_sampler.IsAppLimited);
    }

    /// <summary>A packet a millisecond, each acknowledged an RTT later; the newest sample.</summary>
    private RateSample Flow(int packets)
    {
        var flight = new Queue<SentPacket>();
        RateSample rate = default;
        for (int i = 0; i < packets; i++)
        {
            var now = new Timestamp(1_000_000_000) + Gap * i;
            if (flight.TryPeek(out var oldest) && now - oldest.SentAt >= Rtt)
            {
                _sampler.OnAcknowledged(flight.Dequeue(), now);
                rate = _sampler.Take(Rtt);
            }

            var packet = new SentPacket { SentAt = now, Size = Size };
            _sampler.OnSent(ref packet, now, flight.Count * Size);
            flight.Enqueue(packet);
        }

        return rate;
    }
}
