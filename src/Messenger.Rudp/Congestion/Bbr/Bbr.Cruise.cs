namespace Messenger.Rudp.Congestion.Bbr;

// RUDP-BBR-8: no estimate is right to a percent. Alone on its path, a flow keeps the link busy and the queue short by what the RTT says.
internal sealed partial class Bbr
{
    // Of the rate: what a queue takes away at most, and what its absence adds. The latter makes up for the pacing margin, no more: a policer shows no queue.
    private const double MostEase = 0.1, MostPress = 0.01;

    // Round trips in which a queue too long is given time to drain.
    private const double RoundsToDrain = 2;

    // A queue that still shows after eight rounds of easing is somebody else's.
    private const int MostRoundsOfQueue = 8;

    private bool _isAlone;
    private int _queueRounds;
    private long _cruiseRate;
    private long _upMostRate;

    private double CruisePacingGain => _isAlone && _queueRounds <= MostRoundsOfQueue
        ? 1 - Math.Clamp(QueueExcess.Seconds / (RoundsToDrain * Duration.Max(_minRtt.Value, ShortestPath).Seconds), -MostPress, MostEase)
        : 1;

    /// <summary>The queue beyond half of what an RTT shows as one, and a timer's millisecond; below zero where it is shorter.</summary>
    private Duration QueueExcess => _queue.Level - _minRtt.Value - Duration.Max(QueueSign.Rise(_minRtt.Value) / 2, ShortestPath);

    private void EndRoundOfCruise()
    {
        _cruiseRate = _latestRate;
        _queueRounds = _queue.IsSeen ? _queueRounds + 1 : 0;
    }

    // Who presses on a queue that is shared finds it standing, or takes from the others' part of the link; who is alone brings no more home than before.
    private void JudgeCompany(bool overflowed) => _isAlone = !overflowed && !_stands && _upMostRate > 0 && _upMostRate <= _cruiseRate * WorthMore;

    private void ForgetCompany() => (_isAlone, _queueRounds, _cruiseRate, _upMostRate) = (false, 0, 0, 0);
}
