namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// Tells loss that comes with the path from loss that comes with the rate (RUDP-BBR-3). The baseline is a low quantile of the loss of windows in which the
/// flow did not press: radio loss is in all of them, an overflowing queue or a policer is not. A round far above the baseline is congestion, until a slower
/// round has lost the same share: then it was the path.
/// </summary>
internal sealed class LossMeter(int datagramSize)
{
    private const int Windows = 8;

    // The third least of eight: robust against two lucky windows and against five unlucky ones.
    private const int Quantile = 2;
    private const int LeastPackets = 48, LeastStartPackets = 24;

    // Draft section 2.7: BBR.LossThresh.
    private const double Threshold = 0.02;
    private const double MaxBaseline = 0.5;
    private const double CleanShare = 0.004;
    private const double Doubt = 0.8;

    private readonly double[] _windows = new double[Windows];
    private readonly double[] _sorted = new double[Windows];
    private int _count;
    private double _windowLost;
    private double _windowTotal;
    private long _delivered;
    private long _lost;
    private bool _isWeighed;
    private double _suspect;
    private double _suspectRate;

    /// <summary>The share that is lost whatever the rate.</summary>
    public double Baseline { get; private set; }

    /// <summary>Whether enough was sent to know that the path loses next to nothing by itself: then losses are a queue's.</summary>
    public bool IsClean => _isWeighed && Baseline < CleanShare;

    /// <summary>The share lost in the round that ended last.</summary>
    public double Round { get; private set; }

    /// <summary>Whether that round lost more than the baseline explains.</summary>
    public bool IsExcess { get; private set; }

    /// <summary>
    /// Ends a round of start-up, where each round is as large as all before: what all but the last one lost together is the best that is known, as an
    /// overflowing queue shows in the last one alone.
    /// </summary>
    /// <param name="delivered">All bytes delivered.</param>
    /// <param name="lost">All bytes lost.</param>
    /// <param name="queued">A queue stood throughout the round.</param>
    public void EndRoundOfStartup(long delivered, long lost, bool queued)
    {
        (double roundLost, double total) = Rate(delivered, lost);
        if (queued || total < LeastStartPackets * (double)datagramSize)
            return;
        double share = roundLost / total;
        Baseline = Math.Min(MaxBaseline, _isWeighed ? Math.Min(Baseline, share) : share);
        _isWeighed = true;
        Array.Fill(_windows, Baseline);
        _count = Windows;
    }

    /// <summary>Ends a round.</summary>
    /// <param name="delivered">All bytes delivered.</param>
    /// <param name="lost">All bytes lost.</param>
    /// <param name="duration">How long the round was.</param>
    /// <param name="pressed">Whether the round's packets left faster than the path was thought to be.</param>
    /// <param name="queued">A queue stood throughout the round: what was lost then is no measure of the path.</param>
    public void EndRound(long delivered, long lost, Duration duration, bool pressed, bool queued)
    {
        (double roundLost, double total) = Rate(delivered, lost);
        if (total <= 0)
            return;
        double rate = total / Math.Max(1e-9, duration.Seconds);
        if (pressed)
            return;
        if (queued)
        {
            // Where a queue never leaves, what was learnt of the path before is ever less believed: it may have been that queue's losses.
            Baseline *= Doubt;
            return;
        }


        if (IsExcess)
        {
            Judge(rate);
            return;
        }

        _suspect = 0;
        Admit(roundLost, total);
    }

    public void SetDatagramSize(int bytes) => datagramSize = bytes;

    /// <summary>The last round says nothing: the path was dead for a while.</summary>
    public void Forget(long delivered, long lost) => (_delivered, _lost, _suspect, IsExcess) = (delivered, lost, 0, false);

    private (double Lost, double Total) Rate(long delivered, long lost)
    {
        double roundLost = lost - _lost, total = roundLost + (delivered - _delivered);
        (_delivered, _lost) = (delivered, lost);
        IsExcess = false;
        if (total <= 0)
            return (0, 0);
        Round = roundLost / total;
        IsExcess = roundLost > 3 * datagramSize && Round > Limit(total);
        return (roundLost, total);
    }

    /// <summary>The share above which so many bytes lost more than the baseline and chance explain.</summary>
    public double Limit(double bytes)
    {
        double packets = Math.Max(1, bytes / datagramSize), share = Math.Max(Baseline, 0.02);
        return Baseline + Threshold + (2.5 * Math.Sqrt(share * (1 - share) / packets));
    }

    private void Judge(double rate)
    {
        if (_suspect > 0 && rate < _suspectRate * (1 - (_suspect / 3)))
        {
            if (Round > _suspect * 0.7)
            {
                // Slower, and the same share is gone: it is the path.
                Array.Fill(_windows, Math.Min(Round, _suspect));
                _count = Windows;
                Baseline = Math.Min(MaxBaseline, Math.Min(Round, _suspect));
                IsExcess = false;
            }

            _suspect = 0;
            return;
        }

        if (_suspect == 0)
            (_suspect, _suspectRate) = (Round, rate);
    }

    private void Admit(double lost, double total)
    {
        _windowLost += lost;
        _windowTotal += total;
        if (_windowTotal < LeastPackets * (double)datagramSize)
            return;
        _windows[_count++ % Windows] = _windowLost / _windowTotal;
        if (_count == 2 * Windows)
            _count = Windows;
        (_windowLost, _windowTotal) = (0, 0);
        int known = Math.Min(_count, Windows);
        _windows.AsSpan(0, known).CopyTo(_sorted);
        Array.Sort(_sorted, 0, known);
        Baseline = Math.Min(MaxBaseline, _sorted[Math.Min(Quantile, (known - 1) / 2)]);
    }
}
