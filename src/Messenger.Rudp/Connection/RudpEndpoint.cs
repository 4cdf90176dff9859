namespace Messenger.Rudp;

/// <summary>
/// All connections of one UDP socket, without the socket: datagrams and <c>now</c> in; datagrams, one deadline and events out. Not thread-safe.
/// After any call, drain <see cref="TryGetEvent"/> and <see cref="PollTransmit"/>, then wait for a datagram or <see cref="NextDeadline"/>.
/// </summary>
public sealed class RudpEndpoint
{
    /// <summary>An endpoint without connections.</summary>
    /// <param name="random">Randomness; null for the operating system's.</param>
    public RudpEndpoint(IRandomSource? random = null) => throw new NotImplementedException();

    /// <summary>Connections and waiting offers, ended ones that still drain included.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>The moment at which <see cref="HandleTimeout"/> wants to be called; <see cref="Timestamp.Never"/> if there is none.</summary>
    public Timestamp NextDeadline => throw new NotImplementedException();

    /// <summary>What was dropped in silence.</summary>
    public RudpEndpointStatistics Statistics => throw new NotImplementedException();

    /// <summary>Begins a connection: its first datagram comes with the next <see cref="PollTransmit"/>.</summary>
    /// <param name="offer">What the control channel handed over.</param>
    /// <param name="peer">Where the acceptor listens.</param>
    /// <param name="source">Needed to send ranges, else null.</param>
    /// <param name="sink">Needed to receive ranges, else null.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <param name="now">The current moment.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The id is taken, the secret is not 32 bytes, or an option is outside its limits.</exception>
    public RudpConnection Connect(
        in RudpOffer offer, in PathAddress peer, IRangeSource? source, IRangeSink? sink, RudpOptions options, Timestamp now) => throw new NotImplementedException();

    /// <summary>Registers an offer, which waits for its client's first datagram and expires.</summary>
    /// <param name="offer">What the control channel handed over.</param>
    /// <param name="source">Needed to send ranges, else null.</param>
    /// <param name="sink">Needed to receive ranges, else null.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <param name="now">The current moment.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The id is taken, the secret is not 32 bytes, or an option is outside its limits.</exception>
    public RudpConnection Accept(in RudpOffer offer, IRangeSource? source, IRangeSink? sink, RudpOptions options, Timestamp now) => throw new NotImplementedException();

    /// <summary>Takes a datagram. What is damaged, unknown or not sealed is dropped in silence: no state, no answer, one counter.</summary>
    /// <param name="now">The moment at which it came.</param>
    /// <param name="peer">Where it came from.</param>
    /// <param name="datagram">The UDP payload; it is opened in place.</param>
    public void HandleDatagram(Timestamp now, in PathAddress peer, Span<byte> datagram) => throw new NotImplementedException();

    /// <summary>Gives the next datagrams to send, connection by connection in turn, so that none starves another.</summary>
    /// <param name="now">The current moment.</param>
    /// <param name="buffer">Room for at least one datagram of the largest <see cref="RudpOptions.MaxDatagramSize"/> in use.</param>
    /// <param name="transmit">Where they go and how they are cut.</param>
    /// <param name="maxSegments">How many datagrams of equal size may lie back to back: 1 without segmentation offload.</param>
    /// <returns>Whether there is anything to send.</returns>
    public bool PollTransmit(Timestamp now, Span<byte> buffer, out Transmit transmit, int maxSegments = 1) => throw new NotImplementedException();

    /// <summary>Runs every timer that is due.</summary>
    /// <param name="now">The current moment.</param>
    public void HandleTimeout(Timestamp now) => throw new NotImplementedException();

    /// <summary>Takes the oldest event.</summary>
    /// <param name="rudpEvent">The event.</param>
    /// <returns>False when none waits.</returns>
    public bool TryGetEvent(out RudpEvent rudpEvent) => throw new NotImplementedException();
}
