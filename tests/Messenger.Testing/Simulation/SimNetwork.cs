namespace Messenger.Testing.Simulation;

/// <summary>Hosts joined by links, under one clock that jumps from event to event: minutes of a link in milliseconds.</summary>
public sealed class SimNetwork(SimRandom random)
{
    // A host that sends so much without time moving is in a loop, not busy.
    private const int MaxDatagramsAnInstant = 200_000;

    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(int From, int To), SimLink> _links = [];
    private readonly PriorityQueue<Flight, (long At, long Order)> _flights = new();
    private readonly PriorityQueue<Action, (long At, long Order)> _happenings = new();
    private readonly Stack<byte[]> _free = new();
    private readonly byte[] _transmit = new byte[65_536];
    private long _order;

    /// <summary>Nanoseconds since the life began.</summary>
    public long Now { get; private set; }

    /// <summary>Sees every datagram that is offered to a link, before the link's fate: for captures and attackers.</summary>
    public Action<SimAddress, SimAddress, ReadOnlySpan<byte>>? Tap { get; set; }

    /// <summary>Adds a host.</summary>
    /// <returns>Where it is reached.</returns>
    public SimAddress Add(ISimHost host)
    {
        _nodes.Add(new Node(host) { Port = 1 });
        return new SimAddress(_nodes.Count - 1, 1);
    }

    /// <summary>Joins two hosts.</summary>
    public (SimLink Forth, SimLink Back) Join(SimAddress a, SimAddress b, SimLinkOptions forth, SimLinkOptions back)
    {
        var links = (new SimLink(forth, random.Fork()), new SimLink(back, random.Fork()));
        _links[(a.Host, b.Host)] = links.Item1;
        _links[(b.Host, a.Host)] = links.Item2;
        return links;
    }

    /// <summary>Joins two hosts by two directions that share one bottleneck object with other pairs.</summary>
    public void Join(SimAddress a, SimAddress b, SimLink forth, SimLink back)
    {
        _links[(a.Host, b.Host)] = forth;
        _links[(b.Host, a.Host)] = back;
    }

    /// <summary>The host's NAT gives it a new port: what is on its way to the old one is lost.</summary>
    public SimAddress Rebind(int host) => new(host, ++_nodes[host].Port);

    /// <summary>The host is gone without a word.</summary>
    public void Vanish(int host) => _nodes[host].Gone = true;

    /// <summary>
    /// From now on the host's processor is taken away now and then: it does nothing for a while, and finds all that came meanwhile at once.
    /// </summary>
    /// <param name="host">Which.</param>
    /// <param name="every">Mean time between two such moments, nanoseconds.</param>
    /// <param name="longest">Each lasts uniformly up to so long, nanoseconds.</param>
    public void Stall(int host, long every, long longest) => _nodes[host].Stalls = new SimStalls(random.Fork(), every, longest);

    /// <summary>Lets something happen to the world at a moment, whatever became of its hosts.</summary>
    public void At(long when, Action happening) => _happenings.Enqueue(happening, (when, _order++));

    /// <summary>Puts a datagram onto the link between two hosts, whoever made it: for attackers.</summary>
    public void Inject(SimAddress from, SimAddress to, ReadOnlySpan<byte> datagram)
    {
        if (!_links.TryGetValue((from.Host, to.Host), out SimLink? link))
            return;
        byte[] buffer = Rent(datagram.Length);
        datagram.CopyTo(buffer);
        if (!link.TrySend(Now, buffer.AsSpan(0, datagram.Length), out long arrival, out long second))
        {
            _free.Push(buffer);
            return;
        }

        if (second >= 0)
        {
            byte[] copy = Rent(datagram.Length);
            buffer.AsSpan(0, datagram.Length).CopyTo(copy);
            _flights.Enqueue(new Flight(from, to, copy, datagram.Length), (second, _order++));
        }

        _flights.Enqueue(new Flight(from, to, buffer, datagram.Length), (arrival, _order++));
    }

    /// <summary>Runs until the condition holds or nothing can happen before the limit.</summary>
    /// <param name="until">Asked after every event.</param>
    /// <param name="limit">Nanoseconds since the life began.</param>
    /// <returns>Whether the condition holds.</returns>
    public bool Run(Func<bool> until, long limit)
    {
        while (!until())
        {
            if (!Step(limit))
                return until();
        }

        return true;
    }

    /// <summary>Lets every host send, then moves time to the next event and delivers what is due.</summary>
    /// <returns>False where nothing happens until the limit, at which the clock then stands.</returns>
    public bool Step(long limit)
    {
        Transmit();
        long next = _flights.TryPeek(out _, out (long At, long Order) due) ? due.At : long.MaxValue;
        if (_happenings.TryPeek(out _, out due))
            next = Math.Min(next, due.At);
        foreach (Node node in _nodes)
        {
            if (!node.Gone)
                next = Math.Min(next, node.AwakeAt(node.Host.NextDeadline));
        }

        if (next > limit)
        {
            Now = Math.Max(Now, limit);
            return false;
        }

        Now = Math.Max(Now, next);
        while (_happenings.TryPeek(out Action? happening, out due) && due.At <= Now)
        {
            _happenings.Dequeue();
            happening();
        }

        while (_flights.TryPeek(out Flight flight, out due) && due.At <= Now)
        {
            _flights.Dequeue();
            Deliver(flight);
        }

        foreach (Node node in _nodes)
        {
            if (!node.Gone && node.AwakeAt(node.Host.NextDeadline) <= Now)
                node.Host.HandleTimeout(Now);
        }

        return true;
    }

    private void Transmit()
    {
        for (int i = 0; i < _nodes.Count; i++)
        {
            Node node = _nodes[i];
            int count = 0;
            while (!node.Gone && node.AwakeAt(Now) == Now && node.Host.PollTransmit(Now, _transmit, out SimAddress to) is > 0 and int length)
            {
                if (++count > MaxDatagramsAnInstant)
                    throw new InvalidOperationException($"Host {i} sent {count} datagrams at {Now} ns without time moving.");
                var from = new SimAddress(i, node.Port);
                Tap?.Invoke(from, to, _transmit.AsSpan(0, length));
                Inject(from, to, _transmit.AsSpan(0, length));
            }
        }
    }

    private void Deliver(Flight flight)
    {
        Node node = _nodes[flight.To.Host];
        if (node.AwakeAt(Now) is long awake && awake > Now)
        {
            _flights.Enqueue(flight, (awake, _order++));
            return;
        }

        if (!node.Gone && node.Port == flight.To.Port)
            node.Host.HandleDatagram(Now, flight.From, flight.Buffer.AsSpan(0, flight.Length));
        _free.Push(flight.Buffer);
    }

    private byte[] Rent(int length)
    {
        if (length <= 2_048)
            return _free.TryPop(out byte[]? pooled) ? pooled : new byte[2_048];
        return new byte[length];
    }

    private readonly record struct Flight(SimAddress From, SimAddress To, byte[] Buffer, int Length);

    private sealed class Node(ISimHost host)
    {
        public ISimHost Host { get; } = host;

        public int Port { get; set; }

        public bool Gone { get; set; }

        public SimStalls? Stalls { get; set; }

        /// <summary>The moment at which something that happens then is noticed.</summary>
        public long AwakeAt(long moment) => Stalls is null || moment == long.MaxValue ? moment : Stalls.AwakeAt(moment);
    }
}
