namespace Messenger.Transfer;

/// <summary>What a transport has counted of its packets so far, in the direction of the bytes.</summary>
/// <param name="Packets">Packets sent.</param>
/// <param name="Lost">Of these, lost.</param>
/// <param name="RoundTrip">The round trip lately; null where there is no telling.</param>
public readonly record struct LinkCount(long Packets, long Lost, TimeSpan? RoundTrip);
