using Messenger.Rudp.Congestion;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Reliability;

/// <summary>What learns the fate of a packet's contents.</summary>
internal interface IPacketFate
{
    void OnAcknowledged(PacketNumber number, in SentPacket packet);

    void OnLost(in SentPacket packet);
}

/// <summary>
/// Decides what happened to every packet: acknowledged, lost, or lost only in appearance (RFC 9002 section 6, RFC 8985), and when to probe.
/// Feeds RTT, congestion controller and pacer. An ACK costs its ranges and the packets that it acknowledges for the first time.
/// </summary>
internal sealed class LossRecovery(PacketNumber first, RttEstimator rtt, ICongestionController congestion, Pacer pacer, IPacketFate fate)
{
    // Its multiples, less their whole part, spread evenly however many they are.
    private const double GoldenRatio = 0.618_033_988_75;

    private readonly SentPacketTable _sent = new(first);
    private readonly RangeSet _outstanding = new();
    private readonly SkippedNumbers _skipped = new();
    private ReorderingWindow _reordering = new();
    private LossEpisode _episode = new();
    private PersistentCongestion _persistent = new();
    private DeliveryRateSampler _rates = new();
    private PacketNumber _firstOfPath = first;
    private PacketNumber _largestAcked = PacketNumber.None;
    private PacketNumber _undecided = first;
    private PacketNumber _measuredFrom = PacketNumber.None;
    private PacketNumber _windowLimitedBelow = PacketNumber.None;
    private PacketNumber _closeNumber = PacketNumber.None;
    private Timestamp _lastElicitingAt;
    private int _elicitingInFlight;
    private int _timeouts;

    public PacketNumber Next => _sent.Next;

    /// <summary>Packets that are remembered.</summary>
    public int Remembered => (int)(_sent.Next - _sent.First);

    public RttEstimator Rtt => rtt;

    public long InFlight { get; private set; }

    public long Window => congestion.Window;

    /// <summary>Packets that a probe time-out lets out.</summary>
    public int ProbesAllowed { get; private set; }

    public long Lost { get; private set; }

    public long LostSpuriously { get; private set; }

    public long Probes { get; private set; }

    public long DeliveryRate { get; private set; }

    /// <summary>A bound on the rate, bytes a second; 0 for none.</summary>
    public long MaxRate { get; set; }

    /// <summary>Whether that bound, and not the controller, sets the pace.</summary>
    public bool IsRateLimited { get; private set; }

    /// <summary>When the oldest packet in doubt counts as lost by its age.</summary>
    public Timestamp LossDeadline { get; private set; } = Timestamp.Never;

    /// <summary>RUDP-LOSS-5 and 6: when to probe. Not while a packet is in doubt: that is decided sooner.</summary>
    public Timestamp ProbeDeadline(Duration maxAckDelay)
    {
        if (_elicitingInFlight == 0 || !LossDeadline.IsNever)
            return Timestamp.Never;
        var timeout = rtt.ProbeTimeout(maxAckDelay);
        return _lastElicitingAt + (_timeouts == 0 ? timeout : NextProbe(timeout));
    }

    /// <summary>
    /// RUDP-LOSS-7: twice as long each time, but a link that comes back must not be found idle, and a link that goes dark in a rhythm must not swallow every
    /// probe: no two intervals are alike.
    /// </summary>
    private Duration NextProbe(Duration timeout)
    {
        var longest = Duration.Max(rtt.Smoothed, Limits.MaxProbeInterval);
        double part = 0.5 + (_timeouts * GoldenRatio % 1 / 2);
        return Duration.Min(timeout * (1L << Math.Min(_timeouts, 20)), new((long)(longest.Nanoseconds * part)));
    }

    public SendDecision Decide(Timestamp now, int size)
    {
        // RUDP-LOSS-9: a probe asks for the ACK that makes room.
        if (ProbesAllowed > 0 && !_sent.IsFullForProbes)
            return SendDecision.Probe;
        if (_sent.IsFull)
            return SendDecision.Blocked;
        if (InFlight + size > congestion.Window)
            return SendDecision.AckOnly;
        return pacer.CanSend(now) ? SendDecision.Any : SendDecision.Paced;
    }

    /// <summary>A sender was told <see cref="SendDecision.Paced"/>. When it may go on.</summary>
    public Timestamp HoldBack()
    {
        // RUDP-CC-6: a path that the upper layer's bound keeps us from filling cannot be measured.
        if (IsRateLimited)
            _rates.OnAppLimited(InFlight);
        return pacer.HoldBack();
    }

