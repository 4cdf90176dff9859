using Messenger.Rudp.Congestion;
using Messenger.Rudp.Connection;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Lanes;
using Messenger.Rudp.Reliability;

namespace Messenger.Rudp;

/// <summary>The role of an end in the handshake. Which end sends bulk data is independent of it: both may.</summary>
public enum RudpRole
{
    /// <summary>Sends the first datagram: the client.</summary>
    Initiator,

    /// <summary>Waits for it: the server.</summary>
    Acceptor,
}

/// <summary>
/// One transfer's connection. All members, like those of its endpoint, are to be called from one thread at a time. Commands take effect with
/// the next <see cref="RudpEndpoint.PollTransmit"/>; after the end they do nothing.
/// </summary>
public sealed partial class RudpConnection
{
    private readonly RudpEndpoint _endpoint;
    private readonly RudpOptions _options;
    private readonly LaneSet _lanes;
    private readonly InitiatorHandshake? _initiator;
    private readonly AcceptorHandshake? _acceptor;
    private readonly LossRecovery _recovery;
    private readonly AckTracker _acks;
    private readonly PeerPath _path;
    private readonly SkipSchedule _skips;
    private readonly Timers _timers = new();
    private readonly CloseExchange _close = new();
    private readonly PathMtu _mtu = new();
    private readonly ControlBudget _budget = new();
    private readonly PathAddress _validatedHost;
    private ConnectionState _state;
    private DataKeys? _keys;
    private PeerLimits _peerLimits;
    private Counters _counters;
    private StuckBytes _stuck = new();
    private bool _pingOwed;
    private bool _endRaised;

    internal RudpConnection(RudpEndpoint endpoint, RudpRole role, in RudpOffer offer, RudpOptions options, LaneSet lanes, IRandomSource random)
    {
        _endpoint = endpoint;
        _options = options;
        _lanes = lanes;
        Role = role;
        TransferId = offer.TransferId;
        _validatedHost = offer.ValidatedHost;
        _peerLimits = new(options.MaxDatagramSize, options.MaxAckDelay, options.IdleLimit);
        _path = new(random);
        _skips = new(random, options.FirstSkip);
        _acks = new(options.MaxAckDelay);
        var congestion = Congestion = CongestionControllers.Create(options.CongestionControl, Limits.MinDatagramSize);
        _recovery = new(
            new(options.FirstPacketNumber), new(options.InitialRtt ?? Limits.InitialRtt), congestion, new(Limits.MinDatagramSize), new PacketFate(this))
        {
            MaxRate = options.MaxSendRate,
        };
        _recovery.UpdatePacing();
        var parameters = Wire.ParametersFrame.From(options);
        _state = role == RudpRole.Initiator ? ConnectionState.Connecting : ConnectionState.Waiting;
        if (role == RudpRole.Initiator)
            _initiator = new(offer, parameters, random) { Retry = options.HandshakeRetry };
        else
            _acceptor = new(offer, parameters, random);
    }

    internal ConnectionState State => _state;

    /// <summary>The next moment at which a timer is due, as of the last call from the endpoint.</summary>
    internal Timestamp Deadline { get; private set; } = Timestamp.Never;

    /// <summary>The place in the endpoint's heap of deadlines; -1 for none.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>Whether the connection waits in the endpoint's round of senders.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>One bit for each kind of event that waits.</summary>
    internal int PendingEvents { get; set; }

    /// <summary>For traces and tests.</summary>
    internal ICongestionController Congestion { get; }

    /// <summary>What the connection remembers, for tests of its bounds.</summary>
    internal Footprint Footprint => new(_recovery.Remembered, _acks.Remembered, Math.Max(_lanes.DataIn.MissingRanges, _lanes.DataOut.Ranges));

    /// <summary>The transfer's name on the wire.</summary>
    public ulong TransferId { get; }

