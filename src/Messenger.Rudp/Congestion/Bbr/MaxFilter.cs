namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>The maximum of this and the last probing cycle: an old maximum is forgotten only after a newer probe had its chance.</summary>
internal struct MaxFilter
{
    private long _last;
    private long _current;

    public readonly long Value => Math.Max(_last, _current);

    public void Add(long sample) => _current = Math.Max(_current, sample);

    /// <summary>What was measured was measured too high.</summary>
    public void Scale(double factor) => (_last, _current) = ((long)(_last * factor), (long)(_current * factor));

    public void NextCycle()
    {
        _last = _current;
        _current = 0;
    }
}
