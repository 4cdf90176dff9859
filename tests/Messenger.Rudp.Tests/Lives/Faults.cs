using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>How many packets of many lives met each fault: lives whose links did nothing prove nothing.</summary>
internal sealed class Faults
{
    private static readonly (string Name, Func<SimLinkStatistics, long> Count)[] Kinds =
    [
        ("lost", link => link.DroppedByLoss),
        ("lost in a burst", link => link.DroppedByBurst),
        ("reordered", link => link.Reordered),
        ("doubled", link => link.Duplicated),
        ("damaged", link => link.Corrupted),
        ("in a blackout", link => link.DroppedByBlackout),
        ("policed", link => link.DroppedByPolicer),
        ("too large", link => link.DroppedByMtu),
        ("beyond the queue", link => link.DroppedByQueue),
    ];

    private readonly long[] _counts = new long[Kinds.Length];

    public bool AllOccurred => _counts.All(count => count > 0);

    public void Add(SimLinkStatistics link)
    {
        for (int i = 0; i < Kinds.Length; i++)
            Interlocked.Add(ref _counts[i], Kinds[i].Count(link));
    }

    public override string ToString() => string.Join(", ", Kinds.Select((kind, i) => $"{_counts[i]} {kind.Name}"));
}
