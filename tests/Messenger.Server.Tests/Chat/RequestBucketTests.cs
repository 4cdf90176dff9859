using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class RequestBucketTests
{
    private const int PerSecond = 10, Burst = 50, MostTold = 32;

    [Fact]
    public void CTL_FLOOD_1_a_burst_passes_then_it_is_told_and_then_dropped()
    {
        var bucket = new RequestBucket();
        RequestVerdict[] verdicts = [.. Enumerable.Range(0, 200).Select(_ => bucket.Take(TimeSpan.FromSeconds(5), PerSecond, Burst))];
        Assert.Equal(Enumerable.Repeat(RequestVerdict.Done, Burst), verdicts.Take(Burst));
        Assert.Equal(Enumerable.Repeat(RequestVerdict.Refused, MostTold), verdicts.Skip(Burst).Take(MostTold));
        Assert.All(verdicts.Skip(Burst + MostTold), v => Assert.Equal(RequestVerdict.Dropped, v));
    }

    [Fact]
    public void What_is_asked_at_the_rate_always_passes()
    {
        var bucket = new RequestBucket();
        for (int i = 0; i < 10_000; i++)
            Assert.Equal(RequestVerdict.Done, bucket.Take(TimeSpan.FromSeconds((double)i / PerSecond), PerSecond, 1));
    }

    [Fact]
    public void Who_floods_gets_the_rate_and_who_paused_is_told_again()
    {
        var bucket = new RequestBucket();
        RequestVerdict[] flood = [.. Enumerable.Range(0, 10_000).Select(i => bucket.Take(TimeSpan.FromMilliseconds(i), PerSecond, Burst))];
        Assert.InRange(flood.Count(v => v == RequestVerdict.Done), Burst + 99, Burst + 101);
        Assert.Equal(MostTold, flood.Count(v => v == RequestVerdict.Refused));
        TimeSpan later = TimeSpan.FromSeconds(20);
        Assert.Equal(Burst, Enumerable.Range(0, Burst).Count(_ => bucket.Take(later, PerSecond, Burst) == RequestVerdict.Done));
        Assert.Equal(RequestVerdict.Refused, bucket.Take(later, PerSecond, Burst));
    }

    [Fact]
    public void Without_a_bound_everything_passes() =>
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.Equal(RequestVerdict.Done, new RequestBucket().Take(TimeSpan.Zero, 0, 0)));
}
