using Messenger.Rudp.Reliability;

namespace Messenger.Rudp.Congestion;

/// <summary>One measurement of how fast the path delivers, taken at the newest packet that an ACK acknowledged. Default: none.</summary>
internal readonly record struct RateSample
{
    /// <summary>Whether the ACK gave a measurement; if not, the rate is 0.</summary>
    public bool IsValid => BytesPerSecond > 0;

    public long BytesPerSecond { get; init; }

    /// <summary>Bytes delivered in the interval.</summary>
    public long Delivered { get; init; }

    /// <summary>All bytes delivered when the packet left.</summary>
    public long PriorDelivered { get; init; }

    public Duration Interval { get; init; }

    /// <summary>Whether the sender had nothing to send for a part of it, so that the rate is a lower bound.</summary>
    public bool IsAppLimited { get; init; }

    /// <summary>Whether a round trip has passed since the last round began.</summary>
    public bool IsRoundStart { get; init; }

    /// <summary>Bytes in flight when the packet left, itself included.</summary>
    public long InFlightAtSend { get; init; }

    /// <summary>Bytes declared lost between its departure and now.</summary>
    public long Lost { get; init; }
}

/// <summary>Delivery rate as draft-ietf-ccwg-bbr section 4.1 (RUDP-CC-6): each packet carries the state of delivery at its departure.</summary>
internal sealed class DeliveryRateSampler
{
    private long _delivered;
    private Timestamp _deliveredAt;
    private Timestamp _firstSentAt;
    private long _appLimitedUntil = -1;
    private long _nextRound;

    // Of the newest packet acknowledged by the ACK that is being read.
    private bool _hasPrior;
    private SentPacket _newest;

    /// <summary>All bytes delivered.</summary>
    public long Delivered => _delivered;

    /// <summary>All bytes declared lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether what leaves now is a lower bound, up to the first packet after a rest in which everything came home.</summary>
    public bool IsAppLimited => _appLimitedUntil >= _delivered + Lost;

    public void OnSent(ref SentPacket packet, Timestamp now, long inFlight)
    {
        if (inFlight == 0)
            _firstSentAt = _deliveredAt = now;
        packet.FirstSentAt = _firstSentAt;
        packet.DeliveredAt = _deliveredAt;
        packet.Delivered = _delivered;
        packet.LostAtSend = Lost;
        packet.InFlightAtSend = inFlight + packet.Size;
        if (IsAppLimited)
            packet.Content |= SentContent.AppLimited;
    }

    /// <summary>The sender could have sent more than it had: samples are lower bounds until what is in flight now was delivered, or lost.</summary>
    public void OnAppLimited(long inFlight) => _appLimitedUntil = _delivered + Lost + inFlight;

    public void OnLost(int bytes) => Lost += bytes;

    public void OnAcknowledged(in SentPacket packet, Timestamp now)
    {
        _delivered += packet.Size;
        _deliveredAt = now;
        if (_hasPrior && packet.Delivered < _newest.Delivered)
            return;
        _hasPrior = true;
        _newest = packet;
        _firstSentAt = packet.SentAt;
    }

    /// <summary>After all packets of one ACK.</summary>
    public RateSample Take(Duration minRtt)
    {
        if (!_hasPrior)
            return default;
        _hasPrior = false;
        bool round = _newest.Delivered >= _nextRound;
        if (round)
            _nextRound = _delivered;
        long delivered = _delivered - _newest.Delivered;
        var interval = Duration.Max(_newest.SentAt - _newest.FirstSentAt, _deliveredAt - _newest.DeliveredAt);
        // Less than the least RTT cannot be: ACKs were compressed, and the sample says nothing about the rate.
        bool valid = interval >= minRtt && interval > Duration.Zero;
        return new RateSample
        {
            BytesPerSecond = valid ? (long)((Int128)delivered * 1_000_000_000 / interval.Nanoseconds) : 0,
            Delivered = delivered,
            PriorDelivered = _newest.Delivered,
            Interval = interval,
            IsAppLimited = (_newest.Content & SentContent.AppLimited) != 0,
            IsRoundStart = round,
            InFlightAtSend = _newest.InFlightAtSend,
            Lost = Lost - _newest.LostAtSend,
        };
    }
}
