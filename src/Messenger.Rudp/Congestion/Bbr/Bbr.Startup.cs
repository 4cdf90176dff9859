namespace Messenger.Rudp.Congestion.Bbr;

// RUDP-BBR-2, start-up (draft section 4.3.1): doubles each round until the path delivers no more, or overflows.
internal sealed partial class Bbr
{
    private const double FullGrowth = 1.25;

    // The rate alone says so after three rounds (draft section 4.3.1.2); where the RTT says so, too, one is enough.
    private const int FullRounds = 3;

    // A round without growth that lost so much more than the path does has filled a queue too short to be seen in the RTT.
    private const double OverflowShare = 0.15;

    private bool _isPipeFull;
    private long _fullRate;
    private int _fullCount;

    private void BeginStartup()
    {
        (_isPipeFull, _fullRate, _fullCount) = (false, 0, 0);
        _queue.Reset();
    }

    private void EndRoundOfStartup(in AckSample sample)
    {
        // A path that loses nothing by itself loses because a queue is full: whoever grows on does so at the cost of others.
        bool crowds = _loss.IsClean && _loss.IsExcess;
        if (!crowds && _maxRate.Value >= _fullRate * FullGrowth)
        {
            (_fullRate, _fullCount) = (_maxRate.Value, 0);
            return;
        }

        // Who has too little to send learns nothing from the rate, but from what the queue could not hold.
        bool overflows = crowds || _loss.IsExcess && _loss.Round > _loss.Baseline + OverflowShare;
        if (!overflows && sample.Rate.IsAppLimited)
            return;
        _fullCount++;
        if (_fullCount < FullRounds && !overflows && !_queue.IsSeen)
            return;
        _isPipeFull = true;
        if (overflows)
            _bounds.InflightLongTerm = Math.Max(Pipe, _latestInflight);
    }
}