    /// <summary>The role of this end in the handshake.</summary>
    public RudpRole Role { get; }

    /// <summary>The peer's address; none for an acceptor that has not heard its client yet.</summary>
    public PathAddress Peer => _path.Current;

    /// <summary>Whether both ends hold the data keys and the connection is not closing.</summary>
    public bool IsConnected => _state == ConnectionState.Established;

    /// <summary>How the life ended; null while it lasts.</summary>
    public RudpEnd? End { get; private set; }

    /// <summary>Bytes given to <see cref="Send"/> that the peer has not acknowledged.</summary>
    public long UnacknowledgedBytes => _lanes.DataOut.Unacknowledged;

    /// <summary>Bytes given to <see cref="Expect"/> that have not come.</summary>
    public long MissingBytes => _lanes.DataIn.Missing;

    /// <summary>What was counted and measured so far.</summary>
    public RudpStatistics Statistics => new()
    {
        PacketsSent = _counters.PacketsSent,
        BytesSent = _counters.BytesSent,
        PacketsReceived = _counters.PacketsReceived,
        BytesReceived = _counters.BytesReceived,
        PacketsExpected = _acks.Largest.Next.Value,
        PacketsDuplicate = _counters.PacketsDuplicate,
        PacketsDropped = _counters.PacketsDropped,
        PacketsLost = _recovery.Lost,
        PacketsLostSpuriously = _recovery.LostSpuriously,
        DataSent = _lanes.DataOut.Sent,
        DataSentAgain = _lanes.DataOut.SentAgain,
        DataAcknowledged = _lanes.DataOut.Acknowledged,
        DataReceived = _lanes.DataIn.Received,
        DataDuplicate = _lanes.DataIn.Duplicate,
        Probes = _recovery.Probes,
        KeyUpdates = _counters.KeyUpdates,
        BytesInFlight = _recovery.InFlight,
        CongestionWindow = _recovery.Window,
        SmoothedRtt = _recovery.Rtt.Smoothed,
        MinRtt = _recovery.Rtt.HasSample ? _recovery.Rtt.Min : Duration.Zero,
        DeliveryRate = _recovery.DeliveryRate,
        DatagramSize = _mtu.Size,
    };

    /// <summary>A place for the upper layer's own object, so that an event leads to it without a look-up.</summary>
    public object? Tag { get; set; }

    /// <summary>Queues a range to be sent after those queued before. Allowed from the beginning, before the connection is made.</summary>
    /// <param name="offset">Offset in the address space, 0 to 2⁶²-1.</param>
    /// <param name="length">Bytes, 0 or more; offset + length is at most 2⁶².</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the address space.</exception>
    /// <exception cref="InvalidOperationException">No source was given, or too many separate ranges are queued.</exception>
    public void Send(long offset, long length)
    {
        CheckRange(offset, length);
        if (End is not null)
            return;
        _lanes.DataOut.Send(offset, length);
        _endpoint.Wake(this);
    }

    /// <summary>Says that a source that was not ready may be asked again.</summary>
    public void SourceReady()
    {
        _lanes.DataOut.SourceReady();
        _endpoint.Wake(this);
    }

    /// <summary>Says that a range is wanted. Bytes that come outside all such ranges end the connection.</summary>
    /// <param name="offset">Offset in the address space, 0 to 2⁶²-1.</param>
    /// <param name="length">Bytes, 0 or more; offset + length is at most 2⁶².</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the address space.</exception>
    /// <exception cref="InvalidOperationException">No sink was given, or too many separate ranges are wanted.</exception>
    public void Expect(long offset, long length)
    {
        CheckRange(offset, length);
        if (End is null)
            _lanes.DataIn.Expect(offset, length);
    }

    /// <summary>Takes back what <see cref="Expect"/> said of all from an offset on: more was expected than there is.</summary>
    /// <param name="offset">Offset in the address space, 0 to 2⁶²-1.</param>
    public void Forget(long offset)
    {
        CheckRange(offset, 0);
        if (End is null)
            _lanes.DataIn.Forget(offset);
    }

