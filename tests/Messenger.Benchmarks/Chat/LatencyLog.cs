using System.Diagnostics;

namespace Messenger.Benchmarks.Chat;

/// <summary>How long messages took, from the sender's call to the member's parse.</summary>
internal sealed class LatencyLog
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];

    internal void Add(long sentAt) => AddElapsed(Stopwatch.GetElapsedTime(sentAt));

    internal void AddElapsed(TimeSpan elapsed)
    {
        lock (_lock)
            _milliseconds.Add(elapsed.TotalMilliseconds);
    }

    /// <summary>The value below which a share of all lies, milliseconds; not a number where nothing was measured.</summary>
    /// <param name="share">0 to 1.</param>
    internal double Percentile(double share)
    {
        lock (_lock)
        {
            if (_milliseconds.Count == 0)
                return double.NaN;
            _milliseconds.Sort();
            return _milliseconds[(int)Math.Min(_milliseconds.Count - 1, share * _milliseconds.Count)];
        }
    }
}
