namespace Messenger.Testing.Simulation;

/// <summary>What a link did: read it before believing that an impairment happened.</summary>
public sealed class SimLinkStatistics
{
    /// <summary>Packets offered.</summary>
    public long Offered { get; internal set; }

    /// <summary>Bytes offered, without headers.</summary>
    public long OfferedBytes { get; internal set; }

    /// <summary>Packets that will arrive, doubles included.</summary>
    public long Passed { get; internal set; }

    /// <summary>Dropped because the queue was full.</summary>
    public long DroppedByQueue { get; internal set; }

    /// <summary>Dropped by loss, each for itself.</summary>
    public long DroppedByLoss { get; internal set; }

    /// <summary>Dropped by a burst.</summary>
    public long DroppedByBurst { get; internal set; }

    /// <summary>Dropped by a blackout.</summary>
    public long DroppedByBlackout { get; internal set; }

    /// <summary>Dropped by the policer.</summary>
    public long DroppedByPolicer { get; internal set; }

    /// <summary>Dropped because larger than the MTU.</summary>
    public long DroppedByMtu { get; internal set; }

    /// <summary>Delivered twice.</summary>
    public long Duplicated { get; internal set; }

    /// <summary>Held back.</summary>
    public long Reordered { get; internal set; }

    /// <summary>Delivered with a flipped bit.</summary>
    public long Corrupted { get; internal set; }

    /// <summary>The most bytes that waited in front of the bottleneck.</summary>
    public long MaxQueueBytes { get; internal set; }

    /// <summary>All drops.</summary>
    public long Dropped => DroppedByQueue + DroppedByLoss + DroppedByBurst + DroppedByBlackout + DroppedByPolicer + DroppedByMtu;
}
