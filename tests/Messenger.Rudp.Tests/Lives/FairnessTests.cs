using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>
/// Several flows through one simulated bottleneck of 50 Mbit/s and 40 ms: what each gets of it, and Jain's index.
/// <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*Fairness' --show-live-output on</c>;
/// <c>MSGR_SEEDS=5</c> how many runs (the least, the median and the best index are printed), <c>MSGR_TRACE=1</c> every flow's state five times a second.
/// </summary>
public sealed class FairnessTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000_000;

    /// <summary>One seed, and what it is sure to reach; the long run shows how much more the others do.</summary>
    [Theory]
    [InlineData(1.0, "Bbr Bbr Bbr Bbr", 0.85)]
    [InlineData(0.25, "Bbr Bbr Bbr Bbr", 0.85)]
    [InlineData(1.0, "Bbr Cubic", 0.82)]
    public void RUDP_BBR_6_flows_share_a_bottleneck(double queue, string flows, double least) =>
        Assert.InRange(Jain(Share(50e6, 40, queue, [.. flows.Split(' ').Select(Enum.Parse<CongestionControl>)], seed: 7)), least, 1);

    [Theory(Explicit = true)]
    [InlineData(1.0, "Bbr Bbr Bbr Bbr")]
    [InlineData(0.25, "Bbr Bbr Bbr Bbr")]
    [InlineData(4.0, "Bbr Bbr Bbr Bbr")]
    [InlineData(1.0, "Bbr Cubic")]
    [InlineData(0.1, "Bbr Cubic")]
    [InlineData(4.0, "Bbr Cubic")]
    [InlineData(1.0, "Cubic Cubic Cubic Cubic")]
    public void Fairness(double queue, string flows)
    {
        int seeds = int.Parse(Environment.GetEnvironmentVariable("MSGR_SEEDS") ?? "5", CultureInfo.InvariantCulture);
        var all = new double[seeds];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            double[] rates = Share(50e6, 40, queue, [.. flows.Split(' ').Select(Enum.Parse<CongestionControl>)], (ulong)i + 7, Environment.GetEnvironmentVariable("MSGR_TRACE") is not null && i == 0 ? output.WriteLine : null);
            all[i] = Jain(rates);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"queue {queue} BDP, {flows}: {string.Join(' ', rates.Select(r => r.ToString("F1", CultureInfo.InvariantCulture)))} Mbit/s, Jain {all[i]:F3}"));
        });
        Array.Sort(all);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"queue {queue} BDP, {flows}: Jain {all[0]:F3} {all[seeds / 2]:F3} {all[^1]:F3}"));
    }

    private static double Jain(double[] rates) => Math.Pow(rates.Sum(), 2) / (rates.Length * rates.Sum(r => r * r));

    /// <summary>Mbit/s of each flow from second 5 to 35, when all have started.</summary>
    private static double[] Share(double rate, double rttMilliseconds, double queue, CongestionControl[] flows, ulong seed, Action<string>? trace = null)
    {
        var random = new SimRandom(seed);
        var network = new SimNetwork(random.Fork());
        var options = new SimLinkOptions
        {
            Rate = rate,
            Delay = (long)(rttMilliseconds * 500_000),
            QueueBytes = Math.Max(10_000, (int)(rate / 8 * rttMilliseconds / 1_000 * queue)),
            Mtu = 1_500,
        };
        SimLink forth = new(options, random.Fork()), back = new(options, random.Fork());
        Flow[] all = [.. flows.Select((control, i) => new Flow(network, random, forth, back, control, start: (i * 300_000_000L) + random.NextInt64(100_000_000)))];
        if (trace is not null)
            network.At(0, () => Trace(network, all, forth, trace));
        network.Run(() => false, 5 * Second);
        long[] before = [.. all.Select(f => f.Received)];
        network.Run(() => false, 35 * Second);
        double[] rates = [.. all.Select((f, i) => (f.Received - before[i]) * 8 / 30e6)];
        Assert.True(rates.Sum() > rate / 1e6 * 0.8, "The link is not used.");
        return rates;
    }

    private static void Trace(SimNetwork network, Flow[] flows, SimLink link, Action<string> write)
    {
        write($"{network.Now / 1e9:F1} s, backlog {link.Backlog(network.Now) / 1e6:F1} ms, dropped {link.Statistics.DroppedByQueue}");
        foreach (Flow flow in flows)
            write($"    {flow}");
        network.At(network.Now + (Second / 5), () => Trace(network, flows, link, write));
    }

    private sealed class Flow : IRangeSource, IRangeSink
    {
        private readonly RudpConnection _sender;
        private readonly RudpConnection _receiver;
        private long _shown;

        public Flow(SimNetwork network, SimRandom random, SimLink forth, SimLink back, CongestionControl control, long start)
        {
            var server = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(random.Fork())));
            var client = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(random.Fork())));
            SimAddress serverAt = network.Add(server), clientAt = network.Add(client);
            network.Join(serverAt, clientAt, forth, back);
            var offer = new RudpOffer(random.NextUInt64() | 1, new byte[32], RudpCipher.Aes128Gcm);
            var options = new RudpOptions { CongestionControl = control };
            _sender = server.Endpoint.Accept(offer, this, null, options, Timestamp.Zero);
            _receiver = client.Endpoint.Connect(offer, RudpSimHost.ToPath(serverAt), null, this, options, Timestamp.Zero);
            _receiver.Expect(0, 1L << 40);
            client.At(start, _ => _receiver.TrySendMessage("want"u8));
            server.OnEvent = (happened, _) =>
            {
                if (happened.Kind == RudpEventKind.MessageReceived)
                    _sender.Send(0, 1L << 40);
            };
        }

        public long Received { get; private set; }

        public override string ToString()
        {
            long came = Received - _shown;
            _shown = Received;
            RudpStatistics s = _sender.Statistics;
            return $"{came * 8 / 2e5:F1} Mbit/s flight {s.BytesInFlight >> 10} of {s.CongestionWindow >> 10} KiB, srtt {s.SmoothedRtt}, lost {s.PacketsLost}, {_sender.Congestion}";
        }

        public int Read(long offset, Span<byte> destination) => destination.Length;

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            Received += data.Length;
            _receiver.Consumed(data.Length);
        }
    }
}
