namespace Messenger.Rudp.Sockets.Impairments;

/// <summary>
/// A bad link, put on the program's own traffic in each direction on its own, for demonstrations and tests. Shares are 0 to 1; what is 0 is off.
/// </summary>
public sealed record ImpairmentOptions
{
    /// <summary>Share of datagrams that are lost.</summary>
    public double Loss { get; init; }

    /// <summary>How many are lost in a row on average (Gilbert's model); 1: each on its own.</summary>
    public double Burst { get; init; } = 1;

    /// <summary>Delay one way: a round trip is longer by twice as much.</summary>
    public Duration Delay { get; init; }

    /// <summary>Further delay, uniform from 0 to this; the order is kept.</summary>
    public Duration Jitter { get; init; }

    /// <summary>Bits a second, headers included.</summary>
    public double Rate { get; init; }

    /// <summary>Bytes that wait in front of the bottleneck; what does not fit is dropped. 0: what it carries in 200 ms, at least 64 KiB.</summary>
    public long Queue { get; init; }

    /// <summary>Share of datagrams that are held back by <see cref="ReorderDelay"/>, so that later ones overtake them.</summary>
    public double Reorder { get; init; }

    /// <summary>How long such a datagram is held back.</summary>
    public Duration ReorderDelay { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>Share of datagrams that arrive twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Share of datagrams in which one bit flips.</summary>
    public double Corrupt { get; init; }

    /// <summary>Bytes of the largest IP packet; larger ones are dropped in silence.</summary>
    public int Mtu { get; init; }

    /// <summary>Where chance begins: with the same one, the n-th datagram of a socket and direction has the same fate.</summary>
    public int Seed { get; init; }

    /// <summary>Bytes that fit in front of the bottleneck.</summary>
    public long QueueBytes => Queue > 0 ? Queue : Math.Max(64 * 1024, (long)(Rate / 8 * 0.2));
}
