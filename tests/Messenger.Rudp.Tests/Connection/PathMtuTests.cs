using System.Globalization;
using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>The search for the largest datagram that a path carries, over links that swallow larger ones in silence.</summary>
public sealed class PathMtuTests
{
    private const int Megabyte = 1 << 20;
    private static readonly RudpOptions Any = new();
    private static readonly RudpOptions Paced = new() { MaxSendRate = 4_000_000 };

    [Theory]
    [InlineData(1_200, 1_200)]
    [InlineData(1_210, 1_208)]
    [InlineData(1_336, 1_336)]
    [InlineData(1_392, 1_387)]
    [InlineData(1_471, 1_463)]
    [InlineData(1_472, 1_472)]
    [InlineData(8_971, 1_472)]
    [InlineData(8_972, 8_972)]
    [InlineData(65_507, 65_507)]
    public void RUDP_PMTU_2_the_largest_size_of_a_link_is_found(int passes, int found)
    {
        var down = new Content(4 * Megabyte);
        var pair = new Pair(Any, Paced, download: down);
        pair.Pass = (_, bytes) => bytes.Length <= passes;
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(found, pair.Acceptor.Statistics.DatagramSize);
        Assert.Equal((0, 0), (pair.Acceptor.Statistics.PacketsLost, pair.Acceptor.Statistics.DataSentAgain));
    }

    [Fact]
    public void RUDP_PMTU_2_IPv6_leaves_room_for_its_longer_header()
    {
        var down = new Content(2 * Megabyte);
        var pair = new Pair(Any, Paced, download: down, trusted: false)
        {
            InitiatorAddress = PathAddress.FromIPv6(System.Net.IPAddress.IPv6Loopback.GetAddressBytes(), 4000),
        };
        pair.Pass = (_, bytes) => bytes.Length <= 1_452;
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(1_452, pair.Acceptor.Statistics.DatagramSize);
    }

