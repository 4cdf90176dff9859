namespace Messenger.Rudp;

/// <summary>Where the bytes of the ranges to be sent come from. Called from inside <see cref="RudpEndpoint.PollTransmit"/>, never re-entrantly.</summary>
public interface IRangeSource
{
    /// <summary>
    /// Copies bytes at an offset of the transfer's address space, at the moment at which they are packed. A range that was lost is
    /// asked for again, so the same offset must give the same bytes until it is acknowledged.
    /// </summary>
    /// <param name="offset">Offset in the address space of the transfer, 0 to 2⁶²-1; inside a range given to <see cref="RudpConnection.Send"/>.</param>
    /// <param name="destination">Room for the bytes that are wanted; 1 to 65,535 bytes.</param>
    /// <returns>
    /// The number of bytes copied, 1 to the length of <paramref name="destination"/>. 0: not ready yet; the engine asks again only after
    /// <see cref="RudpConnection.SourceReady"/>. Fewer than asked for is allowed, but makes a small packet.
    /// </returns>
    int Read(long offset, Span<byte> destination);
}
