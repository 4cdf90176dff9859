using System.Globalization;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>
/// Several flows through one simulated bottleneck of 50 Mbit/s and 40 ms: what each gets of it, and Jain's index.
/// <c>dotnet run -c Release --project tests/Messenger.Rudp.Tests -- --explicit only --filter-method '*Fairness' --show-live-output on</c>.
/// </summary>
public sealed class FairnessTests(ITestOutputHelper output)
{
    private const long Second = 1_000_000_000;

    [Theory(Explicit = true)]
    [InlineData(1.0, "Bbr Bbr Bbr Bbr")]
    [InlineData(0.25, "Bbr Bbr Bbr Bbr")]
    [InlineData(1.0, "Bbr Cubic")]
    [InlineData(0.1, "Bbr Cubic")]
    [InlineData(1.0, "Cubic Cubic Cubic Cubic")]
    public void Fairness(double queue, string flows) =>
        Share(50e6, 40, queue, [.. flows.Split(' ').Select(Enum.Parse<CongestionControl>)]);

    private static double Jain(double[] rates) => Math.Pow(rates.Sum(), 2) / (rates.Length * rates.Sum(r => r * r));

    /// <summary>Mbit/s of each flow from second 5 to 35, when all have started.</summary>
    private void Share(double rate, double rttMilliseconds, double queue, CongestionControl[] flows)
    {
        var random = new SimRandom(7);
        var network = new SimNetwork(random.Fork());
        var options = new SimLinkOptions
        {
            Rate = rate,
            Delay = (long)(rttMilliseconds * 500_000),
            QueueBytes = Math.Max(10_000, (int)(rate / 8 * rttMilliseconds / 1_000 * queue)),
            Mtu = 1_500,
        };
        SimLink forth = new(options, random.Fork()), back = new(options, random.Fork());
        Flow[] all = [.. flows.Select((control, i) => new Flow(network, random, forth, back, control, start: i * 300_000_000L))];
        network.Run(() => false, 5 * Second);
        long[] before = [.. all.Select(f => f.Received)];
        network.Run(() => false, 35 * Second);
        double[] rates = [.. all.Select((f, i) => (f.Received - before[i]) * 8 / 30e6)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"queue {queue} BDP, {string.Join(' ', flows)}: {string.Join(' ', rates.Select(r => r.ToString("F1", CultureInfo.InvariantCulture)))} Mbit/s, Jain {Jain(rates):F3}"));
        Assert.True(rates.Sum() > rate / 1e6 * 0.8, "The link is not used.");
    }

    private sealed class Flow : IRangeSource, IRangeSink
    {
        private readonly RudpConnection _receiver;

        public Flow(SimNetwork network, SimRandom random, SimLink forth, SimLink back, CongestionControl control, long start)
        {
            var server = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(random.Fork())));
            var client = new RudpSimHost(new RudpEndpoint(new SeededRandomSource(random.Fork())));
            SimAddress serverAt = network.Add(server), clientAt = network.Add(client);
            network.Join(serverAt, clientAt, forth, back);
            var offer = new RudpOffer(random.NextUInt64() | 1, new byte[32], RudpCipher.Aes128Gcm);
            var options = new RudpOptions { CongestionControl = control };
            RudpConnection sender = server.Endpoint.Accept(offer, this, null, options, Timestamp.Zero);
            _receiver = client.Endpoint.Connect(offer, RudpSimHost.ToPath(serverAt), null, this, options, Timestamp.Zero);
            _receiver.Expect(0, 1L << 40);
            client.At(start, _ => _receiver.TrySendMessage("want"u8));
            server.OnEvent = (happened, _) =>
            {
                if (happened.Kind == RudpEventKind.MessageReceived)
                    sender.Send(0, 1L << 40);
            };
        }

        public long Received { get; private set; }

        public int Read(long offset, Span<byte> destination) => destination.Length;

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            Received += data.Length;
            _receiver.Consumed(data.Length);
        }
    }
}