    [Fact]
    public void RUDP_PMTU_1_a_small_transfer_is_not_searched_for()
    {
        var down = new Content(40_000);
        var pair = new Pair(Any, Any, download: down);
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(1_200, pair.Acceptor.Statistics.DatagramSize);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void RUDP_PMTU_4_random_loss_lowers_nothing(double loss)
    {
        var down = new Content(16 * Megabyte);
        var pair = new Pair(Any, Paced, download: down);
        var random = new Random(11);
        var sizes = new List<int>();
        pair.Pass = (_, bytes) => bytes.Length <= 1_472 && random.NextDouble() >= loss;
        Assert.True(pair.Run(() =>
        {
            if (sizes.Count == 0 || sizes[^1] != pair.Acceptor.Statistics.DatagramSize)
                sizes.Add(pair.Acceptor.Statistics.DatagramSize);
            return down.Written == down.Size;
        }));
        Assert.Equal("1200 1472", string.Join(' ', sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void RUDP_PMTU_4_a_blackout_lowers_nothing()
    {
        var down = new Content(16 * Megabyte);
        var pair = new Pair(Any, Paced, download: down);
        bool dark = false;
        pair.Pass = (_, bytes) => !dark && bytes.Length <= 1_472;
        pair.RunFor(Duration.FromSeconds(1));
        for (int i = 0; i < 3; i++)
        {
            dark = true;
            pair.RunFor(Duration.FromSeconds(4));
            dark = false;
            pair.RunFor(Duration.FromMilliseconds(700));
            Assert.Equal(1_472, pair.Acceptor.Statistics.DatagramSize);
        }

        Assert.True(pair.Run(() => down.Written == down.Size));
    }

    [Theory]
    [InlineData(1_300, 1_200, 1_300)]
    [InlineData(1_472, 1_472, 1_472)]
    public void RUDP_PMTU_4_a_black_hole_takes_the_size_back(int passes, int least, int most)
    {
        var down = new Content(8 * Megabyte);
        var pair = new Pair(Any, Paced, download: down);
        int limit = 8_972;
        pair.Pass = (_, bytes) => bytes.Length <= limit;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(8_972, pair.Acceptor.Statistics.DatagramSize);
        limit = passes;
        Assert.True(pair.Run(() => down.Written == down.Size, Duration.FromSeconds(10)));
        Assert.InRange(pair.Acceptor.Statistics.DatagramSize, least, most);
    }

    [Theory]
    [InlineData(CongestionControl.NewReno, 10)]
    [InlineData(CongestionControl.NewReno, 800)]
    [InlineData(CongestionControl.Cubic, 10)]
    [InlineData(CongestionControl.Cubic, 800)]
    [InlineData(CongestionControl.Bbr, 10)]
    [InlineData(CongestionControl.Bbr, 800)]
    public void RUDP_PMTU_4_a_path_that_narrows_is_sent_one_window_too_large(CongestionControl congestion, int delay)
    {
        var down = new Content(4 * Megabyte);
        var options = new RudpOptions { ReceiveWindow = 99_991, MaxSendRate = 60_000, CongestionControl = congestion };
        var pair = new Pair(options, options, download: down) { Delay = Duration.FromMilliseconds(delay) };
        int limit = 1_472;
        pair.Pass = (_, bytes) => bytes.Length <= limit;
        pair.RunFor(Duration.FromSeconds(20));
        RudpStatistics before = pair.Acceptor.Statistics;
        Assert.Equal(1_472, before.DatagramSize);
        limit = 1_300;
        Assert.True(pair.Run(() => down.Written == down.Size));
        RudpStatistics after = pair.Acceptor.Statistics;
        Assert.InRange(after.DatagramSize, 1_285, 1_300);
        Assert.InRange(after.DataSentAgain - before.DataSentAgain, 1, options.ReceiveWindow);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void RUDP_PMTU_4_four_large_ones_lost_and_a_small_one_that_passes_put_the_size_in_doubt(int lost, bool doubted)
    {
        foreach (bool smallFirst in new[] { true, false })
        {
            PathMtu mtu = Found(1_472);
            bool changed = smallFirst && mtu.OnAcknowledged(1_200, isProbe: false);
            for (int i = 0; i < lost; i++)
                changed |= mtu.OnLost(1_472);
            if (!smallFirst)
                changed |= mtu.OnAcknowledged(1_200, isProbe: false);
            Assert.Equal((doubted, doubted ? 1_200 : 1_472), (changed, mtu.Size));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RUDP_PMTU_4_what_comes_through_ends_the_doubt_and_three_lost_probes_confirm_it(bool passes)
    {
        PathMtu mtu = Found(1_472);
        mtu.OnAcknowledged(1_200, isProbe: false);
        for (int i = 0; i < 4; i++)
            mtu.OnLost(1_472);
        Assert.True(mtu.IsProbeDue(Timestamp.Zero, out int size));
        Assert.Equal((1_472, 1_200), (size, mtu.Size));
        for (int i = 0; i < Limits.MaxMtuProbes && !passes; i++)
        {
            mtu.OnProbeSent();
            mtu.OnProbeLost(size);
        }

        // What left before the doubt and is lost now says nothing new.
        Assert.False(mtu.OnLost(1_472));
        Assert.Equal(passes, mtu.IsProbeDue(Timestamp.Zero, out size) && size == 1_472);
        Assert.Equal(passes, mtu.OnAcknowledged(passes ? 1_472 : 1_200, isProbe: false));
        Assert.Equal(passes ? 1_472 : 1_200, mtu.Size);
    }

    [Fact]
    public void RUDP_PMTU_4_one_large_datagram_that_passes_begins_the_count_again()
    {
        PathMtu mtu = Found(1_472);
        for (int time = 0; time < 20; time++)
        {
            mtu.OnAcknowledged(1_200, isProbe: false);
            for (int i = 0; i < 3; i++)
                Assert.False(mtu.OnLost(1_472));
            mtu.OnAcknowledged(1_201, isProbe: false);
        }

        Assert.Equal(1_472, mtu.Size);
    }

    private static PathMtu Found(int size)
    {
        var mtu = new PathMtu();
        mtu.Begin(9_000, isIPv6: false);
        Assert.True(mtu.OnAcknowledged(size, isProbe: true));
        return mtu;
    }

    [Fact]
    public void RUDP_PMTU_5_a_path_that_became_wider_is_noticed()
    {
        var down = new Content(40 * Megabyte);
        var pair = new Pair(Any, new() { MaxSendRate = 500_000 }, download: down);
        int limit = 1_200;
        pair.Pass = (_, bytes) => bytes.Length <= limit;
        pair.RunFor(Duration.FromSeconds(10));
        Assert.Equal(1_200, pair.Acceptor.Statistics.DatagramSize);
        limit = 1_472;
        pair.RunFor(Duration.FromSeconds(62));
        Assert.Equal(1_472, pair.Acceptor.Statistics.DatagramSize);
    }

    [Theory]
    [InlineData(1, 1_472)]
    [InlineData(7, 1_200)]
    public void RUDP_PMTU_6_a_new_host_begins_small_again_and_a_new_port_does_not(byte host, int begins)
    {
        var down = new Content(8 * Megabyte);
        var pair = new Pair(Any, Paced, download: down);
        pair.Pass = (_, bytes) => bytes.Length <= 1_472;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(1_472, pair.Acceptor.Statistics.DatagramSize);
        pair.InitiatorAddress = PathAddress.FromIPv4([10, 0, 0, host], 4001);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.PathChanged)));
        Assert.Equal(begins, pair.Acceptor.Statistics.DatagramSize);
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(1_472, pair.Acceptor.Statistics.DatagramSize);
    }

    [Fact]
    public void RUDP_PMTU_3_a_lost_probe_takes_nothing_from_the_window()
    {
        var down = new Content(2 * Megabyte);
        var pair = new Pair(Any, Paced with { CongestionControl = CongestionControl.NewReno }, download: down);
        pair.Pass = (_, bytes) => bytes.Length <= 1_200;
        long window = 0;
        Assert.True(pair.Run(() =>
        {
            Assert.True(pair.Acceptor.Statistics.CongestionWindow >= window);
            window = pair.Acceptor.Statistics.CongestionWindow;
            return down.Written == down.Size;
        }));
        Assert.Equal(0, pair.Acceptor.Statistics.PacketsLost);
    }
}
