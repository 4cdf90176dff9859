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
    private const int LeastPackets = 48, LeastStartPackets = 24, LeastCleanPackets = 150;

    // Draft section 2.7: BBR.LossThresh.
    private const double Threshold = 0.02;
    private const double MaxBaseline = 0.5;
    private const double CleanShare = 0.004;
    private const double Doubt = 0.8;

    // A round is short: its rate is a matter of chance, and what is faster or more is said of their mean.
    private const double MeanWeight = 1.0 / 8, Worth = 1.05;

    // By how much of the share that was lost a round must be slower to tell a policer from the path.
    private const double EnoughSlower = 0.6;

    private readonly double[] _windows = new double[Windows];
    private readonly double[] _sorted = new double[Windows];
    private int _count;
    private double _windowLost;
    private double _windowTotal;
    private double _weighed;

    // Bytes a second: the slowest rate that carried so much, and the means of the newest rounds.
    private double _rate;
    private double _carried;
    private double _meanRate;
    private double _meanCarried;
    private long _delivered;
    private long _lost;
    private double _suspect;
    private double _suspectRate;
    private LossRuns _runs;

    /// <summary>The share that is lost whatever the rate.</summary>
    public double Baseline { get; private set; }

    /// <summary>Whether enough was sent to know that the path loses next to nothing by itself: then losses are a queue's.</summary>
    public bool IsClean => Baseline < CleanShare && _weighed > LeastCleanPackets * (double)datagramSize;

    /// <summary>The share lost in the round that ended last.</summary>
    public double Round { get; private set; }

    /// <summary>Whether that round lost more than the baseline explains.</summary>
    public bool IsExcess { get; private set; }

    private double Uncertainty => _weighed == 0 ? 0 : RuleOfThree(_weighed);

    /// <summary>
    /// Ends a round of start-up, where each round is as large as all before: what all of them lost together is the best that is known, but for one in excess,
    /// in which a queue overflowed.
    /// </summary>
    /// <param name="delivered">All bytes delivered.</param>
    /// <param name="lost">All bytes lost.</param>
    /// <param name="queued">A queue stood throughout the round.</param>
    public void EndRoundOfStartup(long delivered, long lost, bool queued)
    {
        (double roundLost, double total) = Rate(delivered, lost);
        if (queued || total < LeastStartPackets * (double)datagramSize || (IsExcess && _weighed > 0))
            return;
        (_windowTotal, _weighed) = (_windowTotal + total, _weighed + total);
        // A first round that overflowed is refuted by a later one that did not.
        _windowLost = Math.Min(_windowLost + roundLost, _windowTotal * AtMost(roundLost / total, total));
        Believe(_windowLost / _windowTotal);
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
        Admit(roundLost, total, rate);
    }

    /// <summary>RUDP-BBR-9: what was lost at half the rate is the most that the path can lose at any.</summary>
    /// <param name="delivered">Bytes delivered meanwhile.</param>
    /// <param name="lost">Bytes lost meanwhile.</param>
    /// <returns>Whether less is believed now: it was less than the baseline by more than chance.</returns>
    public bool Bound(long delivered, long lost)
    {
        double total = delivered + lost;
        if (total < LeastPackets * (double)datagramSize || Baseline <= AtMost(lost / total, total))
            return false;
        _weighed = total;
        Believe(lost / total);
        return true;
    }

    public void SetDatagramSize(int bytes) => datagramSize = bytes;

    /// <summary>A packet was lost.</summary>
    public void OnLost(PacketNumber number) => _runs.Add(number);

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

    // What so many bytes without a loss leave possible, at 95 %.
    private double RuleOfThree(double bytes) => 3 * datagramSize / bytes;

    // RUDP-BBR-11.
    private double Deviation(double share, double bytes) => Math.Sqrt(_runs.Dispersion * share * (1 - share) / Math.Max(1, bytes / datagramSize));

    // What a path may lose of which so many bytes lost this share, at 95 %.
    private double AtMost(double share, double bytes) => share + RuleOfThree(bytes) + (2 * Deviation(share, bytes));

    private static double Mean(double before, double value) => before == 0 ? value : before + ((value - before) * MeanWeight);

    /// <summary>The share above which so many bytes lost more than the baseline and chance explain.</summary>
    public double Limit(double bytes)
    {
        // However little was seen: of no path is it believed that it loses more than the most by itself.
        double known = Math.Min(MaxBaseline, Baseline + Uncertainty);
        return known + Threshold + (2.5 * Deviation(Math.Max(known, Threshold), bytes));
    }

    // From here on the path's share is this, whatever the windows before were.
    private void Believe(double share)
    {
        Baseline = Math.Min(MaxBaseline, share);
        Array.Fill(_windows, Baseline);
        _count = Windows;
    }

    private void Judge(double rate)
    {
        if (_suspect > 0 && rate < _suspectRate * (1 - (_suspect * EnoughSlower)))
        {
            // What a policer, which lets so much through at any rate, would take of this round.
            double policed = Math.Max(0, 1 - ((1 - _suspect) * _suspectRate / rate));
            if (Round > (_suspect + policed) / 2)
            {
                // Slower, and the same share is gone: it is the path.
                Believe(Math.Min(Round, _suspect));
                IsExcess = false;
            }

            _suspect = 0;
            return;
        }

        if (_suspect == 0)
            (_suspect, _suspectRate) = (Round, rate);
    }

    private void Admit(double lost, double total, double rate)
    {
        _windowLost += lost;
        _windowTotal += total;
        _weighed += total;
        _meanRate = Mean(_meanRate, rate);
        _meanCarried = Mean(_meanCarried, rate * (1 - (lost / total)));
        if (_windowTotal < LeastPackets * (double)datagramSize)
            return;
        _windows[_count++ % Windows] = _windowLost / _windowTotal;
        if (_count == 2 * Windows)
            _count = Windows;
        (_windowLost, _windowTotal) = (0, 0);
        int known = Math.Min(_count, Windows);
        _windows.AsSpan(0, known).CopyTo(_sorted);
        Array.Sort(_sorted, 0, known);
        double share = Math.Min(MaxBaseline, _sorted[Math.Min(Quantile, (known - 1) / 2)]);
        bool more = _meanCarried > _carried * Worth;
        // Faster, and nothing more came through: what was lost more is the rate's, and must not become the path's.
        if (share > Baseline && _meanRate > _rate * Worth && !more)
            return;
        Baseline = share;
        if (more || _meanRate < _rate)
            (_rate, _carried) = (_meanRate, _meanCarried);
    }
}
