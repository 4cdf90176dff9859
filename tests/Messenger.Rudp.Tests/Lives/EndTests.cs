using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>
/// The end of a file on a link that loses: what is lost last costs round trips that nothing else hides.
/// <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*The_end_of_a_file' --show-live-output on</c>;
/// <c>MSGR_SEEDS=200 MSGR_MIB=8</c> choose.
/// </summary>
public sealed class EndTests(ITestOutputHelper output)
{
    /// <summary>Nine files of ten are whole three round trips after their last byte could have come first, and their senders know.</summary>
    [Theory]
    [InlineData(50, false)]
    [InlineData(200, true)]
    public void RUDP_DATA_6_where_one_packet_in_ten_is_lost_the_end_costs_at_most_three_round_trips(int rttMilliseconds, bool upload)
    {
        LifeEnd[] ends = [.. Ends(60, 2 << 20, rttMilliseconds, 0.1, upload)];
        long most = 3_000_000L * rttMilliseconds;
        Assert.InRange(At(ends.Select(e => e.Whole), 0.9), 1, most);
        Assert.InRange(At(ends.Select(e => e.Told), 0.9), 1, most);
    }

    [Fact(Explicit = true)]
    public void The_end_of_a_file()
    {
        int seeds = int.Parse(Environment.GetEnvironmentVariable("MSGR_SEEDS") ?? "200", CultureInfo.InvariantCulture);
        double size = double.Parse(Environment.GetEnvironmentVariable("MSGR_MIB") ?? "8", CultureInfo.InvariantCulture) * (1 << 20);
        foreach (int rtt in (int[])[50, 200])
        {
            foreach (double loss in (double[])[0, 0.01, 0.1, 0.2])
            {
                LifeEnd[] ends = [.. Ends(seeds, (long)size, rtt, loss, upload: false)];
                string Quantiles(Func<LifeEnd, long> of) => string.Join(' ', new[] { 0.5, 0.9, 0.99 }.Select(q => (At(ends.Select(of), q) / (rtt * 1e6)).ToString("F2", CultureInfo.InvariantCulture)));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"END {rtt} ms, {loss:P0}: RTTs until all is there {Quantiles(e => e.Whole)}, until the sender knows {Quantiles(e => e.Told)} (p50 p90 p99 of {seeds})"));
            }
        }
    }

    private static IEnumerable<LifeEnd> Ends(int seeds, long size, int rttMilliseconds, double loss, bool upload)
    {
        var link = new SimLinkOptions { Rate = 100e6, Delay = rttMilliseconds * 500_000L, Loss = loss, QueueBytes = rttMilliseconds * 12_500, Mtu = 1_500 };
        return Enumerable.Range(1, seeds).AsParallel().WithDegreeOfParallelism(2).Select(seed => Life.Run(new LifePlan
        {
            Seed = (ulong)seed,
            Size = size,
            CongestionControl = CongestionControl.Bbr,
            Down = link,
            Up = link,
            Upload = upload,
            MaxDatagram = 1_472,
        }).Ending);
    }

    private static long At(IEnumerable<long> values, double share)
    {
        long[] sorted = [.. values.Order()];
        return sorted[(int)(sorted.Length * share)];
    }
}
