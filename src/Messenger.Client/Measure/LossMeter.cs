using Messenger.Transfer;

namespace Messenger.Client.Measure;

/// <summary>Which share of a link's packets got lost lately: over a window, so that a figure neither jumps nor stays for ever.</summary>
/// <param name="time">The clock.</param>
/// <param name="window">How long a sample counts.</param>
public sealed class LossMeter(TimeProvider time, TimeSpan window)
{
    private readonly Queue<(long At, LinkCount Count)> _samples = new();
    private LinkCount _last;

    /// <summary>Takes a sample; one that counts less than the last is of a new connection.</summary>
    public void Add(LinkCount count)
    {
        if (count.Packets < _last.Packets)
            _samples.Clear();
        _last = count;
        _samples.Enqueue((time.GetTimestamp(), count));
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At) > window)
            _samples.Dequeue();
    }

    /// <summary>Forgets what was.</summary>
    public void Reset()
    {
        _samples.Clear();
        _last = default;
    }

    /// <summary>The share, 0 to 1; null while no packet was counted.</summary>
    public double? Share
    {
        get
        {
            if (!_samples.TryPeek(out var first))
                return null;
            // One sample alone tells of all that was before it.
            var before = _samples.Count == 1 ? default : first.Count;
            var packets = _last.Packets - before.Packets;
            return packets <= 0 ? null : Math.Clamp((double)(_last.Lost - before.Lost) / packets, 0, 1);
        }
    }
}
