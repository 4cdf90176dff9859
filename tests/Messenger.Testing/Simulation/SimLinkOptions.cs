namespace Messenger.Testing.Simulation;

/// <summary>One direction of a link. Times are nanoseconds, probabilities 0 to 1; what is 0 is off.</summary>
public sealed record SimLinkOptions
{
    /// <summary>Bits per second of the bottleneck; 0: unlimited.</summary>
    public double Rate { get; init; }

    /// <summary>Bytes that wait in front of the bottleneck; what does not fit is dropped.</summary>
    public int QueueBytes { get; init; } = 1 << 20;

    /// <summary>Fixed delay after the bottleneck.</summary>
    public long Delay { get; init; } = 10_000_000;

    /// <summary>Further delay, uniform in [0, Jitter): it reorders.</summary>
    public long Jitter { get; init; }

    /// <summary>Independent loss.</summary>
    public double Loss { get; init; }

    /// <summary>Gilbert-Elliott bursts: the chance to enter the state in which everything is lost.</summary>
    public double BurstEnter { get; init; }

    /// <summary>The chance, each packet, to leave that state.</summary>
    public double BurstExit { get; init; } = 0.3;

    /// <summary>The longest burst: it is a matter of packets where they are many, and of time where they are few.</summary>
    public long BurstLimit { get; init; } = 2_000_000_000;

    /// <summary>Chance that a packet arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Chance that a packet is held back by <see cref="ReorderDelay"/>.</summary>
    public double Reorder { get; init; }

    /// <summary>How long such a packet is held back.</summary>
    public long ReorderDelay { get; init; } = 10_000_000;

    /// <summary>Chance that one bit of a packet flips.</summary>
    public double Corrupt { get; init; }

    /// <summary>Everything is lost for so long at the end of each <see cref="BlackoutEvery"/>.</summary>
    public long BlackoutLength { get; init; }

    /// <summary>The period of blackouts.</summary>
    public long BlackoutEvery { get; init; }

    /// <summary>Bits per second of a policer, which drops instead of queueing.</summary>
    public double PolicerRate { get; init; }

    /// <summary>Bytes of the policer's bucket.</summary>
    public int PolicerBurst { get; init; } = 16_000;

    /// <summary>Larger packets are dropped in silence; 0: none.</summary>
    public int Mtu { get; init; }

    /// <summary>Packets leave the link only at multiples of this time: a radio link that aggregates.</summary>
    public long Aggregation { get; init; }

    /// <summary>Bytes of IP and UDP header that count against rate, queue, policer and <see cref="Mtu"/>.</summary>
    public int HeaderBytes { get; init; } = 28;
}
