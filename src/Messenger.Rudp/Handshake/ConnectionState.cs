namespace Messenger.Rudp.Handshake;

/// <summary>Where a connection stands in its life.</summary>
internal enum ConnectionState : byte
{
    /// <summary>Initiator: an Initial is out (and again, until the Answer).</summary>
    Connecting,

    /// <summary>Acceptor: the offer waits for its client.</summary>
    Waiting,

    /// <summary>Acceptor: an Initial was answered; the first packet under the data keys is awaited.</summary>
    Answering,

    /// <summary>Both ends hold the data keys.</summary>
    Established,

    /// <summary>This end closed; its CLOSE goes out until the peer echoes it.</summary>
    Closing,

    /// <summary>The peer closed; its repetitions are echoed for a while.</summary>
    Draining,

    /// <summary>Nothing is sent or taken any more.</summary>
    Ended,
}

/// <summary>What moves a connection on.</summary>
internal enum ConnectionTrigger : byte
{
    /// <summary>A sealed Initial came.</summary>
    Initial,

    /// <summary>A sealed Answer came.</summary>
    Answer,

    /// <summary>A packet sealed under the data keys came.</summary>
    Data,

    /// <summary>The upper layer closed, or the peer broke a rule.</summary>
    Close,

    /// <summary>A CLOSE of the peer came.</summary>
    PeerClose,

    /// <summary>Silence, expiry, or the time to close or drain is over.</summary>
    Timeout,

    /// <summary>The upper layer aborted.</summary>
    Abort,
}

/// <summary>The life of a connection as a table (RUDP-HS-8).</summary>
internal static class ConnectionTransitions
{
    private const ConnectionState Connecting = ConnectionState.Connecting;
    private const ConnectionState Waiting = ConnectionState.Waiting;
    private const ConnectionState Answering = ConnectionState.Answering;
    private const ConnectionState Established = ConnectionState.Established;
    private const ConnectionState Closing = ConnectionState.Closing;
    private const ConnectionState Draining = ConnectionState.Draining;
    private const ConnectionState Ended = ConnectionState.Ended;

    // A row for each state, a column for each trigger; null: the trigger has no place there and changes nothing.
    private static readonly ConnectionState?[][] Table =
    [
        //                  Initial      Answer        Data         Close    PeerClose  Timeout  Abort
        /* Connecting  */ [ null,        Established,  null,        Ended,   null,      Ended,   Ended ],
        /* Waiting     */ [ Answering,   null,         null,        Ended,   null,      Ended,   Ended ],
        /* Answering   */ [ Answering,   null,         Established, Closing, Draining,  Ended,   Ended ],
        /* Established */ [ null,        null,         Established, Closing, Draining,  Ended,   Ended ],
        /* Closing     */ [ Closing,     null,         Closing,     null,    Ended,     Ended,   Ended ],
        /* Draining    */ [ null,        null,         Draining,    null,    Draining,  Ended,   Ended ],
        /* Ended       */ [ null,        null,         null,        null,    null,      null,    null  ],
    ];

    /// <summary>The state after a trigger, or null where it has no place.</summary>
    public static ConnectionState? Next(ConnectionState state, ConnectionTrigger trigger) => Table[(int)state][(int)trigger];
}
