using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>What was received: which packets are doubles, and when the next ACK must go (RUDP-ACK-2 to 7); <see cref="AckStory"/> decides what it says.</summary>
internal sealed class AckTracker(Duration maxAckDelay)
{
    private readonly RangeSet _numbers = new();
    private readonly AckStory _story = new();
    private long _floor = -1;
    private Timestamp _largestAt;
    private Timestamp _lastSent;
    private long _received;
    private int _unacknowledged;
    private long _unacknowledgedBytes;
    private bool _immediate;

    public PacketNumber Largest => _numbers.IsEmpty ? PacketNumber.None : new(_numbers[_numbers.Count - 1].End - 1);

    /// <summary>When the pending ACK must go; never without one.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    /// <summary>Whether anything that asks for an ACK came since the last, or that one could not tell all.</summary>
    public bool IsPending => _unacknowledged > 0;

    /// <summary>Ranges that are remembered; one ACK tells at most <see cref="Limits.MaxAckRanges"/>.</summary>
    public int Remembered => _numbers.Count;

    /// <summary>What an ACK says, newest first.</summary>
    public ReadOnlySpan<AckRange> Ranges => _story.Tell(_numbers);

    public bool IsDue(Timestamp now) => _immediate || Deadline <= now;

    /// <summary>RUDP-ACK-3: a packet that came before, or is older than all that is remembered.</summary>
    public bool IsDuplicate(PacketNumber number) => number.Value <= _floor || _numbers.Contains(number.Value, number.Value + 1);

    /// <summary>Notes a new packet of so many bytes. <paramref name="smoothedRtt"/> sets the pace of later ACKs.</summary>
    public void OnReceived(PacketNumber number, int bytes, bool ackEliciting, Timestamp now, Duration smoothedRtt)
    {
        var largest = Largest;
        bool inOrder = largest.IsNone || number == largest.Next;
        if (largest.IsNone || number > largest)
            _largestAt = now;
        _story.OnReceived(number, largest);
        Remember(number);
        if (!ackEliciting)
            return;
        _unacknowledged++;
        _unacknowledgedBytes += bytes;
        _received++;
        // RUDP-ACK-4: at once on a hole, on what fills one, and for every second of the first packets.
        var pace = smoothedRtt / 4;
        int threshold = _received <= Limits.EagerAckPackets ? 2 : pace < Limits.Granularity ? Limits.AckEveryPackets : int.MaxValue;
        _immediate |= !inOrder || _unacknowledged >= threshold || (pace < Limits.Granularity && _unacknowledgedBytes >= Limits.AckEveryBytes);
        // RUDP-ACK-5: later at most every quarter of an RTT, and never later than announced.
        var delay = Duration.Min(Duration.Max(pace, Limits.Granularity), maxAckDelay);
        Deadline = Timestamp.Min(Deadline, Timestamp.Max(now, Timestamp.Min(_lastSent, now) + delay));
    }

    /// <summary>How long the largest packet has waited for its ACK.</summary>
    public Duration DelayAt(Timestamp now) => now - _largestAt;

    /// <summary>An ACK has left.</summary>
    public void OnSent(Timestamp now)
    {
        // RUDP-ACK-12: what it had no room for follows at once.
        _immediate = _story.OnTold();
        _unacknowledged = _immediate ? 1 : 0;
        _unacknowledgedBytes = 0;
        _lastSent = now;
        Deadline = Timestamp.Never;
    }

    /// <summary>The peer has seen an ACK up to this number.</summary>
    public void OnAckAcknowledged(PacketNumber largest)
    {
        _story.OnAckAcknowledged(largest);
        // RUDP-ACK-7: no packet is so late.
        while (_numbers.Count > 1 && _numbers.First.End <= largest.Value - Limits.LatestPacket)
            ForgetOldest();
    }

    private void Remember(PacketNumber number)
    {
        _numbers.Add(number.Value, number.Value + 1);
        if (_numbers.Count > Limits.MaxTrackedRanges)
            ForgetOldest();
    }

    /// <summary>RUDP-ACK-7: the oldest range falls off and all below its end counts as received.</summary>
    private void ForgetOldest()
    {
        _floor = _numbers.First.End - 1;
        _numbers.Remove(_numbers.First.Start, _numbers.First.End);
        _story.OnForgotten(_floor + 1);
    }
}
