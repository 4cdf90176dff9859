using System.Globalization;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>Seeded lives: every fault in mixtures. A failure prints its seed; run that one with <c>MSGR_LIFE=seed</c>.</summary>
public sealed class LivesTests(ITestOutputHelper output)
{
    private const int Lives = 2_500;

    [Fact]
    public void Every_life_ends_whole_or_with_a_clean_error() => RunLives(0, Lives);

    /// <summary>The long run: <c>MSGR_LIVES=1000000 dotnet run -c Release --project tests/Messenger.Rudp.Tests -- -explicit only -method '*A_million_lives*'</c>.</summary>
    [Fact(Explicit = true)]
    public void A_million_lives()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("MSGR_LIVES") ?? "1000000", CultureInfo.InvariantCulture);
        ulong first = ulong.Parse(Environment.GetEnvironmentVariable("MSGR_FIRST_LIFE") ?? "1000000", CultureInfo.InvariantCulture);
        RunLives(first, count);
    }

    /// <summary>One life again: <c>MSGR_LIFE=seed</c>.</summary>
    [Fact(Explicit = true)]
    public void One_life()
    {
        ulong seed = ulong.Parse(Environment.GetEnvironmentVariable("MSGR_LIFE") ?? "0", CultureInfo.InvariantCulture);
        LifePlan plan = LifePlan.Draw(seed);
        output.WriteLine(plan.ToString());
        output.WriteLine(Life.Run(plan).ToString());
    }

    private void RunLives(ulong first, int count)
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<string>();
        long whole = 0, virtualNanoseconds = 0, errors = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            try
            {
                LifeResult result = Life.Run(LifePlan.Draw(first + (ulong)i));
                Interlocked.Add(ref virtualNanoseconds, result.VirtualNanoseconds);
                if (result.Whole)
                    Interlocked.Increment(ref whole);
                else
                    Interlocked.Increment(ref errors);
            }
            catch (Exception e)
            {
                failures.Enqueue($"seed {first + (ulong)i}: {e.GetType().Name}: {e.Message}{(e is InvalidOperationException ? "" : e.StackTrace)}");
                if (failures.Count >= 20)
                    loop.Stop();
            }
        });
        output.WriteLine($"{count} lives, {whole} whole, {errors} ended by an error that their seed excuses, {virtualNanoseconds / 3.6e12:F1} hours of link time.");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(5)));
        Assert.True(whole > count * 8L / 10, $"Only {whole} of {count} lives carried a whole file.");
    }
}
