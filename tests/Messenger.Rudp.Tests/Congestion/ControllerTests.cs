using System.Globalization;
using Messenger.Rudp.Congestion;

namespace Messenger.Rudp.Tests.Congestion;

/// <summary>The controllers alone: rounds in, packets out. The traces are frozen; a change of a figure is a change of behaviour.</summary>
public sealed class ControllerTests
{
    private const int Size = 1200;

    [Fact]
    public void RUDP_CC_2_newreno_doubles_halves_and_adds_one_packet_a_round() =>
        Assert.Equal("10 20 40 80 40 41 42 43 44 22 23 24", Trace(new NewReno(Size), 12, losses: [3, 8]));

    [Fact]
    public void RUDP_CC_3_cubic_follows_its_curve() =>
        Assert.Equal("10 20 40 80 160 112 114 117 120 122 125 127 129 131 133 135 137 139 140 142", Trace(new Cubic(Size), 20, losses: [4]));

    [Fact]
    public void RUDP_CC_3_cubic_converges_fast_after_a_second_loss_below_its_maximum() =>
        Assert.Equal("10 20 40 80 160 112 114 117 82", Trace(new Cubic(Size), 9, losses: [4, 7]));

    [Fact]
    public void RUDP_CC_3_cubic_is_back_at_its_maximum_after_k_seconds()
    {
        // K = cbrt(160 * 0.3 / 0.4) = 4.93 s: from round 6 to round 55.
        string[] windows = Trace(new Cubic(Size), 57, losses: [4]).Split(' ');
        Assert.Equal(["159", "160", "160"], windows[54..]);
    }

    [Fact]
    public void RUDP_CC_3_hystart_leaves_slow_start_when_the_rtt_rises()
    {
        var cubic = new Cubic(Size);
        for (int round = 0; round < 12; round++)
            Round(cubic, round, Duration.FromMilliseconds(round < 4 ? 100 : 100 + 15 * (round - 3)));
        Assert.False(cubic.InSlowStart);
        Assert.InRange(cubic.Window / Size, 200, 1500);
    }

    [Fact]
    public void RUDP_CC_3_hystart_has_no_say_in_a_later_slow_start()
    {
        var cubic = new Cubic(Size);
        for (int round = 0; round < 12; round++)
            Round(cubic, round, Duration.FromMilliseconds(round < 4 ? 100 : 100 + 15 * (round - 3)));
        Assert.False(cubic.InSlowStart);
        cubic.OnPersistentCongestion();
        Assert.Equal("2 4 8 16 32 64 128 256", Trace(cubic, 8, losses: []));
    }

    [Fact]
    public void RUDP_CC_3_hystart_begins_again_on_a_new_path()
    {
        var cubic = new Cubic(Size);
        for (int round = 0; round < 12; round++)
            Round(cubic, round, Duration.FromMilliseconds(round < 4 ? 100 : 100 + 15 * (round - 3)));
        cubic.OnPersistentCongestion();
        cubic.Reset();
        for (int round = 0; round < 12; round++)
            Round(cubic, round, Duration.FromMilliseconds(round < 4 ? 100 : 100 + 15 * (round - 3)));
        Assert.False(cubic.InSlowStart);
    }

    [Fact]
    public void RUDP_CC_3_hystart_goes_back_where_the_rise_was_a_hiccup()
    {
        var hyStart = new HyStart();
        long[] growth = [.. new[] { 100, 100, 115, 115, 114, 114 }.Select(rtt =>
        {
            long grown = 0;
            for (int i = 0; i < 4; i++)
                grown = hyStart.Growth(Sample(0, 4 * Size, Duration.FromMilliseconds(rtt), limited: true) with { Rate = new RateSample { IsRoundStart = i == 0 } });
            return grown / Size;
        })];
        Assert.Equal([4, 4, 1, 1, 4, 4], growth);
        Assert.False(hyStart.IsOver);
    }

    [Fact]
    public void RUDP_CC_3_cubic_is_nowhere_slower_than_reno()
    {
        // From 14 packets: 9/17 of a packet a round up to the 20 of before, then a whole one. The cubic alone would need 25 rounds for the first part.
        string[] windows = Trace(new Cubic(Size), 20, losses: [1]).Split(' ');
        Assert.Equal("10 20 14 14 15 15 16 16 17 17 18 18 19 19 20 21 22 23 24 25", string.Join(' ', windows));
    }

    [Fact]
    public void RUDP_CC_3_a_round_widens_the_window_by_half_at_most()
    {
        var cubic = Avoiding();
        // Long after K, where the cubic is steep.
        cubic.OnAcknowledged(Sample(60_000_000_000, cubic.Window, Duration.FromMilliseconds(100), limited: true));
        Assert.Equal(14 * Size * 3 / 2, cubic.Window);
    }

