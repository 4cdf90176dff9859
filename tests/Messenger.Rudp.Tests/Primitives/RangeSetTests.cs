using CsCheck;

namespace Messenger.Rudp.Tests.Primitives;

public sealed class RangeSetTests
{
    private const int Space = 200;

    [Fact]
    public void It_agrees_with_a_set_of_single_numbers()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, Space], Gen.Int[0, 40]).List[1, 200].Sample(operations =>
        {
            var set = new RangeSet();
            var model = new SortedSet<long>();
            foreach (var (kind, start, length) in operations)
            {
                long end = start + length;
                var numbers = Enumerable.Range(start, length).Select(n => (long)n).ToList();
                if (kind < 2)
                    Assert.Equal(numbers.Count(model.Add), set.Add(start, end));
                else
                    Assert.Equal(numbers.Count(model.Remove), set.Remove(start, end));
                Assert.Equal(model.Count, set.Total);
                Assert.Equal(numbers.All(model.Contains), set.Contains(start, end));
                bool overlaps = set.TryFirstOverlap(start, end, out var overlap);
                Assert.Equal(numbers.Any(model.Contains), overlaps);
                if (overlaps)
                    Assert.Equal(numbers.First(model.Contains), overlap.Start);
            }

            Assert.Equal(model, Numbers(set));
            for (int i = 1; i < set.Count; i++)
                Assert.True(set[i - 1].End < set[i].Start);
        }, iter: 2_000, seed: "0001mU3hT6K2");
    }

    [Fact]
    public void Ranges_that_touch_become_one()
    {
        var set = new RangeSet();
        set.Add(0, 10);
        set.Add(20, 30);
        Assert.Equal(2, set.Count);
        set.Add(10, 20);
        Assert.Equal(new LongRange(0, 30), set.First);
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void It_allocates_nothing_once_it_has_grown()
    {
        var set = new RangeSet();
        Churn(set);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(set);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Churn(RangeSet set)
    {
        for (int i = 0; i < 1_000; i++)
            set.Add(i * 10, i * 10 + 5);
        for (int i = 0; i < 1_000; i++)
            set.Remove(i * 10, i * 10 + 5);
    }

    private static IEnumerable<long> Numbers(RangeSet set)
    {
        for (int i = 0; i < set.Count; i++)
        {
            for (long n = set[i].Start; n < set[i].End; n++)
                yield return n;
        }
    }
}
