using Messenger.Rudp;

namespace Messenger.Transfer.Rudp;

/// <summary>What the end of a connection means for the transfer on it, where the transfer had not ended before.</summary>
internal static class RudpFailures
{
    public static (TransferFailure Failure, string Sentence) Of(in RudpEnd end, bool waited) => end.Reason switch
    {
        RudpReason.IdleTimeout => (TransferFailure.Stall, "Nothing came from the peer over UDP for too long."),
        RudpReason.HandshakeTimeout => (TransferFailure.Unreachable, "No UDP datagram came back from the peer: UDP may be blocked on the way; --tcp takes the other way."),
        RudpReason.OfferExpired => (TransferFailure.NoSuchTransfer, "Nobody came for the transfer in time."),
        RudpReason.Application or RudpReason.Aborted =>
            (TransferFailure.Disconnected, waited ? "The other end closed before the transfer was done." : "The peer closed before the transfer was done."),
        _ => (TransferFailure.Protocol, $"The connection broke a rule of the protocol ({end.Reason})."),
    };
}
