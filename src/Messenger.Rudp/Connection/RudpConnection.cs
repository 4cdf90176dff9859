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
public sealed class RudpConnection
{
    internal RudpConnection() => throw new NotImplementedException();

    /// <summary>The transfer's name on the wire.</summary>
    public ulong TransferId => throw new NotImplementedException();

    /// <summary>The role of this end in the handshake.</summary>
    public RudpRole Role => throw new NotImplementedException();

    /// <summary>The peer's address; none for an acceptor that has not heard its client yet.</summary>
    public PathAddress Peer => throw new NotImplementedException();

    /// <summary>Whether both ends hold the data keys and the connection is not closing.</summary>
    public bool IsConnected => throw new NotImplementedException();

    /// <summary>How the life ended; null while it lasts.</summary>
    public RudpEnd? End => throw new NotImplementedException();

    /// <summary>Bytes given to <see cref="Send"/> that the peer has not acknowledged.</summary>
    public long UnacknowledgedBytes => throw new NotImplementedException();

    /// <summary>Bytes given to <see cref="Expect"/> that have not come.</summary>
    public long MissingBytes => throw new NotImplementedException();

    /// <summary>What was counted and measured so far.</summary>
    public RudpStatistics Statistics => throw new NotImplementedException();

    /// <summary>A place for the upper layer's own object, so that an event leads to it without a look-up.</summary>
    public object? Tag { get; set; }

    /// <summary>Queues a range to be sent after those queued before. Allowed from the beginning, before the connection is made.</summary>
    /// <param name="offset">Offset in the address space, 0 to 2⁶²-1.</param>
    /// <param name="length">Bytes, 0 or more; offset + length is at most 2⁶².</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the address space.</exception>
    /// <exception cref="InvalidOperationException">No source was given, or too many separate ranges are queued.</exception>
    public void Send(long offset, long length) => throw new NotImplementedException();

    /// <summary>Says that a source that was not ready may be asked again.</summary>
    public void SourceReady() => throw new NotImplementedException();

    /// <summary>Says that a range is wanted. Bytes that come outside all such ranges end the connection.</summary>
    /// <param name="offset">Offset in the address space, 0 to 2⁶²-1.</param>
    /// <param name="length">Bytes, 0 or more; offset + length is at most 2⁶².</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the address space.</exception>
    /// <exception cref="InvalidOperationException">No sink was given, or too many separate ranges are wanted.</exception>
    public void Expect(long offset, long length) => throw new NotImplementedException();

    /// <summary>Says that bytes delivered to the sink are off its hands, and gives the peer credit for as many more.</summary>
    /// <param name="bytes">Bytes, 0 to what was delivered and not yet consumed.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than was delivered.</exception>
    public void Consumed(long bytes) => throw new NotImplementedException();

    /// <summary>Queues a message for the peer's upper layer: reliable, in order, ahead of bulk data. Allowed before the connection is made.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    /// <returns>False when the lane is full; <see cref="RudpEventKind.MessageSpace"/> says when to try again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Empty or too long.</exception>
    public bool TrySendMessage(ReadOnlySpan<byte> message) => throw new NotImplementedException();

    /// <summary>Takes the oldest whole message of the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">The length of the message.</param>
    /// <returns>False when no whole message waits.</returns>
    public bool TryReceiveMessage(Span<byte> destination, out int length) => throw new NotImplementedException();

    /// <summary>
    /// Closes: a sealed CLOSE goes out (again until the peer has heard it, for a bounded time), then the life ends. What is queued is not waited for.
    /// </summary>
    /// <param name="code">0: complete. Else the upper layer's own.</param>
    /// <param name="reason">A short text, cut to 64 bytes of UTF-8.</param>
    public void Close(uint code, string reason = "") => throw new NotImplementedException();

    /// <summary>Ends without a word to the peer: for a process that must stop now.</summary>
    public void Abort() => throw new NotImplementedException();

    /// <summary>Changes <see cref="RudpOptions.MaxSendRate"/> while the connection runs.</summary>
    /// <param name="bytesPerSecond">Bytes a second; 0 for no limit.</param>
    public void SetMaxSendRate(long bytesPerSecond) => throw new NotImplementedException();
}