    /// <summary>Says that bytes delivered to the sink are off its hands, and gives the peer credit for as many more.</summary>
    /// <param name="bytes">Bytes, 0 to what was delivered and not yet consumed.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than was delivered.</exception>
    public void Consumed(long bytes)
    {
        _lanes.DataIn.Consumed(bytes);
        if (_lanes.WindowOwed)
            _endpoint.Wake(this);
    }

    /// <summary>Queues a message for the peer's upper layer: reliable, in order, ahead of bulk data. Allowed before the connection is made.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    /// <returns>False when the lane is full; <see cref="RudpEventKind.MessageSpace"/> says when to try again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Empty or too long.</exception>
    public bool TrySendMessage(ReadOnlySpan<byte> message)
    {
        if (End is not null || !_lanes.MessagesOut.TrySend(message))
            return false;
        _endpoint.Wake(this);
        return true;
    }

    /// <summary>Takes the oldest whole message of the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">The length of the message.</param>
    /// <returns>False when no whole message waits.</returns>
    public bool TryReceiveMessage(Span<byte> destination, out int length)
    {
        bool received = _lanes.MessagesIn.TryReceive(destination, out length);
        if (_lanes.WindowOwed)
            _endpoint.Wake(this);
        return received;
    }

    /// <summary>
    /// Closes: a sealed CLOSE goes out (again until the peer has heard it, for a bounded time), then the life ends. What is queued is not waited for.
    /// </summary>
    /// <param name="code">0: complete. Else the upper layer's own.</param>
    /// <param name="reason">A short text, cut to 64 bytes of UTF-8.</param>
    public void Close(uint code, string reason = "") => EndLocally(
        new(code == 0 ? RudpOutcome.Completed : RudpOutcome.Closed, RudpReason.Application, ByPeer: false, code, reason));

    /// <summary>Ends without a word to the peer: for a process that must stop now.</summary>
    public void Abort()
    {
        if (Move(ConnectionTrigger.Abort))
            Terminate(new(RudpOutcome.Failed, RudpReason.Aborted, ByPeer: false, 0, ""));
    }

    /// <summary>Changes <see cref="RudpOptions.MaxSendRate"/> while the connection runs.</summary>
    /// <param name="bytesPerSecond">Bytes a second; 0 for no limit.</param>
    public void SetMaxSendRate(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        _recovery.MaxRate = bytesPerSecond;
        _recovery.UpdatePacing();
        _endpoint.Wake(this);
    }

    /// <summary>Gives a handshake that is not done yet so much time from now, whatever it had before.</summary>
    /// <param name="limit">More than zero.</param>
    /// <param name="now">The current moment.</param>
    public void LimitHandshake(Duration limit, Timestamp now)
    {
        if (_state != ConnectionState.Connecting)
            return;
        _timers[TimerKind.Life] = now + limit;
        Rearm(now);
        _endpoint.Settle(this);
    }

    /// <summary>See <see cref="RudpEndpoint.RepeatCloses"/>.</summary>
    internal void RepeatClose()
    {
        if (_state != ConnectionState.Closing)
            return;
        _close.Repeat();
        _endpoint.Wake(this);
    }

    /// <summary>The first steps: an initiator knows its peer, an acceptor waits for it.</summary>
    internal void Begin(in PathAddress peer, Timestamp now)
    {
        if (_initiator is not null)
            _path.Set(peer, validated: true);
        // RUDP-LIFE-3: neither a handshake nor an offer lasts for ever.
        _timers[TimerKind.Life] = now + (_initiator is not null ? _options.HandshakeLimit : _options.OfferLifetime);
        Rearm(now);
    }

