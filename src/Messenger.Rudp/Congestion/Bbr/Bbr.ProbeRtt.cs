namespace Messenger.Rudp.Congestion.Bbr;

// Nearly still (draft section 4.3.4): half a pipe for 200 ms and a round, when for five seconds no sample came near the least, or when so much is lost that it
// may well be a queue's that is never empty: then it shows what half the rate loses (RUDP-BBR-9).
internal sealed partial class Bbr
{
    private static readonly Duration ProbeRttLength = Duration.FromMilliseconds(200);

    // A share of loss that is believed only after it was looked at, and for how long: each look that confirms it doubles that.
    private const double DoubtfulLoss = 0.15;
    private static readonly Duration ShortestBelief = Duration.FromSeconds(10), LongestBelief = Duration.FromSeconds(60);

    // Packets that tell a share from chance, and how long to wait for them at most: slower paths are not asked.
    private const int LookPackets = 96;
    private static readonly Duration LongestLook = Duration.FromSeconds(1);

    private Timestamp _probeRttUntil;
    private Timestamp _stillSince;
    private Timestamp _lossSeenAt;
    private Duration _lossBelieved;
    private bool _looksAtLoss;
    private (long Delivered, long Lost)? _stillFrom;

    /// <summary>How long so many packets take at half the rate.</summary>
    private Duration Look => new(LookPackets * datagramSize * 1_000_000_000L / Math.Max(1, PathRate / 2));

    private bool DoubtsLoss(Timestamp now) =>
        _loss.Baseline > DoubtfulLoss && now - _lossSeenAt > _lossBelieved && Look <= LongestLook;

    private void BeginProbeRtt(Timestamp now)
    {
        if (_phase == BbrPhase.Up)
            _isAlone = false;
        _looksAtLoss = DoubtsLoss(now);
        Enter(BbrPhase.ProbeRtt, now);
        _priorWindow = _window;
        _probeRttUntil = Timestamp.Never;
        _stillFrom = null;
    }

    private void AdvanceProbeRtt(in AckSample sample)
    {
        if (_probeRttUntil.IsNever && sample.InFlight <= Math.Max(Inflight(0.5), Least))
        {
            _stillSince = sample.Now;
            Duration length = _looksAtLoss ? sample.SmoothedRtt + Duration.Max(sample.SmoothedRtt, Look) : sample.SmoothedRtt;
            _probeRttUntil = sample.Now + Duration.Max(ProbeRttLength, length);
        }

        if (!_probeRttUntil.IsNever && sample.Now - _stillSince > sample.SmoothedRtt)
            _stillFrom ??= (sample.TotalDelivered, sample.TotalLost);
        if (_probeRttUntil > sample.Now)
            return;

        if (_looksAtLoss)
            JudgeLoss(sample);
        _minRtt.Confirm(sample.Now);
        _window = Math.Max(_window, _priorWindow);
        BeginDown(sample.Now);
        Enter(BbrPhase.Cruise, sample.Now);
    }

    private void JudgeLoss(in AckSample sample)
    {
        _lossSeenAt = sample.Now;
        double before = 1 - _loss.Baseline;
        if (_stillFrom is not { } from || !_loss.Bound(sample.TotalDelivered - from.Delivered, sample.TotalLost - from.Lost))
        {
            _lossBelieved = Duration.Min(Duration.Max(_lossBelieved * 2, ShortestBelief), LongestBelief);
            return;
        }

        _lossBelieved = ShortestBelief;
        // What was counted as carried was lost before the bottleneck, or in it.
        _maxRate.Scale(before / (1 - _loss.Baseline));
    }
}
