namespace Messenger.Rudp.Congestion;

/// <summary>CUBIC as RFC 9438, with HyStart++ in slow start (RUDP-CC-3). Windows are in bytes; the RFC's W in packets of one datagram.</summary>
internal sealed class Cubic(int datagramSize) : ICongestionController
{
    /// <summary>Packets a second cubed: how fast the window comes back, section 5.</summary>
    private const double C = 0.4;

    /// <summary>What a loss leaves of the window, section 4.6.</summary>
    private const double Beta = 0.7;

    /// <summary>Packets a round that make a flow with this beta as fast as Reno, section 4.3.</summary>
    private const double RenoAlpha = 3 * (1 - Beta) / (1 + Beta);

    private readonly HyStart _hyStart = new();
    private State _now = State.Initial(datagramSize);
    private State _before;

    // The newest ACK of a window that was used, and whether one came since of a window that was not.
    private Timestamp _usedAt;
    private bool _pauses;

    public long Window => (long)_now.Window;

    public bool InSlowStart => _now.Window < _now.Threshold;

    public long PacingRate => 0;

    public void OnAcknowledged(in AckSample sample)
    {
        // RUDP-CC-5: a window that was not used is not widened, and the time does not count (section 5.8).
        if (!sample.WindowLimited)
        {
            _pauses = true;
            return;
        }

        if (_pauses && !_now.Epoch.IsNever)
            _now.Epoch += sample.Now - _usedAt;
        (_pauses, _usedAt) = (false, sample.Now);

        if (!InSlowStart)
        {
            Avoid(sample);
            return;
        }

        // RFC 9406 section 4.3: later slow starts know where they end.
        if (_now.Threshold < double.PositiveInfinity)
        {
            _now.Window += sample.GrowthBytes;
            return;
        }

        _now.Window += _hyStart.Growth(sample);
        if (_hyStart.IsOver)
            _now.Threshold = _now.Window;
    }

    public void OnCongestion(Timestamp now, long inFlight)
    {
        _before = _now;
        double window = _now.Window;
        // Fast convergence, section 4.7: a flow that lost below its last maximum leaves room for a newcomer.
        _now.Max = window < _now.Max ? window * (1 + Beta) / 2 : window;
        _now.Prior = window;
        _now.Window = _now.Threshold = Math.Max(window * Beta, Least);
        _now.Epoch = Timestamp.Never;
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
        _now.Threshold = Math.Max(_now.Window * Beta, Least);
        _now.Window = Least;
        _now.Epoch = Timestamp.Never;
    }

    public void OnSpuriousCongestion()
    {
        if (_before.Window > _now.Window)
            _now = _before;
        _before = default;
    }

    public void SetDatagramSize(int bytes)
    {
        datagramSize = bytes;
        _now.Window = Math.Max(_now.Window, Least);
    }

    public void Reset()
    {
        _before = default;
        _now = State.Initial(datagramSize);
        _hyStart.Reset();
    }

    private double Least => (double)datagramSize * Limits.MinWindowPackets;

    private void Avoid(in AckSample sample)
    {
        if (_now.Epoch.IsNever)
            BeginEpoch(sample.Now);
        double window = _now.Window;
        double acked = sample.GrowthBytes;
        // Section 4.3: what Reno would have by now.
        double alpha = _now.Reno >= _now.Prior ? 1 : RenoAlpha;
        _now.Reno += alpha * acked / window * datagramSize;
        // Sections 4.2 and 4.4: the cubic's value one RTT from now, never more than half as much again.
        double seconds = (sample.Now - _now.Epoch).Seconds;
        double target = Math.Clamp(CubicAt(seconds + sample.SmoothedRtt.Seconds), window, 1.5 * window);
        _now.Window = CubicAt(seconds) < _now.Reno
            ? Math.Max(window, _now.Reno)
            : window + (target - window) / window * acked;
    }

    private void BeginEpoch(Timestamp now)
    {
        _now.Epoch = now;
        _now.Reno = _now.Window;
        _now.Max = Math.Max(_now.Max, _now.Window);
        _now.K = Math.Cbrt((_now.Max - _now.Window) / datagramSize / C);
    }

    private double CubicAt(double seconds)
    {
        double distance = seconds - _now.K;
        return _now.Max + C * distance * distance * distance * datagramSize;
    }

    /// <summary>All that an undo gives back.</summary>
    private struct State
    {
        public double Window;
        public double Threshold;

        /// <summary>W_max: the window at the newest loss.</summary>
        public double Max;

        /// <summary>cwnd_prior.</summary>
        public double Prior;

        /// <summary>W_est.</summary>
        public double Reno;

        /// <summary>Seconds from the epoch's start until the cubic is back at <see cref="Max"/>.</summary>
        public double K;
        public Timestamp Epoch;

        public static State Initial(int datagramSize) => new()
        {
            Window = (double)datagramSize * Limits.InitialWindowPackets,
            Threshold = double.PositiveInfinity,
            Epoch = Timestamp.Never,
        };
    }
}
