namespace Messenger.Rudp.Congestion.Bbr;

// RUDP-BBR-2, start-up (draft section 4.3.1): doubles each round, or more where RUDP-BBR-10 allows it, until the path delivers no more, or overflows.
internal sealed partial class Bbr
{
    private const double FullGrowth = 1.25;

    // The rate alone says so after three rounds (draft section 4.3.1.2); where the RTT says so, too, one is enough.
    private const int FullRounds = 3;

    // A round without growth that lost so much more than the path does has filled a queue too short to be seen in the RTT.
    private const double OverflowShare = 0.15;

    // The first window leaves at once, so that its ACKs tell the rate of the path, and not its own.
    private const long Unpaced = 1L << 40;

    private FirstTrain _train;
    private bool _isPipeFull;
    private long _fullRate;
    private int _fullCount;

    private void BeginStartup()
    {
        (_isPipeFull, _fullRate, _fullCount) = (false, 0, 0);
        _train = default;
        _queue.Reset();
    }

    /// <summary>RUDP-BBR-10: how many times the window grows in a round.</summary>
    private double StartupGrowth => _window < _train.Rate / 2 * _minRtt.Value.Seconds && !_queue.IsSeen ? 4 : 2;

    /// <summary>Bytes a second: what a window sends that grows evenly. Faster would send bursts, whose rate cannot be measured.</summary>
    private double StartupRate(Duration rtt)
    {
        double growth = StartupGrowth;
        return _train.HasLeft ? _window * growth * Math.Log(growth) / (growth - 1) / Math.Max(1e-6, rtt.Seconds) : Unpaced;
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
