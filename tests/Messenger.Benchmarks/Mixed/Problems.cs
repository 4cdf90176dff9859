using System.Collections.Concurrent;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What went wrong: counted by kind, told at once for the first few of each.</summary>
internal sealed class Problems
{
    private const int ToldOfAKind = 10;
    private readonly ConcurrentDictionary<string, int> _kinds = new();

    /// <summary>How often what happened.</summary>
    internal IReadOnlyDictionary<string, int> Kinds => _kinds;

    /// <summary>Notes a problem.</summary>
    /// <param name="kind">A few words that are the same for all of the kind.</param>
    /// <param name="details">To whom, when.</param>
    internal void Add(string kind, string details)
    {
        int count = _kinds.AddOrUpdate(kind, 1, static (_, before) => before + 1);
        if (count <= ToldOfAKind)
            Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} PROBLEM {kind}: {details}{(count == ToldOfAKind ? " (and no more of these are told)" : "")}");
    }
}
