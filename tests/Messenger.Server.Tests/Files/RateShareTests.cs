using Messenger.Server.Files;

namespace Messenger.Server.Tests.Files;

/// <summary>Shares against a model of links: each transfer moves as fast as its share and its own link let it.</summary>
public sealed class RateShareTests
{
    [Fact]
    public void All_get_the_same_and_what_one_does_not_use_goes_to_the_others()
    {
        double[] used = Settle(total: 900, links: [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity]);
        Assert.All(used, rate => Assert.InRange(rate, 295, 305));
        used = Settle(total: 900, links: [100, double.PositiveInfinity, double.PositiveInfinity]);
        Assert.InRange(used[0], 99, 101);
        Assert.InRange(used[1], 360, 400);
        Assert.InRange(used.Sum(), 820, 900);
        used = Settle(total: 900, links: [0, 200, double.PositiveInfinity]);
        Assert.InRange(used[2], 500, 700);
        Assert.InRange(Settle(total: 1_000, links: [double.PositiveInfinity])[0], 999, 1_001);
    }

    [Fact]
    public void What_nobody_uses_is_there_for_whoever_gets_faster()
    {
        var shares = new RateShare(1_000);
        shares.Divide([(1, 0), (2, 0)], TimeSpan.FromSeconds(1));
        long[] given = shares.Divide([(1, 10), (2, 10)], TimeSpan.FromSeconds(2));
        Assert.Equal(1_000, given.Sum());
        Assert.Equal(500, given[0]);
    }

    [Fact]
    public void Who_begins_between_two_divisions_takes_from_the_others_at_once()
    {
        var shares = new RateShare(900);
        Assert.Equal(900, shares.Divide([(1, 0)], TimeSpan.FromSeconds(1))[0]);
        Assert.Equal(450, shares.Begin(running: 2));

        // What was taken from the first is not held against it: it used all that it was given.
        long[] given = shares.Divide([(1, 450), (2, 450)], TimeSpan.FromSeconds(2));
        Assert.Equal([450, 450], given);
    }

    [Fact]
    public void More_is_never_given_than_there_is()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            double[] links = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(4) == 0 ? double.PositiveInfinity : random.Next(2_000))];
            Assert.True(Settle(1_000, links).Sum() <= 1_000 * 1.001, $"seed {seed}");
        }
    }

    private static double[] Settle(long total, double[] links)
    {
        var shares = new RateShare(total);
        double[] moved = new double[links.Length], used = new double[links.Length];
        long[] given = new long[links.Length];
        for (int step = 0; step < 40; step++)
        {
            given = shares.Divide([.. moved.Select((bytes, i) => ((ulong)i, (long)bytes))], TimeSpan.FromSeconds(step + 1));
            Assert.True(given.Sum() <= Math.Max(total, links.Length));
            for (int i = 0; i < links.Length; i++)
                moved[i] += used[i] = Math.Min(given[i], links[i]);
        }

        return used;
    }
}
