using System.Globalization;

namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// BBR after draft-ietf-ccwg-bbr, with changes, of which RUDP-BBR-1 and 3 matter most: loss is weighed against the loss that the path has at any rate, and what the path loses
/// behind its bottleneck counts as carried, so that random loss slows nothing; loss that grows with the rate still does.
/// </summary>
/// <remarks>
/// The draft's names, where ours say the same in the words of this engine: bw is PathRate, max_bw _maxRate, bw_latest _latestRate, bw_shortterm and its two
/// sisters are in Bounds, cwnd is _window, prior_cwnd _priorWindow, max_inflight what SetWindow aims at, extra_acked AckAggregation.Extra, full_bw and full_bw_count
/// _fullRate and _fullCount, full_bw_reached _isPipeFull, cycle_stamp _cycleSince, bw_probe_wait _cycleLength, bw_probe_up_rounds _raises.
/// </remarks>
internal sealed partial class Bbr(int datagramSize) : ICongestionController
{
    // Draft sections 2.4 and 4.3.
    private const double DrainPacingGain = 0.35, DownPacingGain = 0.9, UpPacingGain = 1.25;

    private const double CruiseWindowGain = 1.5, UpWindowGain = 2.0;

    // A window that doubles each round is nearly three times what the newest samples, a round old, have measured. Where a queue shows, one and a half keep it busy.
    private const double StartupWindowGain = 4.0;

    // Draft section 2.7: what an excessive loss leaves, and what is left free for others.
    private const double Beta = 0.7, Headroom = 0.85;

    // What a flow leaves itself that has found a queue standing: twice in a row it is somebody else's, once it may be its own.
    private const double YieldToOthers = 0.8, YieldToDoubt = 0.9;

    // Draft section 2.5: a little below the estimate, so that a queue that is there drains.
    private const double PacingMargin = 0.99;
    private const int MinWindowPackets = 4;

    // Bytes: nearly three doublings fewer than ten packets; the address is validated by then.
    private const long InitialWindow = 64L * Limits.MinDatagramSize;

    // On shorter paths the least rate is that of this RTT: 192 kbit/s.
    private static readonly Duration SlowestRise = Duration.FromMilliseconds(100);

    // Below it the kernel's timers and batches, not the path, decide what is in flight.
    private static readonly Duration ShortestPath = Duration.FromMilliseconds(1);

    private MinRttFilter _minRtt = new();
    private LossMeter _loss = new(datagramSize);
    private AckAggregation _aggregation = new();
    private QueueSign _queue;
    private RttCalm _calm;
    private MaxFilter _maxRate;
    private BbrPhase _phase = BbrPhase.Startup;
    private Timestamp _phaseSince;
    private long _window = InitialWindow;
    private Bounds _bounds = Bounds.None;
    private Bounds _priorBounds = Bounds.None;
    private long _priorWindow;

    private long _rounds;
    private Timestamp _roundSince;
    private bool _pressedThisRound = true;
    private bool _pressedLastRound = true;
    private long _latestRate;
    private long _latestInflight;
    private bool _revived;
    private bool _wasExcess;

    public long Window => _window;

    public bool InSlowStart => _phase == BbrPhase.Startup;

    /// <summary>Bytes a second.</summary>
    public long PacingRate { get; private set; } = Unpaced;

    internal BbrPhase Phase => _phase;

    /// <summary>The model, for traces.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_phase} {PathRate * 8 / 1e6:F1} Mbit/s, pacing {PacingRate * 8 / 1e6:F1}, {_minRtt.Value.Nanoseconds / 1e6:F1} ms, loss {_loss.Baseline:P1} {_loss.Round:P1}, bounds {_bounds}");

    /// <summary>What the path carries, bytes a second: delivered, and lost behind the bottleneck.</summary>
    internal long PathRate => Math.Min(_maxRate.Value, _bounds.RateShortTerm);

    internal double LossBaseline => _loss.Baseline;

    private long Least => (long)datagramSize * MinWindowPackets;

    private bool Presses => _phase is BbrPhase.Up or BbrPhase.Startup;

    public void OnAcknowledged(in AckSample sample)
    {
        long rate = Measure(sample);
        _minRtt.Add(sample.Now, sample.Rtt);
        // A start-up outgrows its own estimate: that is no aggregation.
        if (_phase != BbrPhase.Startup)
            _aggregation.OnAcknowledged(sample.Now, sample.AckedBytes, PathRate, _window);
        _calm.Add(sample.Rtt);
        _queue.Add(sample.Now, sample.Rtt, _minRtt.Value);
        if (_phase == BbrPhase.Startup)
            _train.Add(sample, _minRtt.Value);
        _latestRate = Math.Max(_latestRate, rate);
        if (_phase == BbrPhase.Up && !sample.Rate.IsAppLimited)
            _upMostRate = Math.Max(_upMostRate, rate);
        _latestInflight = Math.Max(_latestInflight, sample.Rate.Delivered + sample.Rate.Lost);
        if (sample.Rate.IsRoundStart)
            EndRound(sample);
        Advance(sample);
        SetWindow(sample);
        SetPacing(sample);
    }

