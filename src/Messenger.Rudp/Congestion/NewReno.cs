namespace Messenger.Rudp.Congestion;

/// <summary>NewReno as RFC 9002 section 7 and appendix B (RUDP-CC-2).</summary>
internal sealed class NewReno(int datagramSize) : ICongestionController
{
    private long _threshold = long.MaxValue;
    private long _acked;
    private (long Window, long Threshold) _before;

    public long Window { get; private set; } = (long)datagramSize * Limits.InitialWindowPackets;

    public bool InSlowStart => Window < _threshold;

    public long PacingRate => 0;

    private long Least => (long)datagramSize * Limits.MinWindowPackets;

    public void OnAcknowledged(in AckSample sample)
    {
        // RUDP-CC-5: a window that was not used is not widened.
        if (!sample.WindowLimited)
            return;
        if (InSlowStart)
        {
            Window += sample.GrowthBytes;
            return;
        }

        // One datagram a window, counted in bytes so that nothing is lost to rounding.
        _acked += sample.GrowthBytes;
        while (_acked >= Window)
        {
            _acked -= Window;
            Window += datagramSize;
        }
    }

    public void OnCongestion(Timestamp now, long inFlight)
    {
        _before = (Window, _threshold);
        Window = _threshold = Math.Max(Window / 2, Least);
        _acked = 0;
    }

    public void OnLost(in LossSample loss)
    {
    }

    public void OnSent(Timestamp now, int bytes, long inFlightBefore, bool appLimited)
    {
    }

    public void OnPersistentCongestion()
    {
        _before = default;
        Window = Least;
        _acked = 0;
    }

    public void OnSpuriousCongestion()
    {
        if (_before.Window > Window)
            (Window, _threshold) = _before;
        _before = default;
    }

    public void SetDatagramSize(int bytes)
    {
        datagramSize = bytes;
        Window = Math.Max(Window, Least);
    }

    public void Reset()
    {
        _before = default;
        _threshold = long.MaxValue;
        _acked = 0;
        Window = (long)datagramSize * Limits.InitialWindowPackets;
    }
}
