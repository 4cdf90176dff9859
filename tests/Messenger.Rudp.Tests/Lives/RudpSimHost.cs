using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>An endpoint as a host of the simulated network, with the upper layer's timers.</summary>
internal sealed class RudpSimHost(RudpEndpoint endpoint) : ISimHost
{
    private readonly PriorityQueue<Action<long>, long> _timers = new();

    public RudpEndpoint Endpoint { get; } = endpoint;

    /// <summary>Gets every event of every connection.</summary>
    public Action<RudpEvent, long>? OnEvent { get; set; }

    public long NextDeadline
    {
        get
        {
            Timestamp engine = Endpoint.NextDeadline;
            long own = _timers.TryPeek(out _, out long at) ? at : long.MaxValue;
            return Math.Min(engine.IsNever ? long.MaxValue : engine.Nanoseconds, own);
        }
    }

    /// <summary>Calls back at a moment of the life.</summary>
    public void At(long when, Action<long> action) => _timers.Enqueue(action, when);

    public void HandleDatagram(long now, SimAddress from, Span<byte> datagram)
    {
        Endpoint.HandleDatagram(new Timestamp(now), ToPath(from), datagram);
        Dispatch(now);
    }

    public int PollTransmit(long now, Span<byte> buffer, out SimAddress to)
    {
        bool any = Endpoint.PollTransmit(new Timestamp(now), buffer, out Transmit transmit);
        Dispatch(now);
        to = any ? FromPath(transmit.To) : default;
        return any ? transmit.Length : 0;
    }

    public void HandleTimeout(long now)
    {
        while (_timers.TryPeek(out Action<long>? action, out long at) && at <= now)
        {
            _timers.Dequeue();
            action(now);
        }

        if (!Endpoint.NextDeadline.IsNever && Endpoint.NextDeadline.Nanoseconds <= now)
            Endpoint.HandleTimeout(new Timestamp(now));
        Dispatch(now);
    }

    public static PathAddress ToPath(SimAddress address) =>
        PathAddress.FromIPv4([10, 0, (byte)(address.Host >> 8), (byte)address.Host], (ushort)address.Port);

    public static SimAddress FromPath(in PathAddress path)
    {
        Span<byte> bytes = stackalloc byte[16];
        path.WriteAddress(bytes);
        return new SimAddress((bytes[2] << 8) | bytes[3], path.Port);
    }

    private void Dispatch(long now)
    {
        while (Endpoint.TryGetEvent(out RudpEvent happened))
            OnEvent?.Invoke(happened, now);
    }
}

/// <summary>The engine's randomness from a seed.</summary>
internal sealed class SeededRandomSource(SimRandom random) : IRandomSource
{
    public void Fill(Span<byte> destination) => random.Fill(destination);
}