    public void OnLost(in LossSample loss)
    {
        // RUDP-BBR-11: a queue that overflows loses what left together, too.
        if (!_pressedLastRound && !_pressedThisRound && !_queue.IsSeen)
            _loss.OnLost(loss.Number);
        OnLostWhileUp(loss);
    }

    public void OnSent(Timestamp now, int bytes, long inFlightBefore, bool appLimited)
    {
        if (inFlightBefore == 0 && appLimited && _phase is not (BbrPhase.Startup or BbrPhase.ProbeRtt) && PathRate > 0)
        {
            // After a rest the pipe is empty: what it carried before the rest is the best guess.
            PacingRate = (long)(PathRate * PacingMargin);
        }
    }

    public void OnCongestion(Timestamp now, long inFlight) =>
        (_priorBounds, _priorWindow) = (_bounds, _phase == BbrPhase.ProbeRtt ? Math.Max(_priorWindow, _window) : _window);

    public void OnSpuriousCongestion()
    {
        _bounds = _priorBounds;
        _window = Math.Max(_window, _priorWindow);
    }

    // The path was dead, which says nothing about what it carries when it lives: keep the model, begin gently.
    public void OnPersistentCongestion()
    {
        _priorWindow = Math.Max(_priorWindow, _window);
        _window = Least;
        _revived = true;
    }

    public void SetDatagramSize(int bytes)
    {
        datagramSize = bytes;
        _loss.SetDatagramSize(bytes);
        _window = Math.Max(_window, Least);
    }

    public void Reset()
    {
        _maxRate = default;
        _minRtt = new();
        _loss = new(datagramSize);
        _aggregation = new();
        _calm = default;
        _bounds = _priorBounds = Bounds.None;
        _window = InitialWindow;
        _priorWindow = 0;
        (_latestRate, _latestInflight) = (0, 0);
        (_pressedLastRound, _pressedThisRound) = (true, true);
        _revived = _wasExcess = false;
        _probeWait = ShortestProbeWait;
        PacingRate = Unpaced;
        ForgetCompany();
        (_lossSeenAt, _lossBelieved) = (Timestamp.Zero, Duration.Zero);
        Enter(BbrPhase.Startup, Timestamp.Zero);
        BeginStartup();
    }

    // RUDP-BBR-1: a sample counts what was delivered and, up to the path's own share, what was lost with it.
    private long Measure(in AckSample sample)
    {
        RateSample rate = sample.Rate;
        if (!rate.IsValid)
            return 0;
        double baseline = _loss.Baseline;
        double credit = Math.Min(rate.Lost, rate.Delivered * baseline / (1 - baseline));
        long carried = (long)((rate.Delivered + credit) * 1e9 / rate.Interval.Nanoseconds);
        if (!rate.IsAppLimited || carried > _maxRate.Value)
            _maxRate.Add(carried);
        return carried;
    }

    private void EndRound(in AckSample sample)
    {
        _rounds++;
        // What is acknowledged in a round left in the round before.
        bool pressed = _pressedLastRound;
        (_pressedLastRound, _pressedThisRound) = (_pressedThisRound, Presses);
        if (_revived)
        {
            _loss.Forget(sample.TotalDelivered, sample.TotalLost);
            _window = Math.Max(_window, Math.Min(_priorWindow, Inflight(1)));
            _revived = false;
        }
        else
        {
            bool queued = _calm.Least > sample.MinRtt + QueueSign.Rise(sample.MinRtt);
            if (_phase == BbrPhase.Startup)
                _loss.EndRoundOfStartup(sample.TotalDelivered, sample.TotalLost, queued);
            else
                _loss.EndRound(sample.TotalDelivered, sample.TotalLost, sample.Now - _roundSince, pressed, queued);
            EndRoundOfPhase(sample, pressed);
        }

        if (_phase is BbrPhase.Cruise or BbrPhase.Refill)
            EndRoundOfCruise();

        _calm.EndRound(_minRtt.Value);
        _roundSince = sample.Now;
        (_latestRate, _latestInflight) = (0, 0);
    }

    private void EndRoundOfPhase(in AckSample sample, bool pressed)
    {
        switch (_phase)
        {
            case BbrPhase.Startup:
                EndRoundOfStartup(sample);
                break;
            case BbrPhase.Up when pressed:
                EndRoundOfUp(sample.Now);
                break;
            case BbrPhase.ProbeRtt or BbrPhase.Drain:
                break;
            case BbrPhase.Down or BbrPhase.Cruise or BbrPhase.Refill when !pressed && _loss.IsExcess && (_wasExcess || _calm.IsCalm):
                LowerBounds();
                break;
        }

        _wasExcess = !pressed && _loss.IsExcess;
    }

