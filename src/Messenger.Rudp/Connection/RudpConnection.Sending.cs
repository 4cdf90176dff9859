using Messenger.Rudp.Connection;
using Messenger.Rudp.Handshake;
using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp;

// Datagrams out: decide, pack frames, seal.
public sealed partial class RudpConnection
{
    /// <summary>The size of datagrams that go out now, in bytes.</summary>
    private int DatagramSize => _mtu.Size;

    /// <summary>Writes the next datagram. Returns its length, 0 for none. A continued batch stays on the same address.</summary>
    internal int Transmit(Timestamp now, Span<byte> buffer, bool continued, out PathAddress to)
    {
        to = _path.Current;
        int length = _state switch
        {
            ConnectionState.Connecting => TransmitInitial(now, buffer),
            ConnectionState.Answering or ConnectionState.Established => TransmitOpen(now, buffer, continued, ref to),
            ConnectionState.Closing when _acceptor is { AnswerOwed: true } => TransmitAnswer(buffer, continued),
            ConnectionState.Closing or ConnectionState.Draining => TransmitClose(now, buffer),
            _ => 0,
        };
        if (length > 0)
        {
            _counters.PacketsSent++;
            _counters.BytesSent += length;
            _path.OnSent(to, length);
        }

        Rearm(now);
        return length;
    }

    private int TransmitInitial(Timestamp now, Span<byte> buffer)
    {
        if (now < _initiator!.NextInitial)
            return 0;
        Span<byte> early = stackalloc byte[Limits.MaxEarlyMessage];
        int length = _initiator.WriteInitial(now, buffer, early[.._lanes.MessagesOut.CopyBeginning(early)]);
        _timers[TimerKind.Handshake] = _initiator.NextInitial;
        return length;
    }

    private int TransmitAnswer(Span<byte> buffer, bool continued) =>
        !continued && _path.Budget >= Limits.MinDatagramSize ? _acceptor!.WriteAnswer(buffer) : 0;

    private int TransmitOpen(Timestamp now, Span<byte> buffer, bool continued, ref PathAddress to)
    {
        if (_acceptor is { AnswerOwed: true } && _state == ConnectionState.Answering)
            return TransmitAnswer(buffer, continued);
        if (_keys!.UpdateIfDue(now, Duration.Max(KeyLifetime, Limits.MinKeyLifetime)))
        {
            _counters.KeyUpdates++;
            _timers[TimerKind.KeyDiscard] = now + KeyLifetime;
        }

        if (_keys.IsExhausted)
        {
            // RUDP-KEY-4: not even a CLOSE is sealed with a key that is used up.
            Terminate(new(RudpOutcome.Failed, RudpReason.KeyExhausted, ByPeer: false, 0, ""));
            return 0;
        }

        if (!continued)
        {
            if (TransmitPath(now, buffer, ref to) is var path and > 0)
                return path;
            if (TransmitMtuProbe(now, buffer) is var probe and > 0)
                return probe;
        }

        return TransmitFrames(now, buffer);
    }

    /// <summary>RUDP-PMTU-1: a PING in a datagram of the size in question, once there is enough to send.</summary>
    private int TransmitMtuProbe(Timestamp now, Span<byte> buffer)
    {
        if (_state != ConnectionState.Established || _lanes.DataOut.Unacknowledged < Limits.MtuSearchBytes
            || !_mtu.IsProbeDue(now, out int size) || size > buffer.Length || _recovery.Decide(now, size) != SendDecision.Any)
            return 0;
        var number = _recovery.PrepareNumber(_skips);
        var payload = buffer[PacketHeader.Length..(size - PacketHeader.TagLength)];
        payload.Clear();
        payload[0] = (byte)FrameType.Ping;
        int length = Seal(buffer, payload.Length, number);
        _recovery.OnSent(now, length, ackEliciting: true).Content |= SentContent.MtuProbe;
        _mtu.OnProbeSent();
        return length;
    }

    private int TransmitPath(Timestamp now, Span<byte> buffer, ref PathAddress to)
    {
        const int Size = PacketHeader.Overhead + PathFrame.Length;
        // RUDP-CC-7: neither window nor pace holds it up.
        if (_recovery.Decide(now, Size) == SendDecision.Blocked || !_path.TryTakeFrame(Size, out var frame, out var address))
            return 0;
        to = address;
        if (!frame.IsResponse)
            _timers[TimerKind.Path] = now + _recovery.ChallengeTimeout(_path.Challenges, _peerLimits.MaxAckDelay);
        var number = _recovery.PrepareNumber(_skips);
        int payload = frame.Write(buffer[PacketHeader.Length..]);
        int length = Seal(buffer, payload, number);
        _recovery.OnSent(now, length, ackEliciting: true).Content |= SentContent.Path;
        return length;
    }

