using System.Runtime.CompilerServices;
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
    public void RUDP_CC_6_ACKs_that_come_closer_together_than_the_packets_left_do_not_raise_the_rate()
    {
        // The first waits in a queue for three RTT; the second, which leaves when that ACK comes, finds none.
        Timestamp start = new(1_000_000_000), middle = start + Rtt * 3;
        SentPacket first = new() { SentAt = start, Size = Size }, second = new() { SentAt = middle, Size = Size };
        _sampler.OnSent(ref first, start, 0);
        _sampler.OnAcknowledged(first, middle);
        Assert.Equal(Rtt * 3, _sampler.Take(Rtt).Interval);
        _sampler.OnSent(ref second, middle, Size);
        _sampler.OnAcknowledged(second, middle + Rtt);
        var rate = _sampler.Take(Rtt);
        Assert.Equal((Rtt * 3, 4_000), (rate.Interval, rate.BytesPerSecond));
    }

    [Fact]
    public void RUDP_CC_6_the_first_packet_after_a_rest_is_marked_and_what_leaves_after_it_came_home_is_not()
    {
        SentPacket first = new() { SentAt = new(1), Size = Size }, second = first, third = first;
        _sampler.OnSent(ref first, new(1), 0);
        Assert.False(_sampler.IsAppLimited);
        _sampler.OnAppLimited(Size);
        _sampler.OnAcknowledged(first, new(2));
        // All came home, and still there is nothing to send.
        _sampler.OnSent(ref second, new(3), 0);
        Assert.True((second.Content & SentContent.AppLimited) != 0);
        _sampler.OnAcknowledged(second, new(4));
        _sampler.OnSent(ref third, new(5), 0);
        Assert.False((third.Content & SentContent.AppLimited) != 0);
    }

    [Fact]
    public void RUDP_CC_6_what_was_in_flight_and_is_lost_marks_no_longer_than_what_is_delivered()
    {
        SentPacket first = new() { SentAt = new(1), Size = Size }, second = first, third = first;
        _sampler.OnSent(ref first, new(1), 0);
        _sampler.OnSent(ref second, new(1), Size);
        _sampler.OnAppLimited(2 * Size);
        _sampler.OnLost(Size);
        _sampler.OnAcknowledged(second, new(2));
        Assert.True(_sampler.IsAppLimited);
        _sampler.OnSent(ref third, new(3), 0);
        _sampler.OnAcknowledged(third, new(4));
        Assert.False(_sampler.IsAppLimited);
    }

    [Fact]
    public void RUDP_CC_6_a_dialogue_before_the_first_bytes_does_not_end_start_up()
    {
        var down = new Content(2_000_000) { Waits = true };
        var pair = new Pair(download: down);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected)));
        byte[] message = new byte[16_384];
        for (int i = 0; i < 10; i++)
        {
            Assert.True(pair.Acceptor.TrySendMessage("a word"u8));
            Assert.True(pair.Run(() => pair.Initiator.TryReceiveMessage(message, out _)));
            pair.RunFor(Duration.FromMilliseconds(200));
        }

        Assert.True(pair.Acceptor.Congestion.InSlowStart);
        pair.Acceptor.Send(0, down.Size);
        // Eight round trips; a flow that takes the dialogue for all that the path carries needs twelve.
        Assert.True(pair.Run(() => down.Written == down.Size, pair.Delay * 16));
    }

    [Theory]
    [InlineData(5_000, 1_000_000, true)]
    [InlineData(1_000_000, 5_000, true)]
    [InlineData(1_000_000, 1_000_000, false)]
    public void RUDP_CC_6_a_sender_without_data_or_without_credit_marks_its_samples_and_one_whose_window_is_full_does_not(int data, int credit, bool marked)
    {
        var pair = new Pair(initiator: new() { ReceiveWindow = credit }, download: new Content(data));
        pair.RunFor(pair.Delay);
        pair.Flush();
        Assert.InRange(pair.Acceptor.Statistics.BytesInFlight, 5_000, pair.Acceptor.Statistics.CongestionWindow);
        Assert.Equal(marked, Rates(Recovery(pair.Acceptor)).IsAppLimited);
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

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_recovery")]
    private static extern ref LossRecovery Recovery(RudpConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_rates")]
    private static extern ref DeliveryRateSampler Rates(LossRecovery recovery);

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
