namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// Whether the RTT stood still in the last two rounds. A queue moves it slowly; a processor that was taken away lets it jump, and lets the losses of several
/// rounds be noticed in one (RUDP-BBR-3).
/// </summary>
internal struct RttCalm
{
    private static readonly Duration LeastJump = Duration.FromMilliseconds(4);

    private Duration _least;
    private Duration _most;
    private bool _last;
    private bool _isUnrest;

    /// <summary>The least RTT of this round so far.</summary>
    public readonly Duration Least => _least;

    public readonly bool IsCalm => !_isUnrest;

    public void Add(Duration rtt)
    {
        if (rtt == Duration.Zero)
            return;
        _least = _least == Duration.Zero ? rtt : Duration.Min(_least, rtt);
        _most = Duration.Max(_most, rtt);
    }

    public void EndRound(Duration pathRtt)
    {
        bool jumped = _most - _least > Duration.Max(LeastJump, pathRtt / 8);
        (_isUnrest, _last) = (jumped || _last, jumped);
        (_least, _most) = (Duration.Zero, Duration.Zero);
    }
}
