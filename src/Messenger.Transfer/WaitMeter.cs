namespace Messenger.Transfer;

/// <summary>How long something was waited for, one wait after the other; may be read from any thread, and then counts a wait that lasts.</summary>
/// <param name="time">The clock.</param>
public sealed class WaitMeter(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _done;
    private long? _since;

    /// <summary>All waits until now.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_lock)
                return _since is { } since ? _done + time.GetElapsedTime(since) : _done;
        }
    }

    /// <summary>A wait begins.</summary>
    internal void Begin()
    {
        lock (_lock)
            _since = time.GetTimestamp();
    }

    /// <summary>It is over.</summary>
    internal void End()
    {
        lock (_lock)
        {
            if (_since is { } since)
                _done += time.GetElapsedTime(since);
            _since = null;
        }
    }
}
