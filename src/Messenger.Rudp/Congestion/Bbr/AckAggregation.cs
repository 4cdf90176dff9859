namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>How many bytes ACKs bring at once beyond what the path carries in their time (draft section 4.5.4): a window must span such a gap.</summary>
internal sealed class AckAggregation
{
    private static readonly Duration Memory = Duration.FromSeconds(2);

    private Timestamp _since;
    private long _acked;
    private long _max;
    private long _maxBefore;
    private Timestamp _turn;

    /// <summary>Bytes.</summary>
    public long Extra => Math.Max(_max, _maxBefore);

    public void OnAcknowledged(Timestamp now, long ackedBytes, long rate, long window)
    {
        if (rate == 0)
            return;
        long expected = (long)(rate * (now - _since).Seconds);
        if (_acked <= expected)
            (_since, _acked, expected) = (now, 0, 0);
        _acked += ackedBytes;
        if (now - _turn > Memory)
            (_maxBefore, _max, _turn) = (_max, 0, now);
        _max = Math.Max(_max, Math.Min(_acked - expected, window));
    }
}
