namespace Messenger.Rudp.Reliability;

/// <summary>
/// How much later than its successors a packet may be before it counts as lost: RFC 9002's thresholds until the path has been seen to reorder,
/// then RACK's window (RFC 8985 section 6.2), which widens with each spurious loss (RUDP-LOSS-2 to 4).
/// </summary>
internal sealed class ReorderingWindow
{
    private int _steps = 1;
    private int _episodesLeft;

    /// <summary>Whether a packet was ever acknowledged after one that left later.</summary>
    public bool Seen { get; private set; }

    /// <summary>RUDP-LOSS-2: until reordering was seen, three later packets make a loss.</summary>
    public int PacketThreshold => Seen ? int.MaxValue : Limits.PacketThreshold;

    /// <summary>The age, counted from sending, at which a packet is lost once a later one was acknowledged.</summary>
    public Duration LossDelay(RttEstimator rtt)
    {
        var round = Duration.Max(rtt.Smoothed, rtt.Latest);
        // RUDP-LOSS-3: 9/8 of the RTT (kTimeThreshold), or the adaptive window once the path reorders: steps of a quarter of the least RTT. A radio link holds
        // packets back for longer than a short path's RTT, and what is late must not count as lost again and again.
        var window = Seen ? Duration.Min(rtt.Min * _steps / 4, Duration.Max(rtt.Smoothed, Limits.MaxAckDelay)) : round / 8;
        return round + Duration.Max(window, Limits.Granularity);
    }

    public void OnReordering() => Seen = true;

    /// <summary>RUDP-LOSS-4: a loss that was none widens the window.</summary>
    public void OnSpuriousLoss()
    {
        Seen = true;
        _steps = Math.Min(_steps + 1, 64);
        _episodesLeft = Limits.ReorderingPersistence;
    }

    /// <summary>After 16 episodes without a spurious loss the window falls back to one step.</summary>
    public void OnEpisode()
    {
        if (_episodesLeft > 0 && --_episodesLeft == 0)
            _steps = 1;
    }
}
