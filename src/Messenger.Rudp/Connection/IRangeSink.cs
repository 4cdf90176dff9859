namespace Messenger.Rudp;

/// <summary>Where received bytes go. Called from inside <see cref="RudpEndpoint.HandleDatagram"/>, never re-entrantly.</summary>
public interface IRangeSink
{
    /// <summary>
    /// Takes bytes straight to their place. Every byte of the ranges given to <see cref="RudpConnection.Expect"/> comes exactly once for each
    /// time that it was expected, in any order. The sink says <see cref="RudpConnection.Consumed"/> when it has room for as many more; if it
    /// cannot go on (disk full), it closes the connection after the call.
    /// </summary>
    /// <param name="offset">Offset in the address space of the transfer.</param>
    /// <param name="data">1 to 65,535 bytes; valid only during the call.</param>
    void Write(long offset, ReadOnlySpan<byte> data);
}
