using System.Collections.Concurrent;
using Messenger.Benchmarks.Chat;

namespace Messenger.Benchmarks.Mixed;

/// <summary>What the members heard and went through, counted from any thread.</summary>
internal sealed class MemberCount
{
    private readonly ConcurrentDictionary<string, ulong> _epochs = new();
    private LatencyLog _latencies = new();
    private long _live;
    private long _fetched;
    private long _logins;
    private long _resumed;

    /// <summary>Messages heard as they were said.</summary>
    internal long Live => Volatile.Read(ref _live);

    /// <summary>Messages fetched after a time without connection.</summary>
    internal long Fetched => Volatile.Read(ref _fetched);

    /// <summary>Logins that took no place back.</summary>
    internal long Logins => Volatile.Read(ref _logins);

    /// <summary>Logins that took their place back.</summary>
    internal long Resumed => Volatile.Read(ref _resumed);

    /// <summary>Where times go at the moment.</summary>
    internal LatencyLog Latencies => Volatile.Read(ref _latencies);

    /// <summary>The times so far; from now on they go into another one.</summary>
    internal LatencyLog TakeLatencies() => Interlocked.Exchange(ref _latencies, new LatencyLog());

    internal void Heard(bool fetched) => Interlocked.Increment(ref fetched ? ref _fetched : ref _live);

    internal void LoggedIn(bool resumed) => Interlocked.Increment(ref resumed ? ref _resumed : ref _logins);

    /// <summary>A log's epoch was seen; another one than before is returned.</summary>
    internal ulong? Epoch(string log, ulong epoch) => _epochs.GetOrAdd(log, epoch) is var known && known != epoch ? known : null;
}
