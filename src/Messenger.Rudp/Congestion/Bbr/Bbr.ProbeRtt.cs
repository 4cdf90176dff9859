namespace Messenger.Rudp.Congestion.Bbr;

// Nearly still (draft section 4.3.4): half a pipe for 200 ms and a round, when for five seconds no sample came near the least.
internal sealed partial class Bbr
{
    private static readonly Duration ProbeRttLength = Duration.FromMilliseconds(200);

    private Timestamp _probeRttUntil;

    private void BeginProbeRtt(Timestamp now)
    {
        Enter(BbrPhase.ProbeRtt, now);
        _priorWindow = _window;
        _probeRttUntil = Timestamp.Never;
    }

    private void AdvanceProbeRtt(in AckSample sample)
    {
        if (_probeRttUntil.IsNever && sample.InFlight <= Math.Max(Inflight(0.5), Least))
            _probeRttUntil = sample.Now + Duration.Max(ProbeRttLength, sample.SmoothedRtt);
        if (_probeRttUntil > sample.Now)
            return;

        _minRtt.Confirm(sample.Now);
        _window = Math.Max(_window, _priorWindow);
        BeginDown(sample.Now);
        Enter(BbrPhase.Cruise, sample.Now);
    }
}