    private void Advance(in AckSample sample)
    {
        switch (_phase)
        {
            case BbrPhase.Startup:
                if (_isPipeFull)
                    Enter(BbrPhase.Drain, sample.Now);
                break;
            case BbrPhase.Drain:
                if (sample.InFlight <= Inflight(1) || sample.Now - _phaseSince > _minRtt.Value * 3)
                    BeginDown(sample.Now);
                break;
            case BbrPhase.ProbeRtt:
                AdvanceProbeRtt(sample);
                return;
            default:
                AdvanceProbeBandwidth(sample);
                break;
        }

        if (_phase is not (BbrPhase.Startup or BbrPhase.Drain) && (_minRtt.IsStale(sample.Now) || DoubtsLoss(sample.Now)))
            BeginProbeRtt(sample.Now);
    }

    private void Enter(BbrPhase phase, Timestamp now)
    {
        _phase = phase;
        _phaseSince = now;
        _pressedThisRound |= Presses;
    }

    private double PacingGain(Timestamp now) => _phase switch
    {
        BbrPhase.Drain => DrainPacingGain,
        BbrPhase.Down => DownPacingGain,
        BbrPhase.Up when !AwaitsVerdict(now) => UpPacingGain,
        BbrPhase.Cruise => CruisePacingGain,
        _ => 1,
    };

    private double WindowGain => _phase switch
    {
        BbrPhase.Startup when !_queue.IsSeen => StartupWindowGain,
        BbrPhase.Up => UpWindowGain,
        _ => CruiseWindowGain,
    };

    private void SetPacing(in AckSample sample)
    {
        // The newest rate sample is a round old, the window of a start-up is not.
        double rate = _phase == BbrPhase.Startup
            ? StartupRate(sample.SmoothedRtt)
            : (PathRate * PacingGain(sample.Now) * PacingMargin) + (UpExtra / Math.Max(1e-3, sample.SmoothedRtt.Seconds));
        // RUDP-BBR-7: what the least window would bring home: an estimate that losses and pauses have ground down to nothing has to be able to rise again.
        PacingRate = (long)Math.Max(rate, Least / 2 / Duration.Max(sample.SmoothedRtt, SlowestRise).Seconds);
    }

    private void SetWindow(in AckSample sample)
    {
        bool starting = _phase == BbrPhase.Startup;
        // Batches of the pacer must fit, or a fast path waits for its own ACKs.
        long target = Math.Max(Inflight(WindowGain) + UpExtra + (starting ? 0 : _aggregation.Extra), 3 * PacingRate / 1_000);
        // The first samples measure how the first window left, not the path.
        if (starting)
            target = Math.Max(target, 2 * InitialWindow);
        double growth = starting ? sample.AckedBytes * (StartupGrowth - 1) / (1 - _loss.Baseline) : sample.AckedBytes;
        _window = Math.Min(_window + (long)growth, target);
        _window = Math.Max(Math.Min(_window, WindowBound()), Least);
    }

    private long WindowBound() => _phase switch
    {
        BbrPhase.ProbeRtt => Math.Max(Inflight(0.5), Least),
        BbrPhase.Cruise or BbrPhase.Down => Math.Min(Math.Max(Scale(_bounds.InflightLongTerm, Headroom), Floor), _bounds.InflightShortTerm),
        BbrPhase.Startup => long.MaxValue,
        _ => Math.Min(_bounds.InflightLongTerm, _bounds.InflightShortTerm),
    };

    private long Inflight(double gain)
    {
        if (!_minRtt.IsKnown || PathRate == 0)
            return InitialWindow;
        return (long)(gain * PathRate * Duration.Max(_minRtt.Value, ShortestPath).Seconds);
    }

    /// <summary>What no bound of the window takes away: what the path holds, and what its ACKs, a quarter of a round trip apart, bring home at once.</summary>
    private long Pipe => Inflight(1.25);

    /// <summary>RUDP-BBR-6: what losses leave of the window. Where the path itself loses nothing they are a queue's, and others may want their part of it.</summary>
    private long Floor => _loss.IsClean ? Inflight(Headroom) : Pipe;

    private static long Scale(long bytes, double factor) => bytes == long.MaxValue ? bytes : (long)(bytes * factor);

    /// <summary>What losses taught (draft section 4.4): long-term what a probe must not pass; short-term what the flow must not pass until the next probe.</summary>
    private record struct Bounds(long InflightLongTerm, long InflightShortTerm, long RateShortTerm)
    {
        public static Bounds None => new(long.MaxValue, long.MaxValue, long.MaxValue);
    }
}
