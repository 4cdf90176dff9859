using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>What was received: which packets are doubles, what the next ACK says and when it must go (RUDP-ACK-2 to 7).</summary>
internal sealed class AckTracker(Duration maxAckDelay)
{
    // Newest first.
    private readonly AckRange[] _ranges = new AckRange[Limits.MaxTrackedRanges + 1];
    private int _count;
    private PacketNumber _floor = PacketNumber.None;
    private Timestamp _largestAt;
    private Timestamp _lastSent;
    private long _received;
    private int _unacknowledged;
    private long _unacknowledgedBytes;
    private bool _immediate;

    public PacketNumber Largest => _count == 0 ? PacketNumber.None : _ranges[0].Last;

    /// <summary>When the pending ACK must go; never without one.</summary>
    public Timestamp Deadline { get; private set; } = Timestamp.Never;

    /// <summary>Whether anything that asks for an ACK came since the last.</summary>
    public bool IsPending => _unacknowledged > 0;

    /// <summary>Ranges that are remembered; told are at most <see cref="Limits.MaxAckRanges"/>.</summary>
    public int Remembered => _count;

    public ReadOnlySpan<AckRange> Ranges => _ranges.AsSpan(0, Math.Min(_count, Limits.MaxAckRanges));

    public bool IsDue(Timestamp now) => _immediate || Deadline <= now;

    /// <summary>RUDP-ACK-3: a packet that came before, or is older than all that is remembered.</summary>
    public bool IsDuplicate(PacketNumber number)
    {
        if (number <= _floor)
            return true;
        for (int i = 0; i < _count; i++)
        {
            if (number > _ranges[i].Last)
                return false;
            if (number >= _ranges[i].First)
                return true;
        }

        return false;
    }

    /// <summary>Notes a new packet of so many bytes. <paramref name="smoothedRtt"/> sets the pace of later ACKs.</summary>
    public void OnReceived(PacketNumber number, int bytes, bool ackEliciting, Timestamp now, Duration smoothedRtt)
    {
        bool inOrder = _count == 0 || number == Largest.Next;
        if (_count == 0 || number > Largest)
            _largestAt = now;
        Insert(number);
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

    public void OnSent(Timestamp now)
    {
        _unacknowledged = 0;
        _unacknowledgedBytes = 0;
        _immediate = false;
        _lastSent = now;
        Deadline = Timestamp.Never;
    }

    /// <summary>RUDP-ACK-6: the peer has seen an ACK up to this number, so what lies below it need not be said again.</summary>
    public void OnAckAcknowledged(PacketNumber largest)
    {
        while (_count > 1 && _ranges[_count - 1].Last < largest)
        {
            _floor = _ranges[_count - 1].Last;
            _count--;
        }
    }

    private void Insert(PacketNumber number)
    {
        int i = 0;
        while (i < _count && number < _ranges[i].First)
            i++;
        bool joinsNewer = i > 0 && number.Next == _ranges[i - 1].First;
        bool joinsOlder = i < _count && number == _ranges[i].Last.Next;
        if (joinsNewer && joinsOlder)
        {
            _ranges[i - 1] = new(_ranges[i].First, _ranges[i - 1].Last);
            _ranges.AsSpan(i + 1, _count - i - 1).CopyTo(_ranges.AsSpan(i));
            _count--;
        }
        else if (joinsNewer)
        {
            _ranges[i - 1] = _ranges[i - 1] with { First = number };
        }
        else if (joinsOlder)
        {
            _ranges[i] = _ranges[i] with { Last = number };
        }
        else
        {
            _ranges.AsSpan(i, _count - i).CopyTo(_ranges.AsSpan(i + 1));
            _ranges[i] = new(number, number);
            _count++;
        }

        // RUDP-ACK-7: 64 ranges are remembered; the oldest falls off and all below its end counts as received.
        if (_count > Limits.MaxTrackedRanges)
            _floor = _ranges[--_count].Last;
    }
}
