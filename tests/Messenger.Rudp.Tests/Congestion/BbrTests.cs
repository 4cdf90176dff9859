using Messenger.Rudp.Congestion;
using Messenger.Rudp.Congestion.Bbr;
using Messenger.Rudp.Tests.Lives;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Congestion;

/// <summary>BBR's rules: whole flows over a simulated link, and the parts alone. Its loss meter has tests of its own.</summary>
public sealed class BbrTests
{
    private const int Size = 1_200;
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.15)]
    public void RUDP_BBR_1_a_link_that_loses_at_random_is_filled_and_others_leave_it_empty(double loss)
    {
        double capacity = 20e6 * (1 - loss);
        Assert.InRange(Rate(CongestionControl.Bbr, loss), 0.6 * capacity, capacity);
        Assert.InRange(Rate(CongestionControl.Cubic, loss), 0, 0.3 * capacity);
    }

    [Fact]
    public void RUDP_BBR_2_three_rounds_without_a_quarter_more_end_start_up_and_two_do_not()
    {
        var bbr = new Bbr(Size);
        long rate = 100_000;
        int round = 0;
        for (; round < 4; round++, rate *= 2)
            End(bbr, round, rate, Rtt);
        Assert.Equal(BbrPhase.Startup, bbr.Phase);
        rate /= 2;
        for (int i = 0; i < 2; i++)
            End(bbr, round++, rate, Rtt);
        Assert.Equal(BbrPhase.Startup, bbr.Phase);
        End(bbr, round, rate, Rtt);
        Assert.NotEqual(BbrPhase.Startup, bbr.Phase);
    }

    [Fact]
    public void RUDP_PATH_6_nothing_of_the_old_window_comes_back_on_a_new_path()
    {
        var bbr = new Bbr(Size);
        long first = bbr.Window, rate = 100_000;
        for (int round = 0; round < 8; round++, rate *= 2)
            End(bbr, round, rate, Rtt);
        Assert.True(bbr.Window > 2 * first);
        bbr.OnCongestion(new(1), 0);
        bbr.OnPersistentCongestion();
        bbr.Reset();
        bbr.OnSpuriousCongestion();
        Assert.Equal(first, bbr.Window);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void RUDP_BBR_2_one_round_without_growth_is_enough_where_the_rtt_shows_a_queue(int queueMilliseconds, bool goesOn)
    {
        var bbr = new Bbr(Size);
        long rate = 100_000;
        int round = 0;
        for (; round < 4; round++, rate *= 2)
            End(bbr, round, rate, Rtt);
        // Growing still: a risen RTT alone ends nothing.
        for (; round < 8; round++, rate *= 2)
            End(bbr, round, rate, Rtt + Duration.FromMilliseconds(queueMilliseconds));
        Assert.Equal(BbrPhase.Startup, bbr.Phase);
        End(bbr, round, rate / 2, Rtt + Duration.FromMilliseconds(queueMilliseconds));
        Assert.Equal(goesOn, bbr.Phase == BbrPhase.Startup);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void RUDP_BBR_4_a_sample_within_a_32nd_and_a_fifth_of_a_millisecond_confirms_the_least(long nanosecondsBeyond, bool stale)
    {
        var filter = new MinRttFilter();
        filter.Add(At(0), Rtt);
        Assert.False(filter.IsStale(At(5)));
        Assert.True(filter.IsStale(At(5) + new Duration(1)));
        filter.Add(At(4), Rtt + (Rtt / 32) + Duration.FromMicroseconds(200) + new Duration(nanosecondsBeyond));
        Assert.Equal(Rtt, filter.Value);
        Assert.Equal(stale, filter.IsStale(At(8)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void RUDP_BBR_5_alone_before_a_deep_queue_a_flow_adds_at_most_20_ms(int rttMilliseconds)
    {
        const double Rate = 50e6;
        var link = new SimLinkOptions { Rate = Rate, Delay = rttMilliseconds * 500_000L, QueueBytes = (int)(Rate / 8 * rttMilliseconds / 1_000 * 4), Mtu = 1_500 };
        LifeResult life = Life.Run(new LifePlan { Seed = 3, Size = 40 << 20, CongestionControl = CongestionControl.Bbr, Down = link, Up = link, MaxDatagram = 1_472 });
        Assert.InRange(life.QueueingMilliseconds, 0, 20);
        Assert.InRange(life.QueueingP99, 0, 20);
        Assert.InRange(life.VirtualNanoseconds / 1e9, 0, (40 << 20) * 8 / (0.88 * Rate));
    }

    [Fact]
    public void RUDP_BBR_11_ten_packets_lost_in_a_row_now_and_then_slow_nothing()
    {
        const double Rate = 100e6;
        const long File = 32 << 20;
        var link = new SimLinkOptions { Rate = Rate, Delay = 25_000_000, QueueBytes = 625_000, Mtu = 1_500, BurstEnter = 0.001, BurstExit = 0.1 };
        double[] seconds = [.. Enumerable.Range(1, 7).Select(seed => Life.Run(new LifePlan
        {
            Seed = (ulong)seed,
            Size = File,
            CongestionControl = CongestionControl.Bbr,
            ReceiveWindow = 64 << 20,
            Down = link,
            Up = link,
        }).VirtualNanoseconds / 1e9).Order()];
        Assert.InRange(seconds[3], 0, File * 8 / (0.8 * Rate));
    }

    [Fact]
    public void RUDP_BBR_5_a_link_that_has_become_eight_times_faster_is_filled_again_within_a_few_probes()
    {
        var link = new SimLinkOptions { Rate = 20e6, Delay = 20_000_000, QueueBytes = 100_000 };
        var plan = new LifePlan { Seed = 1, Size = 8_000_000, CongestionControl = CongestionControl.Bbr, Down = link, Up = link, FirstEpisode = new(LinkChange.Slower, 0, 2_000_000_000) };
        LifeResult life = Life.Run(plan);
        // 2 s at 2.5 Mbit/s, then 3 s at 20; at 2.5 throughout it would take 25 s.
        Assert.InRange(life.VirtualNanoseconds / 1e9, 4.5, 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void RUDP_BBR_3_behind_a_policer_little_is_sent_again_though_the_path_loses_too(double loss)
    {
        var link = new SimLinkOptions { Rate = 100e6, Delay = 10_000_000, QueueBytes = 250_000, Mtu = 1_500, Loss = loss, PolicerRate = 50e6, PolicerBurst = 65_536 };
        LifeResult life = Life.Run(new LifePlan { Seed = 1, Size = 64_000_000, CongestionControl = CongestionControl.Bbr, ReceiveWindow = 64 << 20, Down = link, Up = link });
        Assert.InRange(life.Link.DroppedByPolicer, 1, life.Link.Offered * 15 / 100);
    }

    [Fact]
    public void RUDP_BBR_6_a_queue_found_once_may_be_its_own_and_one_found_twice_is_somebody_elses()
    {
        var bbr = new Bbr(Size);
        int round = 0;
        void Run(BbrPhase until, int queueMilliseconds)
        {
            for (int most = round + 200; bbr.Phase != until; round++)
            {
                Assert.True(round < most, $"still {bbr}");
                End(bbr, round, round < 4 ? 100_000 << round : 800_000, Rtt + Duration.FromMilliseconds(queueMilliseconds), milliseconds: 60);
            }
        }

        Run(BbrPhase.Up, 0);
        Run(BbrPhase.Cruise, 0);
        foreach (double left in new[] { 0.9, 0.8, 0.8 })
        {
            Run(BbrPhase.Up, 40);
            Run(BbrPhase.Cruise, 40);
            Assert.Equal(left * 0.99, bbr.PacingRate / 800_000.0, 3);
        }
    }

    [Fact]
    public void RUDP_BBR_7_an_estimate_of_next_to_nothing_leaves_a_rate_that_can_raise_it()
    {
        var bbr = new Bbr(Size);
        for (int round = 0; round < 20; round++)
            End(bbr, round, 10, Rtt);
        Assert.Equal(2 * Size / Rtt.Seconds, bbr.PacingRate, 1.0);
        Assert.True(bbr.Window >= 4 * Size);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RUDP_BBR_8_who_is_alone_paces_by_the_rtt_between_probes_and_who_shares_does_not(bool alone)
    {
        var bbr = new Bbr(Size);
        int round = 0;
        void Run(Func<bool> until, int queueMilliseconds)
        {
            for (int most = round + 100; !until(); round++)
            {
                Assert.True(round < most, $"still {bbr}");
                // Whoever shares a queue gets a part of the others' when it presses.
                long rate = round < 4 ? 100_000 << round : bbr.Phase == BbrPhase.Up && !alone ? 880_000 : 800_000;
                End(bbr, round, rate, Rtt + Duration.FromMilliseconds(queueMilliseconds), milliseconds: 60);
            }
        }

        double Gain() => bbr.PacingRate / (double)bbr.PathRate;
        Run(() => bbr.Phase == BbrPhase.Up, 0);
        Run(() => bbr.Phase == BbrPhase.Cruise, 0);
        Assert.Equal(alone ? 0.9999 : 0.99, Gain(), 4);
        Run(() => bbr.Phase != BbrPhase.Cruise || Gain() < 0.98, 20);
        // A queue of 20 ms is drained within two round trips by who made it.
        Assert.Equal(alone ? 0.99 * (1 - ((20 - 3.125) / 200)) : 0.99, Gain(), 4);
        Assert.Equal(alone, bbr.Phase == BbrPhase.Cruise);
    }

    [Fact]
    public void RUDP_BBR_8_a_queue_that_eight_rounds_of_easing_did_not_drain_is_somebody_elses()
    {
        var bbr = new Bbr(Size);
        int round = 0;
        for (; bbr.Phase != BbrPhase.Up; round++)
            End(bbr, round, round < 4 ? 100_000 << round : 800_000, Rtt, milliseconds: 60);
        for (; bbr.Phase != BbrPhase.Cruise; round++)
            End(bbr, round, 800_000, Rtt, milliseconds: 60);
        var gains = new List<double>();
        for (; bbr.Phase == BbrPhase.Cruise; round++)
        {
            gains.Add(bbr.PacingRate / (double)bbr.PathRate);
            End(bbr, round, 800_000, Rtt + Duration.FromMilliseconds(20), milliseconds: 60);
        }

        Assert.Equal(8, gains.Count(gain => gain < 0.95));
        Assert.Equal(0.99, gains[^1], 4);
    }

    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(0.3, 0.3)]
    [InlineData(0.1, 0)]
    public void RUDP_BBR_9_loss_that_half_the_rate_does_not_have_is_not_the_paths(double share, double shareWhenStill)
    {
        var bbr = new Bbr(Size);
        long delivered = 0, lost = 0;
        int round = 0, looks = 0;
        bool still = false;
        // Four seconds: of a look, and of none after it.
        for (; round < 66; round++)
        {
            double now = bbr.Phase == BbrPhase.ProbeRtt ? shareWhenStill : looks > 0 && shareWhenStill == 0 ? 0 : share;
            looks += bbr.Phase == BbrPhase.ProbeRtt && !still ? 1 : 0;
            still = bbr.Phase == BbrPhase.ProbeRtt;
            long rate = round < 4 ? 100_000 << round : 800_000, bytes = (long)(rate * Rtt.Seconds);
            delivered += bytes;
            lost += (long)(bytes * now / (1 - now));
            End(bbr, round, rate, Rtt, milliseconds: 60, delivered, lost, lostOfSample: (long)(bytes * now / (1 - now)));
        }

        Assert.Equal(share > 0.15 ? 1 : 0, looks);
        Assert.Equal(share > 0.15 ? shareWhenStill : share, bbr.LossBaseline, 2);
    }

    /// <summary>The controller alone over a link of 100 packets in flight and 100 in its queue: a change of a figure is a change of behaviour.</summary>
    [Fact]
    public void RUDP_BBR_2_start_up_doubles_overflows_once_and_probes_now_and_then() =>
        Assert.Equal("64 128 228 156 132 132 132 132 156 156 156 156 132 132 132 132 132 132 132 132 132 132 156 156 156 156 156 132 132 132", Trace(rounds: 30, lossEvery: 0));

    [Fact]
    public void RUDP_BBR_1_a_packet_in_twenty_lost_at_any_rate_leaves_the_window_where_it_was() =>
        Assert.Equal("64 125 227 152 129 129 129 129 152 152 152 152 131 131 131 131 131 131 131 131 131 131 155 155 155 155 155 131 131 131", Trace(rounds: 30, lossEvery: 20));

    // Packets of window at the beginning of each round; its packets come home in four ACKs.
    private static string Trace(int rounds, int lossEvery)
    {
        const long Pipe = 100, Room = 100;
        var bbr = new Bbr(Size);
        var windows = new List<long>();
        long queue = 0, delivered = 0, lost = 0, sentEver = 0;
        var now = Timestamp.Zero;
        for (int round = 0; round < rounds; round++)
        {
            windows.Add(bbr.Window / Size);
            Duration rtt = Rtt + (Rtt * queue / Pipe);
            long paced = bbr.PacingRate == 0 ? long.MaxValue : (long)(bbr.PacingRate * rtt.Seconds) / Size;
            long sent = Math.Min(bbr.Window / Size, paced), passes = (long)(Pipe * (rtt.Seconds / Rtt.Seconds));
            long dropped = Math.Max(0, queue + sent - passes - Room);
            queue = Math.Clamp(queue + sent - passes, 0, Room);
            long random = lossEvery == 0 ? 0 : ((sentEver + sent) / lossEvery) - (sentEver / lossEvery);
            sentEver += sent;
            long came = Math.Min(sent - dropped, passes) - random;
            lost += dropped + random;
            for (int i = 0; i < 4; i++)
            {
                now += rtt / 4;
                long bytes = ((came * (i + 1) / 4) - (came * i / 4)) * Size;
                delivered += bytes;
                bbr.OnAcknowledged(new AckSample
                {
                    Now = now,
                    AckedBytes = bytes,
                    GrowthBytes = bytes,
                    PriorInFlight = sent * Size,
                    InFlight = sent * Size,
                    LostBytes = 0,
                    TotalDelivered = delivered,
                    TotalLost = lost * Size,
                    Rtt = rtt,
                    SmoothedRtt = rtt,
                    MinRtt = Rtt,
                    WindowLimited = true,
                    Rate = new RateSample
                    {
                        BytesPerSecond = (long)(came * Size / rtt.Seconds),
                        Delivered = came * Size,
                        Lost = (dropped + random) * Size,
                        Interval = rtt,
                        IsRoundStart = i == 0,
                    },
                });
            }
        }

        return string.Join(' ', windows);
    }

    // Bits of file a second over 20 Mbit/s and 40 ms, from the first datagram to the last.
    private static double Rate(CongestionControl control, double loss)
    {
        const long File = 4_000_000;
        var link = new SimLinkOptions { Rate = 20e6, Delay = 20_000_000, Loss = loss, QueueBytes = 100_000 };
        LifeResult life = Life.Run(new LifePlan { Seed = 1, Size = File, CongestionControl = control, Down = link, Up = link });
        Assert.True(life.Whole);
        return File * 8 / (life.VirtualNanoseconds / 1e9);
    }

    /// <summary>One round: its bytes come home at a rate.</summary>
    private static void End(Bbr bbr, int round, long bytesPerSecond, Duration rtt, int milliseconds = 200, long delivered = 0, long lost = 0, long lostOfSample = 0)
    {
        long bytes = (long)(bytesPerSecond * rtt.Seconds);
        bbr.OnAcknowledged(new AckSample
        {
            Now = new((round + 1) * milliseconds * 1_000_000L),
            AckedBytes = bytes,
            GrowthBytes = bytes,
            PriorInFlight = bytes,
            InFlight = 0,
            LostBytes = 0,
            TotalDelivered = delivered == 0 ? bytes * (round + 1) : delivered,
            TotalLost = lost,
            Rtt = rtt,
            SmoothedRtt = rtt,
            MinRtt = Rtt,
            WindowLimited = true,
            Rate = new RateSample { BytesPerSecond = bytesPerSecond, Delivered = bytes, Lost = lostOfSample, Interval = rtt, IsRoundStart = true },
        });
    }

    private static Timestamp At(long seconds) => new(seconds * 1_000_000_000);
}