    [Fact]
    public void RUDP_CC_5_time_in_which_the_window_was_not_used_does_not_count()
    {
        var cubic = Avoiding();
        cubic.OnAcknowledged(Sample(1, Size, Duration.FromMilliseconds(100), limited: false));
        cubic.OnAcknowledged(Sample(60_000_000_000, cubic.Window, Duration.FromMilliseconds(100), limited: true));
        Assert.InRange(cubic.Window, 14 * Size, 15 * Size);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void RUDP_CC_5_the_cubic_goes_on_after_a_pause_where_it_was(int before)
    {
        Cubic steady = Avoiding(), paused = Avoiding();
        var rtt = Duration.FromMilliseconds(100);
        for (int round = 1; round < 80; round++)
        {
            Round(steady, round, rtt);
            Round(paused, round < before ? round : round + 50, rtt);
            if (round != before - 1)
                continue;
            paused.OnAcknowledged(Sample(((before - 1) * 100_000_000L) + 80_000_000, Size, rtt, limited: false));
            paused.OnAcknowledged(Sample(((before + 49) * 100_000_000L) + 75_000_000, 0, rtt, limited: true));
        }

        Assert.InRange(paused.Window / Size, 40, 1_000);
        Assert.Equal(steady.Window, paused.Window);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RUDP_CC_5_a_window_that_is_not_used_does_not_grow(bool cubic)
    {
        var controller = New(cubic);
        controller.OnAcknowledged(Sample(0, 10 * Size, Duration.FromMilliseconds(100), limited: false));
        Assert.Equal(10 * Size, controller.Window);
        controller.OnAcknowledged(Sample(0, 10 * Size, Duration.FromMilliseconds(100), limited: true));
        Assert.Equal(20 * Size, controller.Window);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RUDP_CC_4_a_spurious_congestion_is_undone_once(bool cubic)
    {
        var controller = New(cubic);
        Round(controller, 0, Duration.FromMilliseconds(100));
        controller.OnCongestion(new(1), 0);
        long reduced = controller.Window;
        Assert.True(reduced < 20 * Size);
        controller.OnSpuriousCongestion();
        Assert.Equal(20 * Size, controller.Window);
        Assert.True(controller.InSlowStart);
        controller.OnSpuriousCongestion();
        Assert.Equal(20 * Size, controller.Window);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_window_never_falls_below_two_packets(bool cubic)
    {
        var controller = New(cubic);
        for (int i = 0; i < 40; i++)
            controller.OnCongestion(new(i), 0);
        Assert.Equal(2 * Size, controller.Window);
        controller.OnPersistentCongestion();
        Assert.Equal(2 * Size, controller.Window);
        controller.Reset();
        Assert.Equal(10 * Size, controller.Window);
    }

    /// <summary>A cubic that lost at 20 packets and began its epoch at 0 with 14.</summary>
    private static Cubic Avoiding()
    {
        var cubic = new Cubic(Size);
        Round(cubic, 0, Duration.FromMilliseconds(100));
        cubic.OnCongestion(new(0), 0);
        cubic.OnAcknowledged(Sample(0, 0, Duration.FromMilliseconds(100), limited: true));
        Assert.Equal(14 * Size, cubic.Window);
        return cubic;
    }

    private static ICongestionController New(bool cubic) => cubic ? new Cubic(Size) : new NewReno(Size);

    private static string Trace(ICongestionController controller, int rounds, int[] losses)
    {
        var windows = new List<string>();
        for (int round = 0; round < rounds; round++)
        {
            windows.Add((controller.Window / Size).ToString(CultureInfo.InvariantCulture));
            if (losses.Contains(round))
                controller.OnCongestion(new(round * 100_000_000L), controller.Window);
            else
                Round(controller, round, Duration.FromMilliseconds(100));
        }

        return string.Join(' ', windows);
    }

    // A round: its window comes home in four ACKs.
    private static void Round(ICongestionController controller, int round, Duration rtt)
    {
        long window = controller.Window / Size * Size;
        for (int i = 0; i < 4; i++)
        {
            long bytes = window * (i + 1) / 4 - window * i / 4;
            controller.OnAcknowledged(Sample(round * 100_000_000L + i * 25_000_000L, bytes, rtt, limited: true) with { Rate = new RateSample { IsRoundStart = i == 0 } });
        }
    }

    private static AckSample Sample(long now, long bytes, Duration rtt, bool limited) => new()
    {
        Now = new(now),
        AckedBytes = bytes,
        GrowthBytes = bytes,
        PriorInFlight = bytes,
        InFlight = 0,
        LostBytes = 0,
        TotalDelivered = 0,
        TotalLost = 0,
        Rtt = rtt,
        SmoothedRtt = rtt,
        MinRtt = rtt,
        WindowLimited = limited,
        Rate = default,
    };
}
