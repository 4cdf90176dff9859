namespace Messenger.Rudp.Congestion.Bbr;

// Start-up (draft section 4.3.1): doubles each round until three rounds brought no quarter more, or one that did not lost more than the path loses.
internal sealed partial class Bbr
{
    private const double FullGrowth = 1.25;
    private const int FullRounds = 3;

    private bool _isPipeFull;
    private long _fullRate;
    private int _fullCount;

    private void BeginStartup() => (_isPipeFull, _fullRate, _fullCount) = (false, 0, 0);

    private void EndRoundOfStartup(in AckSample sample)
    {
        if (sample.Rate.IsAppLimited)
            return;
        if (_pathRate.Value >= _fullRate * FullGrowth)
        {
            (_fullRate, _fullCount) = (_pathRate.Value, 0);
            return;
        }

        _fullCount++;
        if (_fullCount < FullRounds && !_loss.IsExcess)
            return;
        _isPipeFull = true;
        if (_loss.IsExcess)
        {
            // The queue is shorter than what start-up made: what came through is what fits.
            _bounds.InflightHigh = Math.Max(Inflight(1), _roundInFlight);
        }
    }
}
