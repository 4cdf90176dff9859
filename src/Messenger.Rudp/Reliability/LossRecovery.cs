using Messenger.Rudp.Congestion;

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
internal sealed partial class LossRecovery(PacketNumber first, RttEstimator rtt, ICongestionController congestion, Pacer pacer, IPacketFate fate)
{
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
    private Timestamp _probeTimerFrom;
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
        _probeTimerFrom = now;
        if (ProbesAllowed > 0)
            ProbesAllowed--;
        pacer.OnSent(now, size);
        return ref packet;
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
}
