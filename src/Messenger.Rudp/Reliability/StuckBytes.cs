namespace Messenger.Rudp.Reliability;

/// <summary>
/// RUDP-LIFE-6: whether bytes in flight never arrive, though the peer is heard. An attempt at them is a probe time-out, or a round in which some were lost: where small
/// packets pass all the while, no probe time-out ever comes.
/// </summary>
internal struct StuckBytes()
{
    private Timestamp _since = Timestamp.Never;
    private Timestamp _roundBegan;
    private int _attempts;

    /// <summary>Some arrived, or none are in flight.</summary>
    public void OnArrived() => (_since, _attempts) = (Timestamp.Never, 0);

    /// <summary>An attempt that began at a moment failed. Those of one round count once.</summary>
    public void OnFailed(Timestamp began, Timestamp now)
    {
        if (_since.IsNever)
            _since = now;
        else if (began < _roundBegan)
            return;
        _roundBegan = now;
        _attempts++;
    }

    /// <summary>Whether it has lasted so long that the path counts as one that swallows.</summary>
    public readonly bool AreGivenUp(Timestamp now, Duration limit) => _attempts > Limits.MaxStuckAttempts && now - _since >= limit;
}
