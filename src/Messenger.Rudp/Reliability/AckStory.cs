using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>
/// Which of the ranges that came an ACK tells where it cannot tell all (RUDP-ACK-6, 11 and 12): those with a number that no ACK has told yet, then the newest,
/// then those that packets which came late have changed, lest the sender take for lost what arrived long ago, then the next newest.
/// </summary>
internal sealed class AckStory
{
    private readonly AckRange[] _told = new AckRange[Limits.MaxAckRanges];
    private readonly int[] _chosen = new int[Limits.MaxAckRanges];
    private readonly (long Number, long Largest)[] _late = new (long, long)[Limits.MaxLateTold];
    private readonly RangeSet _untold = new();
    private int _count;
    private int _lateNext;
    private int _lateCount;
    private long _knownBelow;
    private bool _isStale = true;

    /// <summary>A packet came; the largest before it is none at first.</summary>
    public void OnReceived(PacketNumber number, PacketNumber largest)
    {
        _isStale = true;
        _untold.Add(number.Value, number.Value + 1);
        // Only an end that may send nothing, not even ACKs, gathers so many.
        if (_untold.Count > Limits.MaxTrackedRanges)
            OnForgotten(_untold.First.End);
        if (largest.IsNone || number > largest)
            return;
        _late[_lateNext] = (number.Value, largest.Value);
        _lateNext = (_lateNext + 1) % _late.Length;
        _lateCount = Math.Min(_lateCount + 1, _late.Length);
    }

    /// <summary>Numbers below this one are remembered no longer.</summary>
    public void OnForgotten(long below)
    {
        _isStale = true;
        _untold.Remove(0, below);
    }

    /// <summary>RUDP-ACK-6: the peer has seen an ACK up to this number, so what lay below it then need not be said again.</summary>
    public void OnAckAcknowledged(PacketNumber largest)
    {
        _knownBelow = Math.Max(_knownBelow, largest.Value);
        // What came late has been told by an ACK that left after it, and such a one has a higher number on top.
        while (_lateCount > 0 && _late[Oldest].Largest < largest.Value)
            _lateCount--;
        _isStale = true;
    }

    /// <summary>Ranges of an ACK, newest first; none where nothing came.</summary>
    public ReadOnlySpan<AckRange> Tell(RangeSet numbers)
    {
        if (_isStale)
            Choose(numbers);
        _isStale = false;
        return _told.AsSpan(0, _count);
    }

    /// <summary>The ranges that were chosen left in an ACK. Returns whether another must follow, with numbers that this one had no room for.</summary>
    public bool OnTold()
    {
        if (_count == 0)
            return false;
        // The oldest were chosen first, so nothing below the highest of them is left.
        _untold.Remove(0, _told[0].Last.Value + 1);
        _isStale |= !_untold.IsEmpty;
        return !_untold.IsEmpty;
    }

    private int Oldest => (_lateNext - _lateCount + _late.Length) % _late.Length;

    private void Choose(RangeSet numbers)
    {
        _count = 0;
        if (ChooseUntold(numbers))
            ChooseTold(numbers);
        var chosen = _chosen.AsSpan(0, _count);
        chosen.Sort(static (a, b) => b - a);
        for (int i = 0; i < chosen.Length; i++)
            _told[i] = new(new(numbers[chosen[i]].Start), new(numbers[chosen[i]].End - 1));
    }

    /// <summary>RUDP-ACK-12: the oldest first, for whoever hears of a later one takes them for lost. Returns whether all found room.</summary>
    private bool ChooseUntold(RangeSet numbers)
    {
        long from = 0;
        while (_untold.TryFirstOverlap(from, long.MaxValue, out var untold))
        {
            if (_count == _told.Length)
                return false;
            int index = numbers.IndexOf(untold.Start);
            _chosen[_count++] = index;
            from = numbers[index].End;
        }

        return true;
    }

    // RUDP-ACK-11: the newest, but for what room those that came late need; these; then as many of the rest as fit.
    private void ChooseTold(RangeSet numbers)
    {
        int next = numbers.Count - 1;
        for (; next >= 0 && _count < _told.Length - _lateCount && IsNews(numbers[next]); next--)
            TryChoose(next);
        for (int i = 1; i <= _lateCount; i++)
            TryChoose(numbers.IndexOf(_late[(_lateNext - i + _late.Length) % _late.Length].Number));
        for (; next >= 0 && _count < _told.Length && IsNews(numbers[next]); next--)
            TryChoose(next);
    }

    private void TryChoose(int index)
    {
        if (index >= 0 && _count < _told.Length && !_chosen.AsSpan(0, _count).Contains(index))
            _chosen[_count++] = index;
    }

    private bool IsNews(LongRange range) => range.End > _knownBelow;
}
