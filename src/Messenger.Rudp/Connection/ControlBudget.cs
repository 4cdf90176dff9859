namespace Messenger.Rudp.Connection;

/// <summary>RUDP-LIFE-5: pings, challenges and key updates of the peer draw on a bucket that honest use never empties.</summary>
internal sealed class ControlBudget
{
    private long _tokens = Limits.ControlBurst * Scale;
    private Timestamp _filledAt;

    private const long Scale = 1_000_000_000;

    /// <summary>Takes a token; false if there is none.</summary>
    public bool TryTake(Timestamp now)
    {
        var elapsed = Duration.Min(now - _filledAt, Duration.FromSeconds(Limits.ControlBurst / Limits.ControlRefill));
        _tokens = Math.Min(_tokens + elapsed.Nanoseconds * Limits.ControlRefill, Limits.ControlBurst * Scale);
        _filledAt = now;
        if (_tokens < Scale)
            return false;
        _tokens -= Scale;
        return true;
    }
}
