using Messenger.Rudp.Congestion;

namespace Messenger.Rudp.Reliability;

// No ACK comes: what is lost, when to ask for one, and when to forget.
internal sealed partial class LossRecovery
{
    // Its multiples, less their whole part, spread evenly however many they are.
    private const double GoldenRatio = 0.618_033_988_75;

    /// <summary>The loss timer or an ACK: declares lost what is too old or too far behind (RUDP-LOSS-1).</summary>
    public void DetectLost(Timestamp now)
    {
        LossDeadline = Timestamp.Never;
        var delay = _reordering.LossDelay(rtt);
        int threshold = _reordering.PacketThreshold;
        long lostBytes = 0;
        bool congested = false;
        // Packets leave in order, so the first that is not lost ends the search; what was decided is never looked at again.
        for (_undecided = new(Math.Max(_undecided.Value, _sent.First.Value)); _undecided < _largestAcked; _undecided = _undecided.Next)
        {
            ref var packet = ref _sent[_undecided];
            if (packet.State == SentState.Acknowledged)
                _persistent.OnAcknowledged();
            if (packet.State != SentState.InFlight)
                continue;
            if (_largestAcked - _undecided < threshold && packet.SentAt + delay > now)
            {
                LossDeadline = packet.SentAt + delay;
                break;
            }

            lostBytes += packet.IsMtuProbe ? 0 : packet.Size;
            congested |= DeclareLost(_undecided, ref packet, now);
        }

        if (lostBytes == 0)
            return;
        if (congested)
        {
            _reordering.OnEpisode();
            congestion.OnCongestion(now, InFlight);
        }

        if (_persistent.TakeEstablished())
            congestion.OnPersistentCongestion();
        UpdatePacing();
    }

    private bool DeclareLost(PacketNumber number, ref SentPacket packet, Timestamp now)
    {
        packet.State = SentState.Lost;
        packet.LostAt = now;
        InFlight -= packet.Size;
        _elicitingInFlight--;
        // RUDP-PMTU-3: a probe that is lost was too large, perhaps; it says nothing of congestion.
        if (packet.IsMtuProbe)
        {
            fate.OnLost(packet);
            return false;
        }

        Lost++;
        if (!IsOfPath(number))
        {
            fate.OnLost(packet);
            return false;
        }

        _rates.OnLost(packet.Size);
        // RUDP-CC-8: before the first sample a probe time-out was a guess.
        if (!_measuredFrom.IsNone && number >= _measuredFrom)
            _persistent.OnLost(packet.SentAt, rtt);
        congestion.OnLost(new LossSample
        {
            Now = now,
            Number = number,
            Bytes = packet.Size,
            SentAt = packet.SentAt,
            InFlightAtSend = packet.InFlightAtSend,
            DeliveredAtSend = packet.Delivered,
            LostAtSend = packet.LostAtSend,
            TotalLost = _rates.Lost,
        });
        fate.OnLost(packet);
        return _episode.OnLost(ref packet, now);
    }

    /// <summary>RUDP-LOSS-5 and 6: when to probe. Not while a packet is in doubt: that is decided sooner.</summary>
    public Timestamp ProbeDeadline(Duration maxAckDelay)
    {
        if (_elicitingInFlight == 0 || !LossDeadline.IsNever)
            return Timestamp.Never;
        var timeout = rtt.ProbeTimeout(maxAckDelay);
        return _probeTimerFrom + (_timeouts == 0 ? timeout : NextProbe(timeout));
    }

    /// <summary>
    /// RUDP-LOSS-7: twice as long each time, but a link that comes back must not be found idle, and a link that goes dark in a rhythm must not swallow every
    /// probe: no two intervals are alike.
    /// </summary>
    private Duration NextProbe(Duration timeout) => Duration.Min(timeout * (1L << Math.Min(_timeouts, 20)), LongestWait(_timeouts));

    /// <summary>RUDP-PATH-5: how long to wait for the answer to a challenge that was sent so many times: the same links swallow those.</summary>
    public Duration ChallengeTimeout(int times, Duration maxAckDelay) => Duration.Min(rtt.ProbeTimeout(maxAckDelay), LongestWait(times));

    private Duration LongestWait(int times)
    {
        var longest = Duration.Max(rtt.Smoothed, Limits.MaxProbeInterval);
        double part = 0.5 + (times * GoldenRatio % 1 / 2);
        return new((long)(longest.Nanoseconds * part));
    }

    /// <summary>RUDP-LOSS-6: nothing was heard for a probe time-out.</summary>
    public void OnProbeTimeout(Timestamp now)
    {
        _timeouts++;
        Probes++;
        ProbesAllowed = Limits.ProbePackets;
        _probeTimerFrom = now;
    }

    /// <summary>Forgets what can no longer matter.</summary>
    public void Trim(Timestamp now)
    {
        var retention = rtt.ProbeTimeout(Limits.MaxAckDelay) * 2;
        while (_sent.First < _sent.Next)
        {
            ref var packet = ref _sent[_sent.First];
            if (packet.State == SentState.InFlight)
                return;
            if (packet.State == SentState.Lost)
            {
                // RUDP-LOSS-8: a lost packet is remembered for a while, in case it was only late.
                if (now - packet.LostAt < retention && !_sent.IsFull)
                    return;
                _outstanding.Remove(_sent.First.Value, _sent.First.Value + 1);
            }

            _sent.RemoveFirst();
        }
    }
}
