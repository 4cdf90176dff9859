namespace Messenger.Client.Files;

/// <summary>How fast something grows lately: over a window of a few seconds, so that a figure neither jumps nor lags.</summary>
/// <param name="time">The clock.</param>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    private readonly Queue<(long At, long Value)> _samples = new();
    private (long At, long Value) _last;

    /// <summary>Takes a sample.</summary>
    public void Add(long value)
    {
        _last = (time.GetTimestamp(), value);
        _samples.Enqueue(_last);
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, _last.At) > Window)
            _samples.Dequeue();
    }

    /// <summary>Forgets what was: after a pause, or a new connection.</summary>
    public void Reset() => _samples.Clear();

    /// <summary>Growth a second; null while there is no telling.</summary>
    public double? PerSecond
    {
        get
        {
            if (!_samples.TryPeek(out var first))
                return null;
            var span = time.GetElapsedTime(first.At, _last.At);
            return span < Shortest ? null : Math.Max(0, _last.Value - first.Value) / span.TotalSeconds;
        }
    }
}
