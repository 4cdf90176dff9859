using Messenger.Rudp.Connection;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp;

// Datagrams in: open, count, dispatch frames.
public sealed partial class RudpConnection
{
    /// <summary>Takes a datagram whose header and CRC are sound. False if its seal is not: nothing has changed then (RUDP-HS-7).</summary>
    internal bool HandleDatagram(Timestamp now, in PathAddress from, in PacketHeader header, Span<byte> datagram)
    {
        bool open = header.Type switch
        {
            PacketType.Initial => HandleInitial(now, from, header.Number, datagram),
            PacketType.Answer => HandleAnswer(now, header.Number, datagram),
            _ => HandleData(now, from, header, datagram),
        };
        if (!open)
            _counters.PacketsDropped++;
        Rearm(now);
        return open;
    }

    private bool HandleInitial(Timestamp now, in PathAddress from, PacketNumber number, Span<byte> datagram)
    {
        // RUDP-HS-4: a connection that is established is not disturbed by an old Initial.
        if (_acceptor is null || ConnectionTransitions.Next(_state, ConnectionTrigger.Initial) is null)
            return true;
        if (!_acceptor.TryHandleInitial(number, datagram, out var early))
            return false;
        bool first = _state == ConnectionState.Waiting;
        Move(ConnectionTrigger.Initial);
        Count(datagram.Length);
        // RUDP-PATH-2: an address is validated by the handshake, or because the control connection comes from that host.
        _path.Set(from, _validatedHost.IsSameHost(from));
        _path.OnReceived(from, datagram.Length);
        // An upper layer that closed before its client came: the client needs the Answer to read the CLOSE.
        if (!first)
            return true;
        _timers[TimerKind.Life] = now + _options.HandshakeLimit;
        _keys = _acceptor.DeriveKeys(_options.PacketsPerKey, now);
        if (TakeParameters(_acceptor.PeerParameters) && early.Bytes.Length > 0)
            TakeEarly(early);
        return true;
    }

    /// <summary>RUDP-HS-9: it comes again under the data keys, where doubles are dropped.</summary>
    private void TakeEarly(in MessageFrame early)
    {
        if (_lanes.MessagesIn.Handle(early) is { } broken)
            Fail(broken);
        else if (_lanes.MessagesIn.HasMessage)
            _endpoint.Raise(this, RudpEventKind.MessageReceived);
    }

    private bool HandleAnswer(Timestamp now, PacketNumber number, Span<byte> datagram)
    {
        if (_initiator is null || ConnectionTransitions.Next(_state, ConnectionTrigger.Answer) is null)
            return true;
        var keys = _initiator.HandleAnswer(number, datagram, now, _options.PacketsPerKey, out var rtt);
        if (keys is null)
            return false;
        _keys = keys;
        Move(ConnectionTrigger.Answer);
        Count(datagram.Length);
        if (rtt > Duration.Zero)
            _recovery.OnHandshakeRtt(rtt);
        _timers.Clear(TimerKind.Handshake);
        // RUDP-HS-3: the third message is the first packet under the data keys, and it asks for an ACK.
        _pingOwed = true;
        if (TakeParameters(_initiator.PeerParameters))
            OnEstablished(now);
        return true;
    }

    private bool HandleData(Timestamp now, in PathAddress from, in PacketHeader header, Span<byte> datagram)
    {
        if (_keys is null || ConnectionTransitions.Next(_state, ConnectionTrigger.Data) is null)
        {
            _counters.PacketsDropped++;
            return true;
        }

        if (_acks.IsDuplicate(header.Number))
        {
            _counters.PacketsDuplicate++;
            return true;
        }

        if (!_keys.TryOpen(header.Number, header.Phase, datagram, PacketHeader.Length, now, out var payload, out bool updated))
            return false;
        bool establishes = _state == ConnectionState.Answering;
        Move(ConnectionTrigger.Data);
        Count(datagram.Length);
        _path.OnReceived(from, datagram.Length);
        if (establishes)
        {
            if (from == _path.Current)
                _path.Validate();
            OnEstablished(now);
        }

        if (_state == ConnectionState.Established)
            OnAlive(now);
        if (updated)
            OnPeerKeyUpdate(now);
        // RUDP-KEY-4: a peer that does not replace its key in time gives it away.
        if (_keys.IsExhausted)
            Fail(RudpReason.KeyExhausted);
        HandleOpened(now, from, header.Number, payload, datagram.Length);
        return true;
    }

