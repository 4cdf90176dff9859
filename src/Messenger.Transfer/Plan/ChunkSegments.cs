namespace Messenger.Transfer.Plan;

/// <summary>Walks the files that a range of the plan covers: <c>foreach</c> over <see cref="TransferPlan.Segments"/>.</summary>
public struct ChunkSegments
{
    private readonly TransferPlan _plan;
    private readonly int _length;
    private long _offset;
    private int _done;
    private int _file;

    internal ChunkSegments(TransferPlan plan, long planOffset, int length)
    {
        (_plan, _offset, _length) = (plan, planOffset, length);
        _file = length == 0 ? 0 : plan.FileAt(planOffset);
    }

    /// <summary>The segment that <see cref="MoveNext"/> found.</summary>
    public FileSegment Current { get; private set; }

    /// <summary>The walk itself.</summary>
    public readonly ChunkSegments GetEnumerator() => this;

    /// <summary>Goes to the next segment.</summary>
    public bool MoveNext()
    {
        if (_done == _length)
            return false;
        while (_plan.FileStart(_file + 1) == _offset)
            _file++;

        int length = (int)Math.Min(_length - _done, _plan.FileStart(_file + 1) - _offset);
        Current = new FileSegment(_file, _offset - _plan.FileStart(_file), _done, length);
        _offset += length;
        _done += length;
        return true;
    }
}
