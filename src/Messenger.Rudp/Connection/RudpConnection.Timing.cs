using Messenger.Rudp.Connection;
using Messenger.Rudp.Handshake;

namespace Messenger.Rudp;

// Deadlines: which are due, and which come next.
public sealed partial class RudpConnection
{
    /// <summary>RUDP-KEY-7: three probe time-outs, after which a packet of the previous phase is as good as lost.</summary>
    private Duration KeyLifetime => _recovery.Rtt.ProbeTimeout(_peerLimits.MaxAckDelay) * 3;

    internal void HandleTimeout(Timestamp now)
    {
        if (_timers.TryExpire(TimerKind.Life, now))
        {
            OnLifeOver();
            return;
        }

        if (_timers.TryExpire(TimerKind.Close, now))
            _close.Repeat();
        if (_timers.TryExpire(TimerKind.Loss, now))
            _recovery.DetectLost(now);
        if (_timers.TryExpire(TimerKind.Probe, now))
            OnProbeTimeout(now);
        if (_timers.TryExpire(TimerKind.KeepAlive, now))
            _pingOwed = true;
        if (_timers.TryExpire(TimerKind.Path, now))
            _path.OnTimeout();
        if (_timers.TryExpire(TimerKind.KeyDiscard, now))
            OnKeyDiscard(now);
        // Handshake, ACK and pacing only call for a datagram, which the next poll gives.
        _timers.TryExpire(TimerKind.Handshake, now);
        _timers.TryExpire(TimerKind.Ack, now);
        _timers.TryExpire(TimerKind.Pacing, now);
        Rearm(now);
    }

    private void OnProbeTimeout(Timestamp now)
    {
        _stuck.OnFailed(now, now);
        if (!EndIfStuck(now))
            _recovery.OnProbeTimeout(now);
    }

    /// <summary>RUDP-LIFE-6: the peer lives, but what is sent to it never arrives.</summary>
    private bool EndIfStuck(Timestamp now)
    {
        if (_state != ConnectionState.Established || !_stuck.AreGivenUp(now, _peerLimits.IdleLimit))
            return false;
        Fail(RudpReason.IdleTimeout);
        return true;
    }

    private void OnKeyDiscard(Timestamp now)
    {
        _keys!.DiscardPrevious();
        if (_keys.HasPrevious)
            _timers[TimerKind.KeyDiscard] = now + KeyLifetime;
    }

    /// <summary>The state has lasted as long as it may (RUDP-LIFE-1 to 3).</summary>
    private void OnLifeOver()
    {
        var reason = _state switch
        {
            ConnectionState.Waiting => RudpReason.OfferExpired,
            ConnectionState.Connecting or ConnectionState.Answering => RudpReason.HandshakeTimeout,
            _ => RudpReason.IdleTimeout,
        };
        if (Move(ConnectionTrigger.Timeout))
            Terminate(new(RudpOutcome.Failed, reason, ByPeer: false, 0, ""));
    }

    /// <summary>Brings the deadlines that others decide up to date, and the one that the endpoint sees.</summary>
    private void Rearm(Timestamp now)
    {
        if (_state is ConnectionState.Answering or ConnectionState.Established)
        {
            _timers[TimerKind.Loss] = _recovery.LossDeadline;
            // RFC 9002 section 6.2.2.1: a probe that may not be sent is not waited for.
            _timers[TimerKind.Probe] = _path.Budget > 0 ? _recovery.ProbeDeadline(_peerLimits.MaxAckDelay) : Timestamp.Never;
            // An ACK that is due already goes with the next poll.
            _timers[TimerKind.Ack] = _acks.Deadline > now ? _acks.Deadline : Timestamp.Never;
        }

        Deadline = _timers.Next;
    }
}
