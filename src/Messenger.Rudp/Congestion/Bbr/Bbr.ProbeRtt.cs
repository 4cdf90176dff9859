namespace Messenger.Rudp.Congestion.Bbr;

// Nearly still (draft section 4.3.4): half a pipe for 200 ms and a round, when for five seconds no sample came near the least, or when so much is lost that it
// may well be a queue's that is never empty: then for two rounds, of which the second shows what half the rate loses (RUDP-BBR-9).
internal sealed partial class Bbr
{
    private static readonly Duration ProbeRttLength = Duration.FromMilliseconds(200);

    // A share of loss that is believed only after it was looked at, and for how long.
    private const double DoubtfulLoss = 0.15;
    private static readonly Duration LossBelieved = Duration.FromSeconds(10);

    private Timestamp _probeRttUntil;
    private Timestamp _stillSince;
    private Timestamp _lossSeenAt;
    private (long Delivered, long Lost)? _stillFrom;

    private bool DoubtsLoss(Timestamp now) => _loss.Baseline > DoubtfulLoss && (_lossSeenAt == Timestamp.Zero || now - _lossSeenAt > LossBelieved);

    private void BeginProbeRtt(Timestamp now)
    {
        Enter(BbrPhase.ProbeRtt, now);
        _priorWindow = _window;
        _probeRttUntil = Timestamp.Never;
        _stillFrom = null;
    }

    private void AdvanceProbeRtt(in AckSample sample)
    {
        Duration length = Duration.Max(ProbeRttLength, sample.SmoothedRtt);
        if (_probeRttUntil.IsNever && sample.InFlight <= Math.Max(Inflight(0.5), Least))
        {
            _stillSince = sample.Now;
            _probeRttUntil = sample.Now + (_loss.Baseline > DoubtfulLoss ? Duration.Max(length, sample.SmoothedRtt * 2) : length);
        }

        if (!_probeRttUntil.IsNever && sample.Now - _stillSince > sample.SmoothedRtt)
            _stillFrom ??= (sample.TotalDelivered, sample.TotalLost);
        if (_probeRttUntil > sample.Now)
            return;

        if (_stillFrom is { } from)
            _loss.Bound(sample.TotalDelivered - from.Delivered, sample.TotalLost - from.Lost);
        _lossSeenAt = sample.Now;
        _minRtt.Confirm(sample.Now);
        _window = Math.Max(_window, _priorWindow);
        BeginDown(sample.Now);
        Enter(BbrPhase.Cruise, sample.Now);
    }
}