    private void HandleOpened(Timestamp now, in PathAddress from, PacketNumber number, ReadOnlySpan<byte> payload, int size)
    {
        bool wanted = _lanes.DataIn.Missing > 0;
        bool hadMessage = _lanes.MessagesIn.HasMessage;
        bool newest = number > _acks.Largest;
        if (HandleFrames(now, from, number, payload, out bool ackEliciting) is { } broken)
            Fail(broken);
        if (_state == ConnectionState.Ended)
            return;
        _acks.OnReceived(number, size, ackEliciting, now, _recovery.Rtt.Smoothed);
        if (EndIfStuck(now))
            return;
        if (_state != ConnectionState.Established)
        {
            OnHeardAfterClose(from, newest, size);
            return;
        }

        if (newest)
            _path.OnNewest(from, size);
        if (wanted && _lanes.DataIn.Missing == 0)
            _endpoint.Raise(this, RudpEventKind.ReceiveIdle);
        if (!hadMessage && _lanes.MessagesIn.HasMessage)
            _endpoint.Raise(this, RudpEventKind.MessageReceived);
    }

    /// <summary>RUDP-CLOSE-6: a NAT may have moved the peer, and who closed challenges no address any more.</summary>
    private void OnHeardAfterClose(in PathAddress from, bool newest, int size)
    {
        bool moved = newest && _path.Follow(from, size);
        if (_state != ConnectionState.Closing || _close.IsOwed)
            return;
        if (moved)
            _close.Repeat();
        else
            _timers[TimerKind.Close] = Timestamp.Min(_timers[TimerKind.Close], _close.Soonest(_recovery.Rtt.ProbeTimeout(_peerLimits.MaxAckDelay)));
    }

    /// <summary>Walks the frames of a packet. Returns the rule that the peer broke, or null.</summary>
    private RudpReason? HandleFrames(Timestamp now, in PathAddress from, PacketNumber number, ReadOnlySpan<byte> payload, out bool ackEliciting)
    {
        ackEliciting = false;
        // RUDP-FRAME-2: a packet without a frame has no meaning.
        if (payload.IsEmpty)
            return RudpReason.FrameEncoding;
        for (int length; !payload.IsEmpty; payload = payload[length..])
        {
            var type = (FrameType)payload[0];
            RudpReason? broken = HandleFrame(now, from, number, type, payload, out length);
            if (broken is not null || _state is ConnectionState.Draining or ConnectionState.Ended)
                return broken;
            ackEliciting |= type is not (FrameType.Padding or FrameType.Ack or FrameType.Close);
        }

        return null;
    }

    /// <summary>Handles the first frame of a payload and says how long it is.</summary>
    private RudpReason? HandleFrame(
        Timestamp now, in PathAddress from, PacketNumber number, FrameType type, ReadOnlySpan<byte> payload, out int length)
    {
        // While closing, frames are only walked over, in search of a CLOSE.
        bool live = _state == ConnectionState.Established;
        length = 1;
        switch (type)
        {
            case FrameType.Padding:
                length = payload.IndexOfAnyExcept((byte)0);
                if (length < 0)
                    length = payload.Length;
                return null;
            case FrameType.Ping:
                return _budget.TryTake(now) ? null : RudpReason.ExcessiveControl;
            case FrameType.Ack when AckFrame.TryRead(payload, out var ack, out length):
                return !live || _recovery.TryHandleAck(now, ack, _peerLimits.MaxAckDelay) ? null : RudpReason.AckOfUnsent;
            case FrameType.Data when DataFrame.TryRead(payload, out var data, out length):
                return live ? _lanes.DataIn.Handle(data) : null;
            case FrameType.Message when MessageFrame.TryRead(payload, out var message, out length):
                return live ? _lanes.MessagesIn.Handle(message) : null;
            case FrameType.Window when WindowFrame.TryRead(payload, out var window):
                length = WindowFrame.Length;
                return live ? _lanes.Handle(window, number) : null;
            case FrameType.PathChallenge or FrameType.PathResponse when PathFrame.TryRead(payload, out var path):
                length = PathFrame.Length;
                return live ? HandlePath(now, from, path) : null;
            case FrameType.Close when CloseFrame.TryRead(payload, out var close, out length):
                HandleClose(now, close);
                return null;
            default:
                // RUDP-FRAME-3: what is truncated, unknown or out of place.
                return RudpReason.FrameEncoding;
        }
    }

