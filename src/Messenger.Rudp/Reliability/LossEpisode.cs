namespace Messenger.Rudp.Reliability;

/// <summary>
/// One round's losses are one congestion signal (RFC 9002 section 7.3.2). If every packet of the newest episode is acknowledged after all, there was no
/// congestion, and the controller gets back what it gave (RUDP-CC-4).
/// </summary>
internal sealed class LossEpisode
{
    private int _number;
    private int _open;
    private Timestamp _startedAt = new(-1);

    /// <summary>Whether a packet that left at this moment belongs to a round after the newest episode.</summary>
    public bool IsAfter(Timestamp sentAt) => sentAt > _startedAt;

    /// <summary>Counts a loss. Returns whether it begins an episode.</summary>
    public bool OnLost(ref SentPacket packet, Timestamp now)
    {
        bool begins = IsAfter(packet.SentAt);
        if (begins)
        {
            _number++;
            _open = 0;
            _startedAt = now;
        }

        _open++;
        packet.Episode = _number;
        return begins;
    }

    /// <summary>Takes a loss back. Returns whether it was the last of the newest episode.</summary>
    public bool OnSpurious(in SentPacket packet) => packet.Episode == _number && --_open == 0;
}
