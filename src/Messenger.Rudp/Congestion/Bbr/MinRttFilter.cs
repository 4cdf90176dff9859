namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// The path's RTT without a queue (RUDP-BBR-4): the least of ten seconds. A sample close to it shows that the queue is empty, so that the flow need not
/// go still only to learn what it knows.
/// </summary>
internal sealed class MinRttFilter
{
    private static readonly Duration Window = Duration.FromSeconds(10);
    private static readonly Duration ProbeAfter = Duration.FromSeconds(5);

    // A 32nd and a little for timers: below what a queue of any use adds.
    private static readonly Duration Slack = Duration.FromMicroseconds(200);

    private Timestamp _confirmedAt;
    private Timestamp _setAt;

    public Duration Value { get; private set; } = Duration.Infinite;

    public bool IsKnown => Value != Duration.Infinite;

    /// <summary>Whether so long no sample came near the least that it has to be looked for.</summary>
    public bool IsStale(Timestamp now) => IsKnown && now - _confirmedAt > ProbeAfter;

    public void Add(Timestamp now, Duration sample)
    {
        if (sample == Duration.Zero)
            return;
        if (sample <= Value || now - _setAt > Window)
        {
            Value = sample;
            _setAt = _confirmedAt = now;
        }
        else if (sample <= Value + (Value / 32) + Slack)
        {
            _setAt = _confirmedAt = now;
        }
    }

    /// <summary>A probe has looked: what it found holds.</summary>
    public void Confirm(Timestamp now) => _confirmedAt = now;
}
