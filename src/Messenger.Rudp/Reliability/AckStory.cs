using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>
/// Which of the ranges that came an ACK tells where it cannot tell all (RUDP-ACK-6 and 11): the newest, then those that packets which came late have changed,
/// lest the sender take for lost what arrived long ago, then the next newest.
/// </summary>
internal sealed class AckStory
{
    private readonly AckRange[] _told = new AckRange[Limits.MaxAckRanges];
    private readonly int[] _chosen = new int[Limits.MaxAckRanges];
    private readonly (long Number, long Largest)[] _late = new (long, long)[Limits.MaxLateTold];
    private int _count;
    private int _lateNext;
    private int _lateCount;
    private long _knownBelow;
    private bool _isStale = true;

    public void OnChanged() => _isStale = true;

    /// <summary>A packet came after one with a higher number.</summary>
    public void OnLate(PacketNumber number, PacketNumber largest)
    {
        _late[_lateNext] = (number.Value, largest.Value);
        _lateNext = (_lateNext + 1) % _late.Length;
        _lateCount = Math.Min(_lateCount + 1, _late.Length);
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

    private int Oldest => (_lateNext - _lateCount + _late.Length) % _late.Length;

    // RUDP-ACK-11: the newest, but for what room those that came late need; these; then as many of the rest as fit.
    private void Choose(RangeSet numbers)
    {
        _count = 0;
        int next = numbers.Count - 1;
        while (next >= 0 && _count < _told.Length - _lateCount && IsNews(numbers[next]))
            _chosen[_count++] = next--;
        for (int i = 1; i <= _lateCount; i++)
            TryChoose(numbers.IndexOf(_late[(_lateNext - i + _late.Length) % _late.Length].Number), next);
        for (; next >= 0 && _count < _told.Length && IsNews(numbers[next]); next--)
            TryChoose(next, next);
        var chosen = _chosen.AsSpan(0, _count);
        chosen.Sort(static (a, b) => b - a);
        for (int i = 0; i < chosen.Length; i++)
            _told[i] = new(new(numbers[chosen[i]].Start), new(numbers[chosen[i]].End - 1));
    }

    private void TryChoose(int index, int highest)
    {
        if (index >= 0 && index <= highest && !_chosen.AsSpan(0, _count).Contains(index))
            _chosen[_count++] = index;
    }

    private bool IsNews(LongRange range) => range.End > _knownBelow;
}
