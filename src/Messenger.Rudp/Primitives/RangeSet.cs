namespace Messenger.Rudp;

/// <summary>Numbers from <paramref name="Start"/> up to, but without, <paramref name="End"/>.</summary>
internal readonly record struct LongRange(long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>
/// A set of numbers kept as sorted ranges that neither touch nor overlap. Work at either end is O(1), elsewhere a binary search and a move of
/// the shorter side: a transfer adds at the high end and takes away near the low one. The room it took once is kept.
/// </summary>
internal sealed class RangeSet
{
    private LongRange[] _items = new LongRange[16];
    private int _head;

    public int Count { get; private set; }

    /// <summary>How many numbers the set holds.</summary>
    public long Total { get; private set; }

    public bool IsEmpty => Count == 0;

    public LongRange First => this[0];

    public LongRange this[int index] => _items[_head + index];

    /// <summary>Adds numbers. Returns how many were new.</summary>
    public long Add(long start, long end)
    {
        if (start >= end)
            return 0;
        int from = FirstEndingAtOrAfter(start);
        int to = from;
        long mergedStart = start, mergedEnd = end, present = 0;
        while (to < Count && this[to].Start <= end)
        {
            mergedStart = Math.Min(mergedStart, this[to].Start);
            mergedEnd = Math.Max(mergedEnd, this[to].End);
            present += this[to].Length;
            to++;
        }

        long added = mergedEnd - mergedStart - present;
        Total += added;
        Replace(from, to - from, [new(mergedStart, mergedEnd)]);
        return added;
    }

    /// <summary>Takes numbers away. Returns how many were there.</summary>
    public long Remove(long start, long end)
    {
        if (start >= end)
            return 0;
        int from = FirstEndingAtOrAfter(start + 1);
        int to = from;
        long removed = 0;
        while (to < Count && this[to].Start < end)
        {
            removed += Math.Min(this[to].End, end) - Math.Max(this[to].Start, start);
            to++;
        }

        if (to == from)
            return 0;
        Total -= removed;
        var left = new LongRange(this[from].Start, start);
        var right = new LongRange(end, this[to - 1].End);
        Span<LongRange> rest = [left, right];
        int skip = left.Length > 0 ? 0 : 1;
        Replace(from, to - from, rest[skip..(right.Length > 0 ? 2 : 1)]);
        return removed;
    }

    public bool Contains(long start, long end)
    {
        int index = FirstEndingAtOrAfter(start + 1);
        return start >= end || index < Count && this[index].Start <= start && this[index].End >= end;
    }

    /// <summary>The index of the range that holds a number; -1 for none.</summary>
    public int IndexOf(long number)
    {
        int index = FirstEndingAtOrAfter(number + 1);
        return index < Count && this[index].Start <= number ? index : -1;
    }

    /// <summary>The lowest numbers of the set within the bounds.</summary>
    public bool TryFirstOverlap(long start, long end, out LongRange overlap)
    {
        int index = FirstEndingAtOrAfter(start + 1);
        if (start >= end || index >= Count || this[index].Start >= end)
        {
            overlap = default;
            return false;
        }

        overlap = new(Math.Max(this[index].Start, start), Math.Min(this[index].End, end));
        return true;
    }

    public void Clear()
    {
        Count = 0;
        Total = 0;
        _head = 0;
    }

    /// <summary>The index of the first range whose end is at or after a number.</summary>
    private int FirstEndingAtOrAfter(long number)
    {
        int low = 0, high = Count;
        if (high > 0 && this[0].End >= number)
            return 0;
        if (high > 0 && this[high - 1].End < number)
            return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (this[middle].End < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Replace(int index, int removed, scoped ReadOnlySpan<LongRange> inserted)
    {
        int growth = inserted.Length - removed;
        if (index < Count - index - removed)
            MoveFront(index, growth);
        else
            MoveBack(index + removed, growth);
        inserted.CopyTo(_items.AsSpan(_head + index));
    }

    /// <summary>Makes or takes room by moving the ranges before an index.</summary>
    private void MoveFront(int index, int growth)
    {
        if (_head < growth)
            Recenter(growth);
        Array.Copy(_items, _head, _items, _head - growth, index);
        _head -= growth;
        Count += growth;
    }

    /// <summary>Makes or takes room by moving the ranges from an index on.</summary>
    private void MoveBack(int index, int growth)
    {
        if (_head + Count + growth > _items.Length)
            Recenter(growth);
        Array.Copy(_items, _head + index, _items, _head + index + growth, Count - index);
        Count += growth;
    }

    private void Recenter(int growth)
    {
        int needed = Count + growth;
        var target = needed * 2 > _items.Length ? new LongRange[_items.Length * 2] : _items;
        int head = (target.Length - Count) / 2;
        Array.Copy(_items, _head, target, head, Count);
        _items = target;
        _head = head;
    }
}