    private RudpReason? HandlePath(Timestamp now, in PathAddress from, in PathFrame frame)
    {
        if (!_budget.TryTake(now))
            return RudpReason.ExcessiveControl;
        if (!frame.IsResponse)
        {
            _path.OnChallenge(from, frame.Token);
            return null;
        }

        if (!_path.TryTakeResponse(frame.Token, out bool hostChanged))
            return null;
        _timers.Clear(TimerKind.Path);
        // RUDP-PATH-6: another port of the same host is most likely the same path behind a NAT; another host is not.
        if (hostChanged)
            OnNewHost();
        _endpoint.Raise(this, RudpEventKind.PathChanged);
        return null;
    }

    private void HandleClose(Timestamp now, in CloseFrame frame)
    {
        if (!Move(ConnectionTrigger.PeerClose))
            return;
        var outcome = frame.Reason != RudpReason.Application ? RudpOutcome.Failed : frame.Code == 0 ? RudpOutcome.Completed : RudpOutcome.Closed;
        var end = new RudpEnd(outcome, frame.Reason, ByPeer: true, frame.Code, CloseExchange.TextOf(frame));
        if (_state == ConnectionState.Ended)
        {
            // RUDP-CLOSE-2: the echo of our own CLOSE.
            Terminate(end);
            return;
        }

        _close.Echo(frame);
        if (_endRaised)
            return;
        End = end;
        // RUDP-CLOSE-4: stay a while to echo.
        StopTransfer();
        _timers[TimerKind.Life] = now + Limits.DrainTime;
        RaiseEnded();
    }

    /// <summary>Takes what the peer asks for; false, and the connection failed, if that is outside the limits (RUDP-HS-6).</summary>
    private bool TakeParameters(in ParametersFrame parameters)
    {
        if (!parameters.IsWithinLimits)
        {
            Fail(RudpReason.Parameters);
            return false;
        }

        _peerLimits = new(
            Math.Min(_options.MaxDatagramSize, parameters.MaxDatagram), parameters.MaxAckDelay, Duration.Min(_options.IdleLimit, parameters.IdleLimit));
        _lanes.OnParameters(parameters);
        _mtu.Begin(_peerLimits.DatagramSize, _path.Current.Family == 6);
        return true;
    }

    // RUDP-PMTU-6: nothing that was measured holds there, the size least of all.
    private void OnNewHost()
    {
        _recovery.OnNewPath();
        _mtu.Begin(_peerLimits.DatagramSize, _path.Current.Family == 6);
        _recovery.SetDatagramSize(_mtu.Size);
    }

    private void OnEstablished(Timestamp now)
    {
        _timers[TimerKind.Life] = now + _peerLimits.IdleLimit;
        _endpoint.Raise(this, RudpEventKind.Connected);
    }

    private void OnPeerKeyUpdate(Timestamp now)
    {
        _counters.KeyUpdates++;
        _timers[TimerKind.KeyDiscard] = now + KeyLifetime;
        if (!_budget.TryTake(now))
            Fail(RudpReason.ExcessiveControl);
    }

    private void OnAlive(Timestamp now)
    {
        _timers[TimerKind.Life] = now + _peerLimits.IdleLimit;
        // RUDP-LIFE-2: who waits for bytes speaks up sooner, lest a NAT has moved it and the sender talks to nobody.
        if (_lanes.DataIn.Missing > 0 && _options.KeepAlive > Duration.Zero)
            _timers[TimerKind.KeepAlive] = now + Duration.Min(_options.KeepAlive, Limits.StallPing);
    }

    private void Count(int bytes)
    {
        _counters.PacketsReceived++;
        _counters.BytesReceived += bytes;
    }
}
