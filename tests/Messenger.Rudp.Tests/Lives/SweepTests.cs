using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>
/// The simulated sweep over RTT and loss: 64 MiB over 100 Mbit/s with a queue of one bandwidth-delay product.
/// <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*Sweep*' --show-live-output on</c>;
/// <c>MSGR_CC=bbr,cubic MSGR_MIB=64 MSGR_SEEDS=3 MSGR_RATE=100 MSGR_RTT=5,50,200 MSGR_LOSS=0,1,5 MSGR_QUEUE=1</c> choose;
/// <c>MSGR_STALL=10,50</c> takes both ends' processors away for up to 10 ms, every 50 ms on average; <c>MSGR_POLICER=50</c> (Mbit/s), <c>MSGR_REORDER=25,10</c>
/// (percent, ms), <c>MSGR_BURST=0.5,20</c> (percent of packets that begin a burst of losses, and that end one) and <c>MSGR_TRACE=7</c> (the sender's state, of that seed) do what they say; <c>MSGR_SVG=FILE</c> draws what came of it.
/// </summary>
public sealed class SweepTests(ITestOutputHelper output)
{
    private static readonly double Rate = Numbers("MSGR_RATE", "100")[0] * 1e6;

    [Fact(Explicit = true)]
    public void Sweep()
    {
        long size = (long)(Numbers("MSGR_MIB", "64")[0] * (1 << 20));
        int seeds = (int)Numbers("MSGR_SEEDS", "3")[0];
        double queue = Numbers("MSGR_QUEUE", "1")[0];
        SweepChart? chart = Environment.GetEnvironmentVariable("MSGR_SVG") is null ? null : Chart(size, seeds, queue);
        output.WriteLine($"{size >> 20} MiB, {Rate / 1e6} Mbit/s, queue {queue} BDP, median of {seeds} seeds: Mbit/s of file bytes (the slowest and its seed, redundant %, p95 of own queueing ms, p99 of it after three seconds, dropped by the queue and policer)");
        foreach (string control in (Environment.GetEnvironmentVariable("MSGR_CC") ?? "Bbr,Cubic,NewReno").Split(','))
        {
            foreach (double rtt in Numbers("MSGR_RTT", "5,50,200"))
            {
                foreach (double loss in Numbers("MSGR_LOSS", "0,1,5,10,20"))
                {
                    var runs = new List<(double Rate, double Redundant, double Queue, double Later, long Dropped, int Seed)>();
                    Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
                    {
                        LifePlan plan = Plan(Enum.Parse<CongestionControl>(control, true), size, rtt, loss / 100, queue, (ulong)seed + 1);
                        LifeResult result = Life.Run(plan);
                        double redundant = 100.0 * result.Receiver.DataDuplicate / size;
                        lock (runs)
                            runs.Add((size * 8 / (result.VirtualNanoseconds / 1e9) / 1e6, redundant, result.QueueingMilliseconds, result.QueueingP99, result.Link.DroppedByQueue + result.Link.DroppedByPolicer, seed + 1));
                    });
                    runs.Sort();
                    chart?.Add($"{(Enum.Parse<CongestionControl>(control, true) == CongestionControl.Bbr ? "" : control + ", ")}RTT {rtt} ms", loss, runs[seeds / 2].Rate);
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{control,-8} {rtt,4} ms {loss,3} %  {runs[seeds / 2].Rate,6:F1}  ({runs[0].Rate:F1} of {runs[0].Seed}, {runs[seeds / 2].Redundant:F1} %, {runs[seeds / 2].Queue:F1} ms, {runs[seeds / 2].Later:F1} ms, {runs[seeds / 2].Dropped})"));
                }
            }
        }

        if (chart is not null)
            File.WriteAllText(Environment.GetEnvironmentVariable("MSGR_SVG")!, chart.ToSvg());
    }

    private static SweepChart Chart(long size, int seeds, double queue) => new(
        string.Create(CultureInfo.InvariantCulture, $"RUDP over {Rate / 1e6} Mbit/s: what random loss and distance leave of it"),
        [
            string.Create(CultureInfo.InvariantCulture, $"Simulated: {size >> 20} MiB, sealed, one connection from its first datagram to its last; BBR where nothing else is said."),
            string.Create(CultureInfo.InvariantCulture, $"Link of {Rate / 1e6} Mbit/s, MTU 1,500, queue of {queue} bandwidth-delay products (64 KiB at least); each packet is lost by"),
            string.Create(CultureInfo.InvariantCulture, $"chance, in both directions. Each point is the median of {seeds} seeds."),
        ],
        Rate / 1e6);

    private LifePlan Plan(CongestionControl control, long size, double rtt, double loss, double queue, ulong seed)
    {
        var link = new SimLinkOptions
        {
            Rate = Rate,
            Delay = (long)(rtt * 500_000),
            Loss = loss,
            QueueBytes = Math.Max(65_536, (int)(Rate / 8 * rtt / 1_000 * queue)),
            Mtu = 1_500,
            PolicerRate = Numbers("MSGR_POLICER", "0")[0] * 1e6,
            PolicerBurst = 65_536,
            BurstEnter = Numbers("MSGR_BURST", "0,20")[0] / 100,
            BurstExit = Numbers("MSGR_BURST", "0,20")[^1] / 100,
            Reorder = Numbers("MSGR_REORDER", "0")[0] / 100,
            ReorderDelay = (long)(Numbers("MSGR_REORDER", "10")[^1] * 1e6),
        };
        return new LifePlan
        {
            Seed = seed,
            Size = size,
            CongestionControl = control,
            Down = link,
            Up = link,
            ReceiveWindow = 64 << 20,
            Stall = (long)(Numbers("MSGR_STALL", "0,50")[0] * 1e6),
            StallEvery = (long)(Numbers("MSGR_STALL", "0,50")[^1] * 1e6),
            Trace = seed == Numbers("MSGR_TRACE", "0")[0] ? output.WriteLine : null,
        };
    }

    private static double[] Numbers(string variable, string fallback) =>
        [.. (Environment.GetEnvironmentVariable(variable) ?? fallback).Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
