using System.Numerics;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Simulation;

/// <summary>The link that all lives are believed by: each fault does what its option says, and no more.</summary>
public sealed class SimLinkTests
{
    private const long Ms = 1_000_000;
    private const int Header = 28, Size = 1_172;
    private const int Many = 20_000;

    [Fact]
    public void A_link_without_faults_delays_and_changes_nothing()
    {
        var (link, sent) = Run(new(), Many);
        Assert.All(sent, s => Assert.Equal((s.At + 10 * Ms, -1L), (s.Arrival, s.Second)));
        Assert.All(sent, s => Assert.Equal(0, s.Flipped));
        Assert.Equal((Many, Many, 0L), (link.Statistics.Offered, link.Statistics.Passed, link.Statistics.Dropped));
        Assert.Equal((long)Many * Size, link.Statistics.OfferedBytes);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void As_many_are_lost_as_chance_allows_and_one_after_the_other_no_oftener(double loss)
    {
        var (link, sent) = Run(new() { Loss = loss }, Many);
        AssertShare(loss, Many, sent.Count(s => s.IsLost));
        AssertShare(loss * loss, Many - 1, sent.Zip(sent.Skip(1)).Count(pair => pair.First.IsLost && pair.Second.IsLost));
        Assert.Equal(sent.Count(s => s.IsLost), link.Statistics.DroppedByLoss);
        Assert.Equal(Many, link.Statistics.DroppedByLoss + link.Statistics.Passed);
    }

    [Fact]
    public void Bursts_begin_and_end_as_often_as_they_should()
    {
        const double Enter = 0.02, Exit = 0.25;
        var (_, sent) = Run(new() { BurstEnter = Enter, BurstExit = Exit }, 10 * Many);
        int[] bursts = Runs(sent);
        int outside = sent.Count(s => !s.IsLost);
        // From outside one in fifty enters; from inside one in four leaves, so the mean is four.
        AssertShare(Enter, outside, bursts.Length);
        AssertShare(Exit, bursts.Sum(), bursts.Length);
        Assert.True(bursts.Max() > 10);
    }

    [Fact]
    public void A_burst_of_few_packets_ends_by_time()
    {
        // A packet each 100 ms, and hardly ever one that ends a burst: a second holds ten of them.
        var (_, sent) = Run(new() { BurstEnter = 0.05, BurstExit = 1e-9, BurstLimit = 1_000 * Ms }, 2_000, gap: 100 * Ms);
        int[] bursts = Runs(sent);
        Assert.True(bursts.Length > 20);
        // One that enters again in the moment in which it leaves makes two look like one.
        Assert.All(bursts, b => Assert.Equal(0, b % 10));
    }

    [Fact]
    public void Jitter_is_even_between_nothing_and_its_most_and_reorders()
    {
        const long Jitter = 8 * Ms;
        var (_, sent) = Run(new() { Jitter = Jitter }, Many, gap: Ms);
        long[] late = [.. sent.Select(s => s.Arrival - s.At - 10 * Ms)];
        Assert.All(late, l => Assert.InRange(l, 0, Jitter - 1));
        foreach (int quarter in Enumerable.Range(0, 4))
            AssertShare(0.25, Many, late.Count(l => l / (Jitter / 4) == quarter));
        Assert.Contains(sent.Zip(sent.Skip(1)), pair => pair.First.Arrival > pair.Second.Arrival);
    }

    [Fact]
    public void What_is_held_back_is_held_back_for_its_time()
    {
        var (link, sent) = Run(new() { Reorder = 0.1, ReorderDelay = 7 * Ms }, Many);
        Assert.All(sent, s => Assert.Contains(s.Arrival - s.At, new[] { 10 * Ms, 17 * Ms }));
        int held = sent.Count(s => s.Arrival - s.At == 17 * Ms);
        AssertShare(0.1, Many, held);
        Assert.Equal(held, link.Statistics.Reordered);
    }

    [Fact]
    public void Doubles_arrive_twice_and_count_twice()
    {
        var (link, sent) = Run(new() { Duplicate = 0.1, Jitter = Ms }, Many);
        int doubles = sent.Count(s => s.Second >= 0);
        AssertShare(0.1, Many, doubles);
        Assert.All(sent.Where(s => s.Second >= 0), s => Assert.InRange(s.Second - s.Arrival, 0, Ms - 1));
        Assert.Equal((doubles, Many + doubles), (link.Statistics.Duplicated, link.Statistics.Passed));
    }

    [Fact]
    public void Damage_is_one_bit_anywhere_in_a_packet()
    {
        var (link, sent) = Run(new() { Corrupt = 0.2 }, Many);
        Assert.All(sent, s => Assert.InRange(s.Flipped, 0, 1));
        int damaged = sent.Count(s => s.Flipped == 1);
        AssertShare(0.2, Many, damaged);
        Assert.Equal(damaged, link.Statistics.Corrupted);
        var bits = sent.Where(s => s.Flipped == 1).Select(s => s.FlippedBit).ToList();
        foreach (int eighth in Enumerable.Range(0, 8))
        {
            AssertShare(0.125, damaged, bits.Count(bit => bit % 8 == eighth));
            AssertShare(0.125, damaged, bits.Count(bit => bit * 8L / (Size * 8) == eighth));
        }
    }

    [Fact]
    public void A_blackout_is_the_end_of_each_period_to_the_nanosecond()
    {
        var link = Link(new() { BlackoutEvery = 1_000 * Ms, BlackoutLength = 300 * Ms });
        foreach (long period in new[] { 0, 1, 7 })
        {
            long start = period * 1_000 * Ms;
            Assert.True(Passes(link, start));
            Assert.True(Passes(link, start + 700 * Ms - 1));
            Assert.False(Passes(link, start + 700 * Ms));
            Assert.False(Passes(link, start + 1_000 * Ms - 1));
            Assert.True(Passes(link, start + 1_000 * Ms));
        }

        Assert.Equal(6, link.Statistics.DroppedByBlackout);
    }

    [Fact]
    public void Larger_than_the_MTU_with_its_headers_does_not_pass()
    {
        var link = Link(new() { Mtu = 1_500 });
        Assert.True(Passes(link, 0, 1_500 - Header));
        Assert.False(Passes(link, 0, 1_501 - Header));
        Assert.Equal((1, 1), (link.Statistics.Passed, link.Statistics.DroppedByMtu));
    }

    [Fact]
    public void A_bottleneck_sends_one_after_the_other_at_its_rate()
    {
        // 1,200 bytes with headers at 9.6 Mbit/s: a packet a millisecond.
        var link = Link(new() { Rate = 9_600_000 });
        for (int i = 1; i <= 100; i++)
        {
            Assert.True(link.TrySend(0, new byte[Size], out long arrival, out _));
            Assert.Equal(i * Ms + 10 * Ms, arrival);
            Assert.Equal(i * Ms, link.Backlog(0));
        }

        // Once it is idle, nothing is saved up.
        Assert.Equal(0, link.Backlog(200 * Ms));
        Assert.True(link.TrySend(200 * Ms, new byte[Size], out long later, out _));
        Assert.Equal(211 * Ms, later);
    }

    [Fact]
    public void A_queue_takes_what_fits_and_drops_the_tail()
    {
        var link = Link(new() { Rate = 9_600_000, QueueBytes = 12_000 });
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => Passes(link, 0)));
        Assert.Equal((40, 12_000), (link.Statistics.DroppedByQueue, link.Statistics.MaxQueueBytes));
        // A millisecond makes room for one; what waits is counted in whole bytes.
        Assert.False(Passes(link, Ms - 1_000));
        Assert.True(Passes(link, Ms));
        Assert.False(Passes(link, Ms));
    }

    [Fact]
    public void A_policer_drops_what_its_bucket_does_not_hold_and_delays_nothing()
    {
        var link = Link(new() { PolicerRate = 9_600_000, PolicerBurst = 12_000 });
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => Passes(link, 0)));
        Assert.False(Passes(link, Ms - 1));
        Assert.True(link.TrySend(Ms, new byte[Size], out long arrival, out _));
        Assert.Equal(11 * Ms, arrival);
        Assert.False(Passes(link, Ms));
        // Ten seconds fill no more than the bucket.
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => Passes(link, 10_000 * Ms)));
    }

    [Fact]
    public void A_link_that_aggregates_delivers_at_multiples_of_its_time()
    {
        var (_, sent) = Run(new() { Aggregation = 4 * Ms }, 1_000, gap: 300_000);
        Assert.All(sent, s => Assert.Equal(0, s.Arrival % (4 * Ms)));
        Assert.All(sent, s => Assert.InRange(s.Arrival - s.At - 10 * Ms, 0, 4 * Ms - 1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_link_and_another_does_not()
    {
        var options = new SimLinkOptions { Loss = 0.1, Jitter = Ms, Reorder = 0.1, Duplicate = 0.1, Corrupt = 0.1, BurstEnter = 0.01 };
        Assert.Equal(Run(options, 1_000).Sent, Run(options, 1_000).Sent);
        Assert.NotEqual(Run(options, 1_000).Sent, Run(options, 1_000, seed: 2).Sent);
    }

    [Fact]
    public void Options_hold_from_the_moment_at_which_they_change()
    {
        var link = Link(new());
        Assert.True(Passes(link, 0));
        link.Options = link.Options with { Loss = 1 };
        Assert.False(Passes(link, 1));
        link.Options = link.Options with { Loss = 0 };
        Assert.True(Passes(link, 2));
    }

    /// <summary>Within five standard deviations of what so many draws give; the seed is fixed, so this passes always or never.</summary>
    private static void AssertShare(double share, int draws, int hits)
    {
        double deviation = Math.Sqrt(draws * share * (1 - share));
        Assert.InRange(hits, (draws * share) - (5 * deviation), (draws * share) + (5 * deviation));
    }

    private static int[] Runs(List<Sent> sent)
    {
        var runs = new List<int>();
        for (int i = 0; i < sent.Count; i++)
        {
            if (sent[i].IsLost && (i == 0 || !sent[i - 1].IsLost))
                runs.Add(sent.Skip(i).TakeWhile(s => s.IsLost).Count());
        }

        return [.. runs];
    }

    private static SimLink Link(SimLinkOptions options, ulong seed = 1) => new(options, new(seed));

    private static bool Passes(SimLink link, long now, int size = Size) => link.TrySend(now, new byte[size], out _, out _);

    private static (SimLink Link, List<Sent> Sent) Run(SimLinkOptions options, int count, long gap = 10 * Ms, ulong seed = 1)
    {
        var link = Link(options, seed);
        var sent = new List<Sent>();
        byte[] packet = new byte[Size];
        for (long i = 0; i < count; i++)
        {
            bool passes = link.TrySend(i * gap, packet, out long arrival, out long second);
            int at = packet.AsSpan().IndexOfAnyExcept((byte)0);
            int flipped = at < 0 ? 0 : packet.Sum(b => BitOperations.PopCount(b));
            sent.Add(new(i * gap, !passes, arrival, second, flipped, at < 0 ? -1 : (at * 8) + BitOperations.Log2(packet[at])));
            packet.AsSpan().Clear();
        }

        return (link, sent);
    }

    private readonly record struct Sent(long At, bool IsLost, long Arrival, long Second, int Flipped, int FlippedBit);
}
