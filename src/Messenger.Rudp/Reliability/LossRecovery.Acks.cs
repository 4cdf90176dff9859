using Messenger.Rudp.Congestion;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

// An ACK comes: what it acknowledges for the first time, and what that says of the path.
internal sealed partial class LossRecovery
{
    /// <summary>Takes an ACK. False if it acknowledges what was never sent.</summary>
    public bool TryHandleAck(Timestamp now, in AckFrame ack, Duration maxAckDelay)
    {
        // RUDP-ACK-8: a number that was never sent, or was skipped.
        if (ack.Largest >= _sent.Next)
            return false;
        var largestBefore = _largestAcked;
        Duration sample = default;
        long acked = 0, growth = 0, priorInFlight = InFlight;
        bool progress = false;
        foreach (var range in ack)
        {
            if (_skipped.Any(range))
                return false;
            while (_outstanding.TryFirstOverlap(range.First.Value, range.Last.Value + 1, out var unacked))
            {
                for (long n = unacked.Start; n < unacked.End; n++)
                {
                    ref var packet = ref _sent[new(n)];
                    progress = true;
                    if (IsOfPath(new(n)))
                    {
                        // RUDP-ACK-10: an ACK that is told again comes long after what it acknowledges, and measures nothing.
                        if (new PacketNumber(n) == ack.Largest && new PacketNumber(n) > largestBefore && ack.Delay <= maxAckDelay * Limits.LateAckFactor)
                            sample = now - packet.SentAt;
                        acked += packet.Size;
                        if (_episode.IsAfter(packet.SentAt))
                            growth += packet.Size;
                    }

                    OnAcknowledged(new(n), ref packet, largestBefore, now);
                }

                // RUDP-LOSS-1: packets with nothing but an ACK are not outstanding, and prove nothing of those before them.
                _largestAcked = new(Math.Max(_largestAcked.Value, unacked.End - 1));
                _outstanding.Remove(unacked.Start, unacked.End);
            }
        }

        if (progress)
            OnProgress(now, sample, ack, maxAckDelay, acked, growth, priorInFlight);
        return true;
    }

    private void OnAcknowledged(PacketNumber number, ref SentPacket packet, PacketNumber largestBefore, Timestamp now)
    {
        bool measures = IsOfPath(number);
        if (packet.State == SentState.InFlight)
        {
            InFlight -= packet.Size;
            _elicitingInFlight--;
            if (number < largestBefore && measures)
                _reordering.OnReordering();
        }
        else if (!packet.IsMtuProbe)
        {
            LostSpuriously++;
            if (measures)
                OnSpurious(packet);
        }

        if (measures)
            _rates.OnAcknowledged(packet, now);
        packet.State = SentState.Acknowledged;
        fate.OnAcknowledged(number, packet);
    }

    private void OnSpurious(in SentPacket packet)
    {
        _persistent.OnAcknowledged();
        _reordering.OnSpuriousLoss();
        if (_episode.OnSpurious(packet))
            congestion.OnSpuriousCongestion();
    }

    private void OnProgress(
        Timestamp now, Duration sample, in AckFrame ack, Duration maxAckDelay, long acked, long growth, long priorInFlight)
    {
        _timeouts = 0;
        ProbesAllowed = 0;
        if (sample > Duration.Zero)
            Measure(sample, ack.Delay, maxAckDelay);
        long lostBefore = _rates.Lost;
        DetectLost(now);
        var rate = _rates.Take(rtt.Min);
        if (rate.IsValid)
            DeliveryRate = rate.BytesPerSecond;
        if (acked > 0)
        {
            congestion.OnAcknowledged(new AckSample
            {
                Now = now,
                AckedBytes = acked,
                GrowthBytes = growth,
                PriorInFlight = priorInFlight,
                InFlight = InFlight,
                LostBytes = _rates.Lost - lostBefore,
                TotalDelivered = _rates.Delivered,
                TotalLost = _rates.Lost,
                Rtt = sample,
                SmoothedRtt = rtt.Smoothed,
                MinRtt = rtt.Min,
                WindowLimited = ack.Largest <= _windowLimitedBelow,
                Rate = rate,
            });
        }

        Trim(now);
        UpdatePacing();
    }

    private void Measure(Duration sample, Duration ackDelay, Duration maxAckDelay)
    {
        if (!rtt.HasSample)
            _measuredFrom = _sent.Next;
        rtt.OnSample(sample, ackDelay, maxAckDelay);
    }
}
