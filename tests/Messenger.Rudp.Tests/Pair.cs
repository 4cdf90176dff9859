using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests;

/// <summary>Two endpoints, one connection and a virtual clock: enough to look at the engine from inside, without the network of the lives.</summary>
internal sealed class Pair
{
    private readonly PriorityQueue<(bool ToAcceptor, byte[] Bytes, PathAddress From), (long At, long Order)> _flights = new();
    private readonly byte[] _buffer = new byte[65_536];
    private readonly List<RudpEvent> _events = [];
    private long _order;

    // Datagrams of one size, unless a test asks for more.
    private static readonly RudpOptions Plain = new() { MaxDatagramSize = 1_200 };

    public Pair(RudpOptions? initiator = null, RudpOptions? acceptor = null, Content? upload = null, Content? download = null, ulong seed = 1, RudpCipher cipher = RudpCipher.Aes128Gcm, bool trusted = true)
    {
        var random = new SimRandom(seed);
        byte[] secret = new byte[32];
        random.Fill(secret);
        Offer = new RudpOffer(random.NextUInt64(), secret, cipher) { ValidatedHost = trusted ? InitiatorAddress : default };
        InitiatorEndpoint = new RudpEndpoint(new Source(random.Fork()));
        AcceptorEndpoint = new RudpEndpoint(new Source(random.Fork()));
        Acceptor = AcceptorEndpoint.Accept(Offer, download, upload, acceptor ?? Plain, Now);
        Initiator = InitiatorEndpoint.Connect(Offer, AcceptorAddress, upload, download, initiator ?? Plain, Now);
        upload?.Attach(Initiator, Acceptor);
        download?.Attach(Acceptor, Initiator);
    }

    public static PathAddress AcceptorAddress { get; } = PathAddress.FromIPv4([10, 0, 0, 2], 55000);

    public PathAddress InitiatorAddress { get; set; } = PathAddress.FromIPv4([10, 0, 0, 1], 4000);

    public RudpOffer Offer { get; }

    public Timestamp Now { get; private set; } = new(1_000_000);

    public Duration Delay { get; set; } = Duration.FromMilliseconds(10);

    /// <summary>Sees each datagram before it flies, may change it, and drops it by answering false.</summary>
    public Func<bool, byte[], bool> Pass { get; set; } = (_, _) => true;

    /// <summary>Datagrams of the acceptor that went to where the initiator is not.</summary>
    public long Misdirected { get; private set; }

    public RudpEndpoint InitiatorEndpoint { get; }

    public RudpEndpoint AcceptorEndpoint { get; }

    public RudpConnection Initiator { get; }

    public RudpConnection Acceptor { get; }

    public IReadOnlyList<RudpEvent> Events => _events;

    public bool Has(RudpConnection connection, RudpEventKind kind) => _events.Contains(new(connection, kind));

    /// <summary>Puts a datagram onto the link.</summary>
    public void Inject(bool toAcceptor, byte[] bytes, PathAddress? from = null) =>
        _flights.Enqueue((toAcceptor, bytes, from ?? (toAcceptor ? InitiatorAddress : AcceptorAddress)), ((Now + Delay).Nanoseconds, _order++));

    /// <summary>Sends all that may leave now.</summary>
    public void Flush()
    {
        Flush(InitiatorEndpoint, toAcceptor: true);
        Flush(AcceptorEndpoint, toAcceptor: false);
    }

    /// <summary>Runs until the condition holds; false if it does not within the time.</summary>
    public bool Run(Func<bool> until, Duration? limit = null)
    {
        var end = Now + (limit ?? Duration.FromSeconds(120));
        while (!until())
        {
            if (!Step(end))
                return until();
        }

        return true;
    }

    public void RunFor(Duration time) => Run(() => false, time);

    private bool Step(Timestamp limit)
    {
        Flush();
        long next = Math.Min(InitiatorEndpoint.NextDeadline.Nanoseconds, AcceptorEndpoint.NextDeadline.Nanoseconds);
        if (_flights.TryPeek(out _, out var first))
            next = Math.Min(next, first.At);
        if (next > limit.Nanoseconds)
        {
            Now = limit;
            return false;
        }

        Now = Timestamp.Max(Now, new(next));
        while (_flights.TryPeek(out var flight, out first) && first.At <= Now.Nanoseconds)
        {
            _flights.Dequeue();
            (flight.ToAcceptor ? AcceptorEndpoint : InitiatorEndpoint).HandleDatagram(Now, flight.From, flight.Bytes);
        }

        InitiatorEndpoint.HandleTimeout(Now);
        AcceptorEndpoint.HandleTimeout(Now);
        Collect();
        return true;
    }

    private void Flush(RudpEndpoint endpoint, bool toAcceptor)
    {
        while (endpoint.PollTransmit(Now, _buffer, out var transmit))
        {
            byte[] bytes = _buffer[..transmit.Length];
            if (!toAcceptor && transmit.To != InitiatorAddress)
            {
                Misdirected++;
                continue;
            }

            if (Pass(toAcceptor, bytes))
                Inject(toAcceptor, bytes);
        }

        Collect();
    }

    private void Collect()
    {
        while (InitiatorEndpoint.TryGetEvent(out var happened) || AcceptorEndpoint.TryGetEvent(out happened))
            _events.Add(happened);
    }

    private sealed class Source(SimRandom random) : IRandomSource
    {
        public void Fill(Span<byte> destination) => random.Fill(destination);
    }
}

/// <summary>Bytes that one end of a <see cref="Pair"/> has and the other wants.</summary>
internal sealed class Content(long size, long offset = 0) : IRangeSource, IRangeSink
{
    private RudpConnection? _receiver;

    public long Size { get; } = size;

    public long Written { get; private set; }

    public long ReadCalls { get; private set; }

    /// <summary>Whether the sink gives credit at once.</summary>
    public bool Consumes { get; set; } = true;

    /// <summary>Whether nothing is sent before the test says so.</summary>
    public bool Waits { get; init; }

    /// <summary>What the source answers instead of bytes.</summary>
    public bool Ready { get; set; } = true;

    public void Attach(RudpConnection sender, RudpConnection receiver)
    {
        _receiver = receiver;
        receiver.Expect(offset, Size);
        if (!Waits)
            sender.Send(offset, Size);
    }

    public int Read(long at, Span<byte> destination)
    {
        ReadCalls++;
        if (!Ready)
            return 0;
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (byte)((at + i) * 31 >> 3);
        return destination.Length;
    }

    public void Write(long at, ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
            Assert.Equal((byte)((at + i) * 31 >> 3), data[i]);
        Written += data.Length;
        if (Consumes)
            _receiver!.Consumed(data.Length);
    }
}
