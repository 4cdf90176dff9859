using Messenger.Rudp.Tests.Lives;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>Many connections on one endpoint: turns, batches, deadlines, and nothing allocated.</summary>
public sealed class EndpointTests
{
    private static readonly PathAddress Client = PathAddress.FromIPv4([10, 0, 0, 1], 1);
    private static readonly PathAddress Server = PathAddress.FromIPv4([10, 0, 0, 2], 2);

    [Fact]
    public void Connections_take_turns()
    {
        const int Connections = 5;
        var world = new World(Connections);
        byte[] buffer = new byte[1_200];
        while (world.Client.PollTransmit(world.Now, buffer, out var transmit))
            world.Server.HandleDatagram(world.Now, Client, buffer.AsSpan(0, transmit.Length));
        var ids = new List<ulong>();
        while (world.Server.PollTransmit(world.Now, buffer, out _))
            ids.Add(BitConverter.ToUInt64(buffer, 1));
        // An Answer and a first window of 64 for each: in every five neighbours each connection has its turn.
        Assert.Equal(Connections * 65, ids.Count);
        foreach (var turn in ids.Chunk(Connections))
            Assert.Equal(Connections, turn.Distinct().Count());
    }

    [Fact]
    public void A_batch_is_datagrams_of_one_size_for_one_peer()
    {
        // Held back by its rate and not by its window, so that something gathers.
        var world = new World(2, new() { MaxSendRate = 10_000_000 });
        world.Spin(Duration.FromMilliseconds(100));
        byte[] buffer = new byte[65_536];
        int batches = 0;
        for (int turn = 0; turn < 20 && batches == 0; turn++)
            batches = Turn(world, buffer);
        Assert.True(batches > 0);
        Assert.Equal(0, world.Client.Statistics.Malformed + world.Client.Statistics.Unsealed);
    }

    // Time passes, and what gathered meanwhile leaves at once.
    private static int Turn(World world, byte[] buffer)
    {
        world.Spin(Duration.FromMilliseconds(3));
        world.Now += Duration.FromMilliseconds(2);
        world.Server.HandleTimeout(world.Now);
        int batches = 0;
        while (world.Server.PollTransmit(world.Now, buffer, out var transmit, maxSegments: 8))
        {
            Assert.InRange(transmit.Count, 1, 8);
            Assert.True(transmit.Length <= transmit.SegmentSize * 8);
            Assert.Equal(Client, transmit.To);
            batches += transmit.Count > 1 ? 1 : 0;
            for (int at = 0; at < transmit.Length; at += transmit.SegmentSize)
                world.Client.HandleDatagram(world.Now, Server, buffer.AsSpan(at, Math.Min(transmit.SegmentSize, transmit.Length - at)));
        }

        return batches;
    }

    [Fact]
    public void A_thousand_offers_expire_in_their_order()
    {
        var endpoint = new RudpEndpoint();
        var random = new Random(1);
        var expiries = new SortedSet<long>();
        for (ulong id = 1; id <= 1_000; id++)
        {
            long lifetime = random.NextInt64(1_000, 1_000_000_000);
            while (!expiries.Add(lifetime))
                lifetime++;
            endpoint.Accept(new RudpOffer(id, new byte[32], RudpCipher.Aes128Gcm), null, null, new() { OfferLifetime = new(lifetime) }, Timestamp.Zero);
        }

        foreach (long expiry in expiries)
        {
            Assert.Equal(expiry, endpoint.NextDeadline.Nanoseconds);
            endpoint.HandleTimeout(endpoint.NextDeadline);
        }

        Assert.Equal((0, Timestamp.Never), (endpoint.Count, endpoint.NextDeadline));
        int ended = 0;
        while (endpoint.TryGetEvent(out var happened))
            ended += happened.Kind == RudpEventKind.Ended ? 1 : 0;
        Assert.Equal(1_000, ended);
    }

