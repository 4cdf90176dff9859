namespace Messenger.Rudp;

/// <summary>What happened to a connection. Events of one kind coalesce: at most one of each waits for a connection.</summary>
public enum RudpEventKind
{
    /// <summary>The handshake is complete; both ends hold the data keys.</summary>
    Connected,

    /// <summary>At least one whole message waits in <see cref="RudpConnection.TryReceiveMessage"/>.</summary>
    MessageReceived,

    /// <summary>A message that was refused for lack of room may now fit.</summary>
    MessageSpace,

    /// <summary>Every range given to <see cref="RudpConnection.Send"/> so far was acknowledged.</summary>
    SendIdle,

    /// <summary>Every range given to <see cref="RudpConnection.Expect"/> so far was received.</summary>
    ReceiveIdle,

    /// <summary>The peer moved to a new address, which answered a challenge; <see cref="RudpConnection.Peer"/> names it.</summary>
    PathChanged,

    /// <summary>The life is over; <see cref="RudpConnection.End"/> says how. The last event of a connection.</summary>
    Ended,
}

/// <summary>One event of one connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Kind">What happened.</param>
public readonly record struct RudpEvent(RudpConnection Connection, RudpEventKind Kind);
