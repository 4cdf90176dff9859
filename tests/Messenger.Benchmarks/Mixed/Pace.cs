namespace Messenger.Benchmarks.Mixed;

/// <summary>Says when it is time, so and so often a second; what was missed is made up for.</summary>
/// <param name="rate">Times a second.</param>
internal sealed class Pace(double rate)
{
    private long _done;

    /// <summary>One more is due; it counts as done.</summary>
    /// <param name="elapsed">Since the beginning.</param>
    internal bool IsDue(TimeSpan elapsed)
    {
        if (_done >= elapsed.TotalSeconds * rate)
            return false;
        _done++;
        return true;
    }
}