    [Fact]
    public void Nothing_is_allocated_a_packet()
    {
        var world = new World(1);
        // The world's link has no rate of its own, and BBR would look for one.
        world.Accepted[0].SetMaxSendRate(8_000_000);
        world.Spin(Duration.FromSeconds(2));
        long packets = world.Packets;
        long before = GC.GetAllocatedBytesForCurrentThread();
        world.Spin(Duration.FromSeconds(1));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(world.Packets - packets > 3_000, $"{world.Packets - packets} packets");
        Assert.Equal(0, allocated);
    }

    /// <summary>A server that sends to many connections of one client, over a link of 2 ms that loses every 500th datagram, without allocating.</summary>
    private sealed class World : IRangeSource
    {
        private const int Slots = 8_192;
        private readonly byte[] _memory = new byte[Slots * 1_200];
        private readonly (long At, int Length, bool ToServer)[] _flights = new (long, int, bool)[Slots];
        private readonly byte[] _buffer = new byte[1_200];
        private int _head;
        private int _tail;

        public World(int connections, RudpOptions? options = null)
        {
            Server = new RudpEndpoint(new SeededRandomSource(new(1)));
            Client = new RudpEndpoint(new SeededRandomSource(new(2)));
            for (ulong id = 1; id <= (ulong)connections; id++)
            {
                var offer = new RudpOffer(id, new byte[32], RudpCipher.Aes128Gcm) { ValidatedHost = EndpointTests.Client };
                var accepted = Server.Accept(offer, this, null, options ?? new(), Now);
                var sink = new Sink();
                var connected = Client.Connect(offer, EndpointTests.Server, null, sink, new(), Now);
                sink.Receiver = connected;
                accepted.Send(0, 1L << 40);
                connected.Expect(0, 1L << 40);
                Accepted.Add(accepted);
            }
        }

        public RudpEndpoint Server { get; }

        public RudpEndpoint Client { get; }

        public List<RudpConnection> Accepted { get; } = [];

        public Timestamp Now { get; set; } = new(1_000_000_000);

        public long Packets { get; private set; }

        public int Read(long offset, Span<byte> destination) => destination.Length;

        public void Spin(Duration time)
        {
            var end = Now + time;
            while (Now < end)
            {
                Send(Server, toServer: false);
                Send(Client, toServer: true);
                var next = Timestamp.Min(Server.NextDeadline, Client.NextDeadline);
                if (_head != _tail)
                    next = Timestamp.Min(next, new(_flights[_head % Slots].At));
                Now = Timestamp.Max(Now, Timestamp.Min(next, end));
                Deliver();
                Server.HandleTimeout(Now);
                Client.HandleTimeout(Now);
                while (Server.TryGetEvent(out _) || Client.TryGetEvent(out _))
                {
                }
            }
        }

        private void Send(RudpEndpoint endpoint, bool toServer)
        {
            while (endpoint.PollTransmit(Now, _buffer, out var transmit))
            {
                if (++Packets % 500 == 0 || _tail - _head >= Slots - 1)
                    continue;
                _flights[_tail % Slots] = ((Now + Duration.FromMilliseconds(2)).Nanoseconds, transmit.Length, toServer);
                _buffer.AsSpan(0, transmit.Length).CopyTo(_memory.AsSpan(_tail % Slots * 1_200));
                _tail++;
            }
        }

        private void Deliver()
        {
            for (; _head != _tail && _flights[_head % Slots].At <= Now.Nanoseconds; _head++)
            {
                var (_, length, toServer) = _flights[_head % Slots];
                (toServer ? Server : Client).HandleDatagram(
                    Now, toServer ? EndpointTests.Client : EndpointTests.Server, _memory.AsSpan(_head % Slots * 1_200, length));
            }
        }

        private sealed class Sink : IRangeSink
        {
            public RudpConnection? Receiver { get; set; }

            public void Write(long offset, ReadOnlySpan<byte> data) => Receiver!.Consumed(data.Length);
        }
    }
}
