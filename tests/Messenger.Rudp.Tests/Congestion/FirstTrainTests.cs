using Messenger.Rudp.Congestion;
using Messenger.Rudp.Congestion.Bbr;
using Messenger.Rudp.Tests.Lives;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Congestion;

/// <summary>What the ACKs of the first window tell of the path, and what start-up makes of it.</summary>
public sealed class FirstTrainTests
{
    private const int Size = 1_200;
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public void RUDP_BBR_10_a_train_that_left_no_trace_tells_the_rate_of_the_path(int microseconds)
    {
        FirstTrain train = Came(microseconds);
        Assert.Equal(0, train.Rate);
        train.Add(Next(Rtt), Rtt);
        Assert.InRange(train.Rate, 0.95 * Size * 1e6 / microseconds, 1.05 * Size * 1e6 / microseconds);
    }

    [Fact]
    public void RUDP_BBR_10_a_train_that_stays_in_the_queue_tells_that_others_fill_the_path()
    {
        FirstTrain train = Came(100);
        for (int i = 0; i < 100; i++)
            train.Add(Next(Rtt + Duration.FromMilliseconds(4)), Rtt);
        Assert.Equal(0, train.Rate);
    }

    [Fact]
    public void RUDP_BBR_10_what_the_rtt_says_before_the_train_is_over_is_the_train_itself()
    {
        FirstTrain train = Came(100);
        for (int i = 0; i < 100; i++)
            train.Add(Next(Rtt, isRoundStart: false), Rtt);
        Assert.Equal(0, train.Rate);
    }

    [Fact]
    public void RUDP_BBR_10_packets_that_come_in_one_lot_tell_nothing()
    {
        FirstTrain train = Came(10);
        train.Add(Next(Rtt), Rtt);
        Assert.Equal(0, train.Rate);
    }

    [Fact]
    public void RUDP_BBR_10_a_dialogue_is_no_train()
    {
        var train = new FirstTrain();
        for (int i = 0; i < 100; i++)
            train.Add(Ack(At(i * 100_000), Rtt, isRoundStart: true, inFlight: Size), Rtt);
        Assert.Equal(0, train.Rate);
        Assert.False(train.HasLeft);
    }

    [Fact]
    public void RUDP_BBR_10_what_follows_the_first_window_is_paced()
    {
        var bbr = new Bbr(Size);
        long atOnce = bbr.PacingRate;
        bbr.OnAcknowledged(Ack(At(100_000), Rtt, isRoundStart: true, inFlight: 2 * Size));
        Assert.Equal(atOnce, bbr.PacingRate);
        bbr.OnAcknowledged(Ack(At(200_000), Rtt, isRoundStart: true, inFlight: 64 * Size));
        Assert.InRange(bbr.PacingRate, 1, 2 * bbr.Window / Rtt.Seconds);
    }

    // 8 MB over 100 Mbit/s and 200 ms: start-up alone. Jitter hides that the train left no trace.
    [Fact]
    public void RUDP_BBR_10_on_a_long_path_start_up_saves_round_trips()
    {
        double still = Seconds(jitter: 0), hidden = Seconds(jitter: 6_000_000);
        Assert.True(still < hidden - 0.15, $"{still} and {hidden} s");
    }

    private static double Seconds(long jitter)
    {
        var link = new SimLinkOptions { Rate = 100e6, Delay = 100_000_000, Jitter = jitter, QueueBytes = 2_500_000 };
        LifeResult life = Life.Run(new LifePlan { Seed = 1, Size = 8_000_000, CongestionControl = CongestionControl.Bbr, Down = link, Up = link, ReceiveWindow = 64 << 20 });
        Assert.True(life.Whole);
        return life.VirtualNanoseconds / 1e9;
    }

    // 64 packets that left at once.
    private static FirstTrain Came(int microsecondsApart)
    {
        var train = new FirstTrain();
        for (int i = 0; i < 64; i++)
            train.Add(Ack(At(100_000 + (i * microsecondsApart)), Rtt + Duration.FromMicroseconds(i * microsecondsApart), isRoundStart: i == 0, inFlight: (64 - i) * Size), Rtt);
        Assert.True(train.HasLeft);
        return train;
    }

    private static AckSample Next(Duration rtt, bool isRoundStart = true) => Ack(At(200_000), rtt, isRoundStart, 64 * Size);

    private static AckSample Ack(Timestamp now, Duration rtt, bool isRoundStart, long inFlight) => new()
    {
        Now = now,
        AckedBytes = Size,
        GrowthBytes = Size,
        PriorInFlight = inFlight,
        InFlight = inFlight - Size,
        LostBytes = 0,
        TotalDelivered = Size,
        TotalLost = 0,
        Rtt = rtt,
        SmoothedRtt = Rtt,
        MinRtt = Rtt,
        WindowLimited = true,
        Rate = new RateSample { BytesPerSecond = 0, Delivered = Size, Lost = 0, Interval = Rtt, IsRoundStart = isRoundStart },
    };

    private static Timestamp At(long microseconds) => new(microseconds * 1_000);
}
