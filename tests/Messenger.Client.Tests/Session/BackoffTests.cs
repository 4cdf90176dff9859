using CsCheck;
using Messenger.Client.Session;

namespace Messenger.Client.Tests.Session;

public sealed class BackoffTests
{
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(15);

    [Fact]
    public void EveryWaitIsBelowACeilingThatDoublesUpToTheCap() => Gen.Int.Sample(seed =>
    {
        var backoff = new Backoff(Base, Cap, new Random(seed));
        for (var attempt = 0; attempt < 100; attempt++)
            Assert.InRange(backoff.Next(), TimeSpan.Zero, TimeSpan.FromMilliseconds(Math.Min(15_000, 500 * Math.Pow(2, attempt))));
    }, iter: 200);

    [Fact]
    public void WaitsAreSpreadOverTheWholeRange()
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 2_000).Select(_ => new Backoff(Base, Cap, random).Next()).ToArray();
        Assert.InRange(waits.Average(wait => wait.TotalMilliseconds), 230, 270);
        Assert.Contains(waits, wait => wait < TimeSpan.FromMilliseconds(25));
        Assert.Contains(waits, wait => wait > TimeSpan.FromMilliseconds(475));
    }

    [Fact]
    public void WhatTheServerAskedForIsTheLeast()
    {
        var backoff = new Backoff(Base, Cap, new Random(2));
        Assert.InRange(backoff.Next(TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.5));
    }

    [Fact]
    public void ASuccessBeginsAnew()
    {
        var backoff = new Backoff(Base, Cap, new Random(3));
        for (var i = 0; i < 10; i++)
            backoff.Next();
        backoff.Reset();
        Assert.InRange(backoff.Next(), TimeSpan.Zero, Base);
    }
}
