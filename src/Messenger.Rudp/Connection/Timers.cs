using System.Runtime.CompilerServices;

namespace Messenger.Rudp.Connection;

/// <summary>What a connection waits for.</summary>
internal enum TimerKind : byte
{
    /// <summary>The end of what the state may last: offer, handshake, idle limit, draining.</summary>
    Life,

    /// <summary>The next Initial.</summary>
    Handshake,

    /// <summary>A packet in doubt becomes a lost one.</summary>
    Loss,

    /// <summary>A probe time-out.</summary>
    Probe,

    /// <summary>A delayed ACK.</summary>
    Ack,

    /// <summary>The pacer lets the next batch go.</summary>
    Pacing,

    /// <summary>A PING against silence.</summary>
    KeepAlive,

    /// <summary>A path challenge again.</summary>
    Path,

    /// <summary>The CLOSE again.</summary>
    Close,

    /// <summary>The previous receive key can go.</summary>
    KeyDiscard,
}

/// <summary>The deadlines of a connection: one for each <see cref="TimerKind"/>.</summary>
internal sealed class Timers
{
    private const int Count = (int)TimerKind.KeyDiscard + 1;

    private Deadlines _deadlines;

    public Timers()
    {
        for (int i = 0; i < Count; i++)
            _deadlines[i] = Timestamp.Never;
    }

    public Timestamp this[TimerKind timer]
    {
        get => _deadlines[(int)timer];
        set => _deadlines[(int)timer] = value;
    }

    public Timestamp Next
    {
        get
        {
            var next = Timestamp.Never;
            foreach (var deadline in _deadlines)
                next = Timestamp.Min(next, deadline);
            return next;
        }
    }

    public void Clear(TimerKind timer) => this[timer] = Timestamp.Never;

    /// <summary>Whether a timer is due; then it is cleared.</summary>
    public bool TryExpire(TimerKind timer, Timestamp now)
    {
        if (this[timer] > now)
            return false;
        Clear(timer);
        return true;
    }

    public void ClearAll()
    {
        for (int i = 0; i < Count; i++)
            _deadlines[i] = Timestamp.Never;
    }

    [InlineArray(Count)]
    private struct Deadlines
    {
        private Timestamp _first;
    }
}