    private static void CheckRange(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Limits.AddressSpace);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Limits.AddressSpace - offset);
    }

    /// <summary>Takes a step of the state table; false where the trigger has no place.</summary>
    private bool Move(ConnectionTrigger trigger)
    {
        if (ConnectionTransitions.Next(_state, trigger) is not { } next)
            return false;
        _state = next;
        return true;
    }

    /// <summary>The peer broke a rule: this connection ends, and no other (RUDP-LIFE-4).</summary>
    private void Fail(RudpReason reason)
    {
        if (EndLocally(new(RudpOutcome.Failed, reason, ByPeer: false, 0, "")))
            RaiseEnded();
    }

    private bool EndLocally(RudpEnd end)
    {
        if (!Move(ConnectionTrigger.Close))
            return false;
        if (_state == ConnectionState.Ended)
        {
            Terminate(end);
            return true;
        }

        End ??= end;
        _close.Begin(end.Reason, end.Code, end.Text);
        StopTransfer();
        _endpoint.Wake(this);
        return true;
    }

    /// <summary>Only closing goes on: what was to be sent is forgotten.</summary>
    private void StopTransfer()
    {
        var life = _timers[TimerKind.Life];
        _timers.ClearAll();
        _timers[TimerKind.Life] = life;
    }

    private void Terminate(RudpEnd end)
    {
        _state = ConnectionState.Ended;
        End ??= end;
        _timers.ClearAll();
        Deadline = Timestamp.Never;
        _keys?.Dispose();
        _keys = null;
        _initiator?.Dispose();
        _acceptor?.Dispose();
        RaiseEnded();
        _endpoint.Retire(this);
    }

    private void RaiseEnded()
    {
        if (_endRaised)
            return;
        _endRaised = true;
        _endpoint.Raise(this, RudpEventKind.Ended);
    }

    /// <summary>What the handshake settled for the sending side.</summary>
    private readonly record struct PeerLimits(int DatagramSize, Duration MaxAckDelay, Duration IdleLimit);

    private struct Counters
    {
        public long PacketsSent;
        public long BytesSent;
        public long PacketsReceived;
        public long BytesReceived;
        public long PacketsDuplicate;
        public long PacketsDropped;
        public long KeyUpdates;
    }

    /// <summary>Hands the fate of packets to whom it concerns.</summary>
    private sealed class PacketFate(RudpConnection connection) : IPacketFate
    {
        public void OnAcknowledged(PacketNumber number, in SentPacket packet)
        {
            connection._keys?.OnAcknowledged(number);
            // RUDP-LIFE-6: that a PING arrived is no sign while bytes do not: it is small.
            if (packet.DataLength > 0 || connection._lanes.DataOut.InFlight == 0)
                connection._stuck.OnArrived();
            if (!packet.AckLargest.IsNone)
                connection._acks.OnAckAcknowledged(packet.AckLargest);
            // RUDP-PMTU-4: what went to an address in question says nothing of the path in use.
            if (!packet.IsPathFrame && connection._mtu.OnAcknowledged(packet.Size, packet.IsMtuProbe))
                connection._recovery.SetDatagramSize(connection._mtu.Size);
            bool wasBusy = connection._lanes.DataOut.Unacknowledged > 0;
            if (connection._lanes.OnAcknowledged(packet))
                connection._endpoint.Raise(connection, RudpEventKind.MessageSpace);
            if (wasBusy && connection._lanes.DataOut.Unacknowledged == 0)
                connection._endpoint.Raise(connection, RudpEventKind.SendIdle);
        }

        public void OnLost(in SentPacket packet)
        {
            if (packet.IsMtuProbe)
                connection._mtu.OnProbeLost(packet.Size);
            else if (connection._mtu.OnLost(packet.Size))
                connection._recovery.SetDatagramSize(connection._mtu.Size);
            if (packet.DataLength > 0)
                connection._stuck.OnFailed(packet.SentAt, packet.LostAt);
            connection._lanes.OnLost(packet);
        }
    }
}
