namespace Messenger.Rudp.Congestion.Bbr;

// RUDP-BBR-2, start-up (draft section 4.3.1): doubles each round until the path delivers no more, its queue shows, or it overflows.
internal sealed partial class Bbr
{
    private const double FullGrowth = 1.25;
    private const int FullRounds = 3;

    // A round without growth that lost so much more than the path does has filled a queue too short to be seen in the RTT.
    private const double OverflowShare = 0.15;

    // HyStart++ (RFC 9406): the RTT has risen when the least of eight samples says so.
    private const int RttSamples = 8;
    private static readonly Duration LeastRise = Duration.FromMilliseconds(4), MostRise = Duration.FromMilliseconds(16);

    private bool _isPipeFull;
    private long _fullRate;
    private int _fullCount;
    private Duration _leastRecentRtt = Duration.Infinite;
    private int _recentRtts;
    private long _holdUntilRound;

    private void BeginStartup()
    {
        (_isPipeFull, _fullRate, _fullCount, _holdUntilRound) = (false, 0, 0, 0);
        (_leastRecentRtt, _recentRtts) = (Duration.Infinite, 0);
    }

    // The queue is there: no faster from now on; one round at the path's own rate measures it while the queue keeps it busy.
    private bool IsHolding => _holdUntilRound > 0;

    private void WatchRtt(in AckSample sample)
    {
        if (IsHolding || sample.Rtt == Duration.Zero)
            return;
        _leastRecentRtt = Duration.Min(_leastRecentRtt, sample.Rtt);
        if (++_recentRtts < RttSamples)
            return;
        Duration rise = Duration.Max(LeastRise, Duration.Min(MostRise, _minRtt.Value / 8));
        if (_leastRecentRtt > _minRtt.Value + rise)
            _holdUntilRound = _rounds + 2;
        (_leastRecentRtt, _recentRtts) = (Duration.Infinite, 0);
    }

    private void EndRoundOfStartup(in AckSample sample)
    {
        if (IsHolding)
        {
            _isPipeFull = _rounds >= _holdUntilRound;
            return;
        }

        if (sample.Rate.IsAppLimited)
            return;
        if (_pathRate.Value >= _fullRate * FullGrowth)
        {
            (_fullRate, _fullCount) = (_pathRate.Value, 0);
            return;
        }

        _fullCount++;
        bool overflows = _loss.IsExcess && _loss.Round > _loss.Baseline + OverflowShare;
        if (_fullCount < FullRounds && !overflows)
            return;
        _isPipeFull = true;
        if (overflows)
            _bounds.InflightHigh = Math.Max(Inflight(1), _roundInFlight);
    }
}
