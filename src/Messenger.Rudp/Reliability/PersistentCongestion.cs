namespace Messenger.Rudp.Reliability;

/// <summary>
/// RFC 9002 section 7.6 (RUDP-CC-8): losses that reach over three probe time-outs with nothing acknowledged in between. Fed in the order of packet numbers.
/// </summary>
internal sealed class PersistentCongestion
{
    private Timestamp _firstLost = Timestamp.Never;
    private bool _established;

    public void OnLost(Timestamp sentAt, RttEstimator rtt)
    {
        if (_firstLost.IsNever)
            _firstLost = sentAt;
        _established |= sentAt - _firstLost > rtt.ProbeTimeout(Limits.MaxAckDelay) * Limits.PersistentCongestionThreshold;
    }

    public void OnAcknowledged() => _firstLost = Timestamp.Never;

    /// <summary>Whether it was found since the last question.</summary>
    public bool TakeEstablished()
    {
        bool found = _established;
        if (found)
            _firstLost = Timestamp.Never;
        _established = false;
        return found;
    }
}