    /// <summary>The window is full and there is more to send (RUDP-CC-5).</summary>
    public void OnWindowLimited() => _windowLimitedBelow = _sent.Next;

    /// <summary>The window is open and there is nothing to send.</summary>
    public void OnAppLimited()
    {
        _rates.OnAppLimited(InFlight);
        pacer.OnIdle();
    }

    /// <summary>Gives the number of the next packet, after a skipped one now and then (RUDP-ACK-9).</summary>
    public PacketNumber PrepareNumber(SkipSchedule schedule)
    {
        if (schedule.ShouldSkip())
        {
            _skipped.Add(_sent.Next);
            _sent.Add().State = SentState.Skipped;
        }

        return _sent.Next;
    }

    /// <summary>Enters the packet whose number was prepared.</summary>
    public ref SentPacket OnSent(Timestamp now, int size, bool ackEliciting)
    {
        var number = _sent.Next;
        ref var packet = ref _sent.Add();
        packet.SentAt = now;
        packet.Size = (ushort)size;
        packet.State = ackEliciting ? SentState.InFlight : SentState.AckOnly;
        if (!ackEliciting)
        {
            if (_elicitingInFlight == 0)
                Trim(now);
            return ref packet;
        }

        congestion.OnSent(now, size, InFlight, _rates.IsAppLimited);
        _rates.OnSent(ref packet, now, InFlight);
        _outstanding.Add(number.Value, number.Value + 1);
        InFlight += size;
        _elicitingInFlight++;
        _lastElicitingAt = now;
        if (ProbesAllowed > 0)
            ProbesAllowed--;
        pacer.OnSent(now, size);
        return ref packet;
    }

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

                _outstanding.Remove(unacked.Start, unacked.End);
            }
        }

        if (ack.Largest > _largestAcked)
            _largestAcked = ack.Largest;
        if (progress)
            OnProgress(now, sample, ack, maxAckDelay, acked, growth, priorInFlight);
        return true;
    }

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

    /// <summary>RUDP-LOSS-6: nothing was heard for a probe time-out.</summary>
    public void OnProbeTimeout(Timestamp now)
    {
        _timeouts++;
        Probes++;
        ProbesAllowed = Limits.ProbePackets;
        _lastElicitingAt = now;
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

    /// <summary>The handshake's round trip.</summary>
    public void OnHandshakeRtt(Duration sample)
    {
        Measure(sample, Duration.Zero, Duration.Zero);
        UpdatePacing();
    }

    /// <summary>A number for a CLOSE, after which nothing is accounted for any more.</summary>
    public PacketNumber TakeCloseNumber()
    {
        _closeNumber = _closeNumber.IsNone ? _sent.Next : _closeNumber.Next;
        return _closeNumber;
    }

    /// <summary>The peer moved to another host: nothing measured holds there.</summary>
    public void OnNewPath()
    {
        rtt.Reset();
        congestion.Reset();
        (_reordering, _episode, _persistent, _rates) = (new(), new(), new(), new());
        _firstOfPath = _sent.Next;
        UpdatePacing();
    }

    /// <summary>Datagrams have another size from now on.</summary>
    public void SetDatagramSize(int bytes)
    {
        congestion.SetDatagramSize(bytes);
        pacer.DatagramSize = bytes;
        UpdatePacing();
    }

    /// <summary>RUDP-PACE-2: a little faster than window over RTT, so that the window stays the limit.</summary>
    public void UpdatePacing()
    {
        long rate = congestion.PacingRate;
        if (rate == 0 && rtt.HasSample)
        {
            int gain = congestion.InSlowStart ? 200 : 125;
            rate = (long)((Int128)congestion.Window * gain * 10_000_000 / rtt.Smoothed.Nanoseconds);
        }

        IsRateLimited = MaxRate > 0 && (rate == 0 || rate > MaxRate);
        pacer.Rate = IsRateLimited ? MaxRate : rate;
        pacer.CatchUp = Duration.Min(rtt.Min / 4, Limits.MaxCatchUp);
    }

    /// <summary>RUDP-PATH-6: what left for another host says nothing about the path to this one.</summary>
    private bool IsOfPath(PacketNumber number) => number >= _firstOfPath;

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
}