    private int TransmitFrames(Timestamp now, Span<byte> buffer)
    {
        int size = (int)Math.Min(Math.Min(DatagramSize, buffer.Length), _path.Budget);
        if (size < PacketHeader.Overhead + Limits.MaxAckFrameLength)
            return 0;
        var decision = _recovery.Decide(now, size);
        // RUDP-PMTU-4: after a probe time-out, what goes out is sure to fit.
        if (decision == SendDecision.Probe)
            size = Math.Min(size, Limits.MinDatagramSize);
        if (decision == SendDecision.Blocked)
            return 0;
        var content = new PacketContent { AckLargest = PacketNumber.None };
        int payload = WriteFrames(now, buffer[PacketHeader.Length..(size - PacketHeader.TagLength)], decision, ref content);
        if (payload == 0)
        {
            if (decision == SendDecision.Paced)
                _timers[TimerKind.Pacing] = _recovery.HoldBack();
            else if (decision == SendDecision.Any)
                _recovery.OnAppLimited();
            else if (decision == SendDecision.AckOnly && _lanes.IsReady)
                _recovery.OnWindowLimited();
            return 0;
        }

        var number = _recovery.PrepareNumber(_skips);
        int length = Seal(buffer, payload, number);
        ref var packet = ref _recovery.OnSent(now, length, content.AckEliciting);
        packet.AckLargest = content.AckLargest;
        packet.DataOffset = content.DataOffset;
        packet.DataLength = (ushort)content.DataLength;
        packet.MessageOffset = content.MessageOffset;
        packet.MessageLength = (ushort)content.MessageLength;
        if (content.HasWindow)
            packet.Content |= SentContent.Window;
        if (content.AckEliciting && _options.KeepAlive > Duration.Zero)
            _timers[TimerKind.KeepAlive] = now + _options.KeepAlive;
        return length;
    }

    /// <summary>
    /// Packs ACK, WINDOW, MESSAGE and DATA in this order. DATA only joins whole: a range that was cut for a full packet is never cut
    /// again because an ACK came between (RUDP-DATA-4).
    /// </summary>
    private int WriteFrames(Timestamp now, Span<byte> payload, SendDecision decision, ref PacketContent content)
    {
        bool free = decision is SendDecision.Any or SendDecision.Probe;
        bool probe = decision == SendDecision.Probe;
        int chunk = free ? _lanes.DataOut.NextLength(payload.Length, probe) : 0;
        int position = 0;
        // RUDP-ACK-10: what calls for an answer tells again what came, for the last ACK may have been lost.
        bool calls = free && (_pingOwed || probe);
        int ackLength = _acks.IsPending || (calls && _acks.Remembered > 0) ? AckFrame.LengthOf(_acks.Ranges) : 0;
        bool joins = chunk == 0 ? calls || (free && _lanes.IsReady) : ackLength + chunk <= payload.Length;
        if (ackLength > 0 && (_acks.IsDue(now) || joins))
        {
            position += AckFrame.Write(payload, _acks.Ranges, _acks.DelayAt(now));
            content.AckLargest = _acks.Ranges[0].Last;
        }

        if (free)
            position += WriteEliciting(payload, position, chunk, probe, ref content);
        if (!content.AckLargest.IsNone)
            _acks.OnSent(now);
        return position;
    }

    private int WriteEliciting(Span<byte> payload, int start, int chunk, bool probe, ref PacketContent content)
    {
        int position = start;
        if (_lanes.WindowOwed && payload.Length - position >= WindowFrame.Length)
        {
            position += _lanes.TakeWindow().Write(payload[position..]);
            content.HasWindow = true;
        }

        content.MessageLength = _lanes.MessagesOut.Write(payload[position..], probe, out content.MessageOffset);
        if (content.MessageLength > 0)
            position += MessageFrame.HeaderLength + content.MessageLength;
        if (chunk > 0 && payload.Length - position >= chunk)
        {
            content.DataLength = _lanes.DataOut.Write(payload[position..], probe, out content.DataOffset);
            if (content.DataLength > 0)
                position += DataFrame.HeaderLength(content.DataOffset) + content.DataLength;
        }

        if (position == start && (probe || _pingOwed))
            payload[position++] = (byte)FrameType.Ping;
        content.AckEliciting = position > start;
        if (content.AckEliciting)
            _pingOwed = false;
        return position - start;
    }

    private int TransmitClose(Timestamp now, Span<byte> buffer)
    {
        int size = PacketHeader.Overhead + CloseFrame.MaxLength;
        if (!_close.IsOwed || _keys is null || _path.Budget < size)
            return 0;
        // RUDP-CLOSE-3: who has heard nothing but this from now on has given up by then.
        if (_close.IsFirst && _state == ConnectionState.Closing)
            _timers[TimerKind.Life] = Timestamp.Max(_timers[TimerKind.Life], now + _peerLimits.IdleLimit);
        var frame = _close.Take(now, Duration.Max(_recovery.Rtt.Smoothed / 4, Limits.Granularity), out var wait);
        if (_state == ConnectionState.Closing)
            _timers[TimerKind.Close] = now + wait;
        var number = _recovery.TakeCloseNumber();
        return Seal(buffer, frame.Write(buffer[PacketHeader.Length..]), number);
    }

    /// <summary>Header, seal and CRC around the frames that lie behind the room of the header.</summary>
    private int Seal(Span<byte> buffer, int payload, PacketNumber number)
    {
        var datagram = buffer[..(PacketHeader.Overhead + payload)];
        new PacketHeader(PacketType.Data, _keys!.Phase, TransferId, number).Write(datagram);
        _keys.Seal(number, datagram, PacketHeader.Length);
        PacketHeader.WriteChecksum(datagram);
        return datagram.Length;
    }

    /// <summary>What went into a packet, for its account.</summary>
    private struct PacketContent
    {
        public PacketNumber AckLargest;
        public long DataOffset;
        public long MessageOffset;
        public int DataLength;
        public int MessageLength;
        public bool HasWindow;
        public bool AckEliciting;
    }
}
