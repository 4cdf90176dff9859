namespace Messenger.Transfer;

/// <summary>What a transport has counted of its packets so far, in the direction of the bytes.</summary>
/// <param name="Packets">Packets sent.</param>
/// <param name="Lost">Of these, lost.</param>
/// <param name="RoundTrip">The round trip lately; null where there is no telling.</param>
public readonly record struct LinkCount(long Packets, long Lost, TimeSpan? RoundTrip)
{
    /// <summary>The least round trip so far; null where there is no telling.</summary>
    public TimeSpan? LeastRoundTrip { get; init; }

    /// <summary>Bytes that may be under way at once, where this end sends; 0: not known.</summary>
    public long Window { get; init; }

    /// <summary>Bytes that are under way, where this end sends.</summary>
    public long InFlight { get; init; }

    /// <summary>Bytes of this end's datagrams; 0: not known.</summary>
    public int DatagramSize { get; init; }
}
