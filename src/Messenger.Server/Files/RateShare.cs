namespace Messenger.Server.Files;

/// <summary>
/// Divides what the whole server may send among the transfers that run: all get the same, and what one does not use, because its link or its own bound is
/// lower, goes to the others.
/// </summary>
/// <param name="bytesPerSecond">For all together; 0: no bound.</param>
internal sealed class RateShare(long bytesPerSecond)
{
    // Who uses less than this of its share is held back by something else, and gets what it uses and a half more, to grow into.
    private const double Using = 0.75;
    private const double Growth = 1.5;

    // Nobody is starved for having been idle: a share never falls below this part of an equal one.
    private const double Floor = 0.25;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, (long Moved, long Share)> _before = [];
    private TimeSpan _dividedAt;

    /// <summary>For all together; 0: no bound.</summary>
    public long BytesPerSecond { get; set; } = bytesPerSecond;

    /// <summary>There is a bound.</summary>
    public bool IsBounded => BytesPerSecond > 0;

    /// <summary>What each transfer gets from the moment when one more begins until the next division.</summary>
    /// <param name="running">Transfers that run, the new one among them.</param>
    public long Begin(int running)
    {
        long equal = Math.Max(1, BytesPerSecond / Math.Max(1, running));
        lock (_gate)
        {
            foreach ((ulong id, (long moved, long share)) in _before)
                _before[id] = (moved, Math.Min(share, equal));
        }

        return equal;
    }

    /// <summary>Divides anew. Called a few times a second.</summary>
    /// <param name="running">The transfers that run, and how many bytes of each have moved.</param>
    /// <param name="now">Now.</param>
    /// <returns>The share of each, bytes a second.</returns>
    public long[] Divide(IReadOnlyList<(ulong Id, long Moved)> running, TimeSpan now)
    {
        lock (_gate)
            return DivideAnew(running, now);
    }

    private long[] DivideAnew(IReadOnlyList<(ulong Id, long Moved)> running, TimeSpan now)
    {
        double seconds = (now - _dividedAt).TotalSeconds;
        double[] wishes = [.. running.Select(transfer => _before.TryGetValue(transfer.Id, out (long Moved, long Share) before) && seconds > 0
            ? Wish((transfer.Moved - before.Moved) / seconds, before.Share, (double)BytesPerSecond / running.Count)
            : double.PositiveInfinity)];
        int[] order = [.. Enumerable.Range(0, running.Count).OrderBy(i => wishes[i])];
        long[] shares = new long[running.Count];
        double left = BytesPerSecond;
        for (int i = 0; i < order.Length; i++)
        {
            double share = Math.Min(wishes[order[i]], left / (order.Length - i));
            left -= share;
            shares[order[i]] = Math.Max(1, (long)share);
        }

        // What nobody wishes for is there all the same, for whoever gets faster before the next division.
        for (int i = 0; i < shares.Length; i++)
            shares[i] += (long)(left / shares.Length);

        _dividedAt = now;
        _before.Clear();
        for (int i = 0; i < shares.Length; i++)
            _before[running[i].Id] = (running[i].Moved, shares[i]);
        return shares;
    }

    private static double Wish(double used, long share, double equal) =>
        used < Using * share ? Math.Max(used * Growth, Floor * equal) : double.PositiveInfinity;
}
