namespace Messenger.Rudp;

/// <summary>How the life of a connection ended.</summary>
public enum RudpOutcome
{
    /// <summary>One end closed with code 0: all was done.</summary>
    Completed,

    /// <summary>One end closed with a code of its own: cancelled, refused, disk full.</summary>
    Closed,

    /// <summary>The engine ended it: silence, or a peer that broke a rule.</summary>
    Failed,
}

/// <summary>Why a connection ended. The values are those of the CLOSE frame (RUDP-CLOSE-1).</summary>
public enum RudpReason : ushort
{
    /// <summary>Closed by the upper layer of either end, with its own code.</summary>
    Application = 0,

    /// <summary>Nothing came for the idle limit.</summary>
    IdleTimeout = 1,

    /// <summary>The initiator got no answer within its handshake limit.</summary>
    HandshakeTimeout = 2,

    /// <summary>The offer expired before its client came.</summary>
    OfferExpired = 3,

    /// <summary>A frame that cannot be read, or that has no place where it came.</summary>
    FrameEncoding = 4,

    /// <summary>The peer acknowledged a packet that was never sent.</summary>
    AckOfUnsent = 5,

    /// <summary>Bytes outside the ranges that are wanted.</summary>
    UnexpectedRange = 6,

    /// <summary>More bytes than the credit allowed, or a credit that cannot be.</summary>
    FlowControl = 7,

    /// <summary>A message longer than the limit, or bytes of one that contradict each other.</summary>
    MessageLane = 8,

    /// <summary>Handshake parameters outside their limits.</summary>
    Parameters = 9,

    /// <summary>Pings, challenges or key updates beyond all need.</summary>
    ExcessiveControl = 10,

    /// <summary>A key reached the end of its life and could not be replaced.</summary>
    KeyExhausted = 11,

    /// <summary>So many holes that keeping account of them would cost more than the limit.</summary>
    TooManyRanges = 12,

    /// <summary>Ended by this end's own endpoint without a word to the peer.</summary>
    Aborted = 13,
}

/// <summary>The end of a connection.</summary>
/// <param name="Outcome">Completed, closed or failed.</param>
/// <param name="Reason">The typed reason.</param>
/// <param name="ByPeer">Whether the peer said so in a sealed CLOSE; otherwise this end decided.</param>
/// <param name="Code">The upper layer's code where the reason is <see cref="RudpReason.Application"/>, else 0.</param>
/// <param name="Text">A short text for people, at most 64 bytes of UTF-8; from a peer it is not to be trusted or drawn raw.</param>
public readonly record struct RudpEnd(RudpOutcome Outcome, RudpReason Reason, bool ByPeer, uint Code, string Text);
