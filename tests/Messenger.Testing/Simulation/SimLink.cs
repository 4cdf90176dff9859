namespace Messenger.Testing.Simulation;

/// <summary>One direction of a link: policer, bottleneck with a drop-tail queue, then loss, delay, doubles and bit flips.</summary>
public sealed class SimLink(SimLinkOptions options, SimRandom random)
{
    private long _freeAt;
    private double _tokens = options.PolicerBurst;
    private long _tokensAt;
    private bool _inBurst;
    private long _burstEndsAt;

    /// <summary>The link as it is now; may be changed during a life.</summary>
    public SimLinkOptions Options { get; set; } = options;

    /// <summary>What it did.</summary>
    public SimLinkStatistics Statistics { get; } = new();

    /// <summary>How long a packet offered now would wait before the bottleneck, nanoseconds.</summary>
    public long Backlog(long now) => Math.Max(0, _freeAt - now);

    /// <summary>Sends one packet into the link.</summary>
    /// <param name="now">Nanoseconds.</param>
    /// <param name="packet">The packet; a flipped bit is flipped in it.</param>
    /// <param name="arrival">When it arrives.</param>
    /// <param name="second">When a double of it arrives, or -1.</param>
    /// <returns>False where it is lost.</returns>
    public bool TrySend(long now, Span<byte> packet, out long arrival, out long second)
    {
        arrival = second = -1;
        Statistics.Offered++;
        Statistics.OfferedBytes += packet.Length;
        if (!Admit(now, packet.Length + Options.HeaderBytes, out long sent) || IsLost(now))
            return false;

        arrival = sent + Options.Delay + (Options.Jitter > 0 ? random.NextInt64(Options.Jitter) : 0);
        if (random.Chance(Options.Reorder))
        {
            arrival += Options.ReorderDelay;
            Statistics.Reordered++;
        }

        if (Options.Aggregation > 0)
            arrival = (arrival + Options.Aggregation - 1) / Options.Aggregation * Options.Aggregation;
        if (packet.Length > 0 && random.Chance(Options.Corrupt))
        {
            packet[(int)random.NextInt64(packet.Length)] ^= (byte)(1 << (int)random.NextInt64(8));
            Statistics.Corrupted++;
        }

        Statistics.Passed++;
        if (random.Chance(Options.Duplicate))
        {
            second = arrival + (Options.Jitter > 0 ? random.NextInt64(Options.Jitter) : 0);
            Statistics.Duplicated++;
            Statistics.Passed++;
        }

        return true;
    }

    private bool Admit(long now, int bytes, out long sent)
    {
        sent = now;
        if (Options.BlackoutEvery > 0 && now % Options.BlackoutEvery >= Options.BlackoutEvery - Options.BlackoutLength)
        {
            Statistics.DroppedByBlackout++;
            return false;
        }

        if (Options.Mtu > 0 && bytes > Options.Mtu)
        {
            Statistics.DroppedByMtu++;
            return false;
        }

        if (Options.PolicerRate > 0 && !TakeTokens(now, bytes))
        {
            Statistics.DroppedByPolicer++;
            return false;
        }

        if (Options.Rate <= 0)
            return true;
        long start = Math.Max(_freeAt, now);
        long backlog = (long)((start - now) * Options.Rate / 8e9);
        if (backlog + bytes > Options.QueueBytes)
        {
            Statistics.DroppedByQueue++;
            return false;
        }

        Statistics.MaxQueueBytes = Math.Max(Statistics.MaxQueueBytes, backlog + bytes);
        sent = _freeAt = start + (long)(bytes * 8e9 / Options.Rate);
        return true;
    }

    private bool TakeTokens(long now, int bytes)
    {
        _tokens = Math.Min(Options.PolicerBurst, _tokens + ((now - _tokensAt) * Options.PolicerRate / 8e9));
        _tokensAt = now;
        if (_tokens < bytes)
            return false;
        _tokens -= bytes;
        return true;
    }

    private bool IsLost(long now)
    {
        if (Options.BurstEnter > 0)
        {
            bool goesOn = _inBurst && now < _burstEndsAt;
            _inBurst = goesOn ? !random.Chance(Options.BurstExit) : random.Chance(Options.BurstEnter);
            if (_inBurst)
            {
                if (!goesOn)
                    _burstEndsAt = now + Options.BurstLimit;
                Statistics.DroppedByBurst++;
                return true;
            }
        }

        if (!random.Chance(Options.Loss))
            return false;
        Statistics.DroppedByLoss++;
        return true;
    }
}
