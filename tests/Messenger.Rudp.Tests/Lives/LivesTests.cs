using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>Seeded lives: every fault in mixtures. A failure prints its seed; run that one with <c>MSGR_LIFE=seed</c>.</summary>
public sealed class LivesTests(ITestOutputHelper output)
{
    private const int Lives = 2_500;

    [Fact]
    public void Every_life_ends_whole_or_with_a_clean_error() => RunLives(0, Lives, LifePlan.Draw);

    [Fact]
    public void A_hundred_megabytes_come_whole_over_a_bad_link()
    {
        var link = new SimLinkOptions { Rate = 200e6, Delay = 15_000_000, Loss = 0.02, Reorder = 0.01, Duplicate = 0.01, Corrupt = 0.001 };
        var plan = new LifePlan { Seed = 100, Size = 100_000_000, CongestionControl = CongestionControl.Bbr, Down = link, Up = link, RebindAt = 1_000_000_000 };
        Assert.True(Life.Run(plan).Whole);
    }

    [Theory]
    [InlineData(CongestionControl.NewReno)]
    [InlineData(CongestionControl.Cubic)]
    [InlineData(CongestionControl.Bbr)]
    public void RUDP_LOSS_1_what_a_slow_link_swallows_for_minutes_is_not_sent_over_and_over(CongestionControl congestion)
    {
        var link = new SimLinkOptions { Rate = 41_000, QueueBytes = 16_000, Delay = 22_000_000 };
        var plan = new LifePlan
        {
            Seed = 101,
            Size = 123_411,
            CongestionControl = congestion,
            ReceiveWindow = 99_991,
            Down = link,
            Up = link with { Rate = 330_000 },
            FirstEpisode = new(LinkChange.SmallerMtu, 400_000_000, 137_000_000_000),
        };
        RudpStatistics sender = Life.Run(plan).Sender;
        Assert.InRange(sender.DataSentAgain, 0, plan.Size + (Limits.ProbePackets * sender.Probes * plan.MaxDatagram));
    }

    /// <summary>Lives of the long run that failed once: probes that all fell into the dark part of a link's period, late packets that counted as doubles,
    /// a rate that was ground down to nothing, a new port whose answer to a challenge was always late, pings whose ACKs made losses of a
    /// swallowed window, and challenges that kept the rhythm of the link's dark part.</summary>
    [Theory]
    [InlineData(20009395)]
    [InlineData(20020207)]
    [InlineData(20558963)]
    [InlineData(20008493)]
    [InlineData(20514314)]
    [InlineData(40056034)]
    [InlineData(40068097)]
    [InlineData(40175805)]
    [InlineData(40179943)]
    [InlineData(60540594)]
    [InlineData(90222082)]
    [InlineData(90241468)]
    [InlineData(90266970)]
    [InlineData(90713146)]
    [InlineData(90882724)]
    [InlineData(90937169)]
    [InlineData(91615402)]
    [InlineData(93618401)]
    [InlineData(95646687)]
    public void A_life_that_failed_once_ends_as_it_must(ulong seed)
    {
        LifePlan plan = LifePlan.DrawWide(seed);
        Assert.True(Life.Run(plan).Whole || !plan.MustComplete);
    }

    /// <summary>
    /// The long run: <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*A_million_lives*' --show-live-output on</c>;
    /// <c>MSGR_LIVES</c> and <c>MSGR_FIRST_LIFE</c> choose how many and which.
    /// </summary>
    [Fact(Explicit = true)]
    public void A_million_lives()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("MSGR_LIVES") ?? "1000000", CultureInfo.InvariantCulture);
        ulong first = ulong.Parse(Environment.GetEnvironmentVariable("MSGR_FIRST_LIFE") ?? "1000000", CultureInfo.InvariantCulture);
        RunLives(first, count, LifePlan.DrawWide);
    }

    /// <summary>One life again: <c>MSGR_LIFE=seed</c>, with <c>MSGR_LONG_RUN=1</c> one of the long run, with <c>MSGR_TRACE=1</c> the sender's state every 10 ms.</summary>
    [Fact(Explicit = true)]
    public void One_life()
    {
        ulong seed = ulong.Parse(Environment.GetEnvironmentVariable("MSGR_LIFE") ?? "0", CultureInfo.InvariantCulture);
        LifePlan plan = Environment.GetEnvironmentVariable("MSGR_LONG_RUN") is null ? LifePlan.Draw(seed) : LifePlan.DrawWide(seed);
        output.WriteLine(plan.ToString());
        if (Environment.GetEnvironmentVariable("MSGR_TRACE") is not null)
            plan = plan with { Trace = output.WriteLine };
        output.WriteLine(Life.Run(plan).ToString());
    }

    private void RunLives(ulong first, int count, Func<ulong, LifePlan> draw)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var faults = new Faults();
        long whole = 0, virtualNanoseconds = 0, errors = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            try
            {
                LifeResult result = Life.Run(draw(first + (ulong)i));
                Interlocked.Add(ref virtualNanoseconds, result.VirtualNanoseconds);
                faults.Add(result.Link);
                if (result.Whole)
                    Interlocked.Increment(ref whole);
                else
                    Interlocked.Increment(ref errors);
            }
            catch (Exception e)
            {
                string failure = $"seed {first + (ulong)i}: {e.GetType().Name}: {e.Message}{(e is InvalidOperationException ? "" : e.StackTrace)}";
                failures.Enqueue(failure);
                output.WriteLine(failure);
                if (failures.Count >= 20)
                    loop.Stop();
            }
        });
        output.WriteLine($"{whole + errors + failures.Count} lives, {whole} whole, {errors} ended by an error that their seed excuses, {failures.Count} failed, {virtualNanoseconds / 3.6e12:F1} hours of link time.");
        output.WriteLine($"Packets that met a fault on the way of the file: {faults}");
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
        Assert.True(count < Lives || faults.AllOccurred, $"A fault did not occur: {faults}");
        Assert.True(whole > count * 8L / 10, $"Only {whole} of {count} lives carried a whole file.");
    }
}
