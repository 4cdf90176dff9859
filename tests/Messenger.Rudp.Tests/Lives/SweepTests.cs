using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>
/// The simulated sweep over RTT and loss: 64 MiB over 100 Mbit/s with a queue of one bandwidth-delay product.
/// <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*Sweep*' --show-live-output on</c>;
/// <c>MSGR_CC=bbr,cubic MSGR_MIB=64 MSGR_SEEDS=3 MSGR_RTT=5,50,200 MSGR_LOSS=0,1,5 MSGR_QUEUE=1</c> choose.
/// </summary>
public sealed class SweepTests(ITestOutputHelper output)
{
    private const double Rate = 100e6;

    [Fact(Explicit = true)]
    public void Sweep()
    {
        long size = (long)(Numbers("MSGR_MIB", "64")[0] * (1 << 20));
        int seeds = (int)Numbers("MSGR_SEEDS", "3")[0];
        double queue = Numbers("MSGR_QUEUE", "1")[0];
        output.WriteLine($"{size >> 20} MiB, 100 Mbit/s, queue {queue} BDP, median of {seeds} seeds: Mbit/s of file bytes (redundant %, p95 of own queueing ms)");
        foreach (string name in (Environment.GetEnvironmentVariable("MSGR_CC") ?? "Bbr,Cubic,NewReno").Split(','))
        {
            foreach (double rtt in Numbers("MSGR_RTT", "5,50,200"))
            {
                foreach (double loss in Numbers("MSGR_LOSS", "0,1,5,10,20"))
                {
                    var runs = new List<(double Rate, double Redundant, double Queue)>();
                    Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
                    {
                        LifePlan plan = Plan(Enum.Parse<CongestionControl>(name, true), size, rtt, loss / 100, queue, (ulong)seed + 1);
                        LifeResult result = Life.Run(plan);
                        double lost = size / (1 - (loss / 100)) - size;
                        double redundant = (result.Sender.DataSentAgain - lost) / size * 100;
                        lock (runs)
                            runs.Add((size * 8 / (result.VirtualNanoseconds / 1e9) / 1e6, redundant, result.QueueingMilliseconds));
                    });
                    runs.Sort();
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {rtt,4} ms {loss,3} %  {runs[seeds / 2].Rate,6:F1}  ({runs[seeds / 2].Redundant:F1} %, {runs[seeds / 2].Queue:F1} ms)"));
                }
            }
        }
    }

    private static LifePlan Plan(CongestionControl control, long size, double rtt, double loss, double queue, ulong seed)
    {
        var link = new SimLinkOptions
        {
            Rate = Rate,
            Delay = (long)(rtt * 500_000),
            Loss = loss,
            QueueBytes = Math.Max(65_536, (int)(Rate / 8 * rtt / 1_000 * queue)),
        };
        return new LifePlan { Seed = seed, Size = size, CongestionControl = control, Down = link, Up = link };
    }

    private static double[] Numbers(string variable, string fallback) =>
        [.. (Environment.GetEnvironmentVariable(variable) ?? fallback).Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
