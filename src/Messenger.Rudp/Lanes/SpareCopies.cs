namespace Messenger.Rudp.Lanes;

/// <summary>
/// Further copies of lost ranges (RUDP-DATA-6): which have to leave yet, and which ranges can lose a copy and still arrive. Level 0 holds what has one spare
/// copy or more, level 1 what has two.
/// </summary>
internal sealed class SpareCopies
{
    private readonly RangeSet[] _owed = [new(), new()];
    private readonly RangeSet[] _spare = [new(), new()];
    private long _spent;

    /// <summary>Whether no copy waits to leave.</summary>
    public bool IsEmpty => _owed[0].IsEmpty;

    /// <summary>The copy that leaves next. All ranges once, before any leaves once more: losses come in rows.</summary>
    public LongRange First => Next.First;

    // Two that are owed are in both sets, so the upper one empties first.
    private RangeSet Next => _owed[1].IsEmpty ? _owed[0] : _owed[1];

    /// <summary>
    /// How many copies beside the first a lost range gets: two where little is missing, one where more is, none beyond that. What is kept back is for the losses of
    /// the copies: those come last, and cost a whole round trip each.
    /// </summary>
    /// <param name="length">Bytes of the range.</param>
    /// <param name="expected">Bytes of all that is on its way that will be lost, as far as is known.</param>
    /// <param name="sent">Bytes sent for the first time.</param>
    public int CountFor(long length, double expected, long sent)
    {
        long left = Limits.SecondCopies + (sent / Limits.SecondCopyShare) - _spent;
        int worth = expected <= Math.Min(left / 4, Limits.ThirdCopies) ? 2 : expected <= left / 2 ? 1 : 0;
        return (int)Math.Min(worth, left / length);
    }

    public void Add(LongRange range, int count)
    {
        for (int level = 0; level < count; level++)
        {
            _owed[level].Add(range.Start, range.End);
            _spare[level].Add(range.Start, range.End);
        }

        _spent += range.Length * count;
    }

    public void OnWritten(LongRange range) => Next.Remove(range.Start, range.End);

    public void OnAcknowledged(long start, long end)
    {
        foreach (var set in _owed)
            set.Remove(start, end);
        foreach (var set in _spare)
            set.Remove(start, end);
    }

    /// <summary>A copy is lost: what has a spare one waits for that, and is not among the lost.</summary>
    public void Cover(LongRange range, RangeSet lost)
    {
        long start = range.Start;
        while (_spare[0].TryFirstOverlap(start, range.End, out var part))
        {
            if (_spare[1].TryFirstOverlap(part.Start, part.End, out var twice))
            {
                // As far as there is one spare, and no further; what has two keeps one.
                part = twice.Start > part.Start ? part with { End = twice.Start } : twice;
            }

            _spare[part == twice ? 1 : 0].Remove(part.Start, part.End);
            lost.Remove(part.Start, part.End);
            start = part.End;
        }
    }

    /// <summary>New bytes wait: copies no longer leave, and what has none on its way is lost.</summary>
    public void Forget(RangeSet lost)
    {
        for (int level = 0; level < 2; level++)
        {
            for (int i = 0; i < _owed[level].Count; i++)
                lost.Add(_owed[level][i].Start, _owed[level][i].End);
            for (int i = 0; i < _spare[level].Count; i++)
                lost.Remove(_spare[level][i].Start, _spare[level][i].End);
        }

        foreach (var set in _owed)
            set.Clear();
        foreach (var set in _spare)
            set.Clear();
    }
}
