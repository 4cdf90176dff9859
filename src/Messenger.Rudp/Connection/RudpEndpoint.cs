using Messenger.Rudp.Connection;
using Messenger.Rudp.Lanes;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp;

/// <summary>
/// All connections of one UDP socket, without the socket: datagrams and <c>now</c> in; datagrams, one deadline and events out. Not thread-safe.
/// After any call, drain <see cref="TryGetEvent"/> and <see cref="PollTransmit"/>, then wait for a datagram or <see cref="NextDeadline"/>.
/// </summary>
public sealed class RudpEndpoint
{
    private readonly IRandomSource _random;
    private readonly Dictionary<ulong, RudpConnection> _connections = [];
    private readonly Queue<RudpConnection> _senders = new();
    private readonly Queue<RudpEvent> _events = new();
    private readonly DeadlineHeap _deadlines = new();
    private readonly EarlyInitials? _early;
    private long _received;
    private long _malformed;
    private long _unknownId;
    private long _unsealed;

    /// <summary>An endpoint without connections.</summary>
    /// <param name="random">Randomness; null for the operating system's.</param>
    /// <param name="keepsEarly">For an end that accepts: an Initial may overtake the offer that it belongs to (RUDP-HS-10).</param>
    public RudpEndpoint(IRandomSource? random = null, bool keepsEarly = false)
    {
        _random = random ?? SystemRandomSource.Instance;
        _early = keepsEarly ? new EarlyInitials() : null;
    }

    /// <summary>Connections and waiting offers, ended ones that still drain included.</summary>
    public int Count => _connections.Count;

    /// <summary>The moment at which <see cref="HandleTimeout"/> wants to be called; <see cref="Timestamp.Never"/> if there is none.</summary>
    public Timestamp NextDeadline => _deadlines.Next;

    /// <summary>What was dropped in silence.</summary>
    public RudpEndpointStatistics Statistics => new()
    {
        Received = _received,
        Malformed = _malformed,
        UnknownId = _unknownId,
        Unsealed = _unsealed,
    };

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
        in RudpOffer offer, in PathAddress peer, IRangeSource? source, IRangeSink? sink, RudpOptions options, Timestamp now)
    {
        if (peer.IsNone)
            throw new ArgumentException("The peer has no address.", nameof(peer));
        var connection = Add(RudpRole.Initiator, offer, options, new LaneSet(source, sink, options.ReceiveWindow));
        connection.Begin(peer, now);
        Wake(connection);
        _deadlines.Update(connection);
        return connection;
    }

    /// <summary>Registers an offer, which waits for its client's first datagram and expires.</summary>
    /// <param name="offer">What the control channel handed over.</param>
    /// <param name="source">Needed to send ranges, else null.</param>
    /// <param name="sink">Needed to receive ranges, else null.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <param name="now">The current moment.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The id is taken, the secret is not 32 bytes, or an option is outside its limits.</exception>
    public RudpConnection Accept(in RudpOffer offer, IRangeSource? source, IRangeSink? sink, RudpOptions options, Timestamp now)
    {
        var connection = Add(RudpRole.Acceptor, offer, options, new LaneSet(source, sink, options.ReceiveWindow));
        connection.Begin(default, now);
        _deadlines.Update(connection);
        while (_early is not null && _early.TryTake(offer.TransferId, now, out var initial))
            Hand(connection, now, initial.From, initial.Header, initial.Datagram);
        return connection;
    }

    /// <summary>Takes a datagram. What is damaged, unknown or not sealed is dropped in silence: no state, no answer, one counter.</summary>
    /// <param name="now">The moment at which it came.</param>
    /// <param name="peer">Where it came from.</param>
    /// <param name="datagram">The UDP payload; it is opened in place.</param>
    public void HandleDatagram(Timestamp now, in PathAddress peer, Span<byte> datagram)
    {
        _received++;
        // RUDP-WIRE-3: what is damaged costs one CRC; RUDP-HS-7: what is unknown, one look-up. Neither gets an answer.
        if (!PacketHeader.TryRead(datagram, out var header))
        {
            _malformed++;
        }
        else if (!_connections.TryGetValue(header.TransferId, out var connection))
        {
            _unknownId++;
            // RUDP-HS-10: only what can be an Initial at all takes another's place.
            if (_early is not null && header.Type == PacketType.Initial && datagram.Length == Limits.MinDatagramSize && PacketHeader.VerifyChecksum(datagram))
                _early.Keep(now, peer, header, datagram);
        }
        else if (!PacketHeader.VerifyChecksum(datagram))
        {
            _malformed++;
        }
        else
        {
            Hand(connection, now, peer, header, datagram);
        }
    }

    /// <summary>Gives the next datagrams to send, connection by connection in turn, so that none starves another.</summary>
    /// <param name="now">The current moment.</param>
    /// <param name="buffer">Room for at least one datagram of the largest <see cref="RudpOptions.MaxDatagramSize"/> in use.</param>
    /// <param name="transmit">Where they go and how they are cut.</param>
    /// <param name="maxSegments">How many datagrams of equal size may lie back to back: 1 without segmentation offload.</param>
    /// <returns>Whether there is anything to send.</returns>
    public bool PollTransmit(Timestamp now, Span<byte> buffer, out Transmit transmit, int maxSegments = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, Limits.MinDatagramSize);
        while (_senders.TryDequeue(out var connection))
        {
            connection.IsQueued = false;
            int first = connection.Transmit(now, buffer, continued: false, out var to);
            if (first > 0)
            {
                int length = Continue(connection, now, buffer, first, maxSegments);
                Wake(connection);
                Settle(connection);
                transmit = new(to, length, first);
                return true;
            }

            Settle(connection);
        }

        transmit = default;
        return false;
    }

    /// <summary>Runs every timer that is due.</summary>
    /// <param name="now">The current moment.</param>
    public void HandleTimeout(Timestamp now)
    {
        while (_deadlines.Next <= now)
        {
            var connection = _deadlines.First;
            connection.HandleTimeout(now);
            Settle(connection);
            Wake(connection);
        }
    }

    /// <summary>Whether a CLOSE of this end waits for its echo.</summary>
    public bool IsClosing => _connections.Values.Any(connection => connection.State == Handshake.ConnectionState.Closing);

    /// <summary>For a process that is about to go: every CLOSE that was not echoed yet goes out once more, without waiting for its time (RUDP-CLOSE-5).</summary>
    public void RepeatCloses()
    {
        foreach (var connection in _connections.Values)
            connection.RepeatClose();
    }

    /// <summary>Takes the oldest event.</summary>
    /// <param name="rudpEvent">The event.</param>
    /// <returns>False when none waits.</returns>
    public bool TryGetEvent(out RudpEvent rudpEvent)
    {
        if (!_events.TryDequeue(out rudpEvent))
            return false;
        rudpEvent.Connection.PendingEvents &= ~(1 << (int)rudpEvent.Kind);
        return true;
    }

    /// <summary>Puts a connection into the round of senders.</summary>
    internal void Wake(RudpConnection connection)
    {
        if (connection.IsQueued || connection.State == Handshake.ConnectionState.Ended)
            return;
        connection.IsQueued = true;
        _senders.Enqueue(connection);
    }

    /// <summary>Queues an event, unless one of its kind waits already.</summary>
    internal void Raise(RudpConnection connection, RudpEventKind kind)
    {
        int bit = 1 << (int)kind;
        if ((connection.PendingEvents & bit) != 0)
            return;
        connection.PendingEvents |= bit;
        _events.Enqueue(new(connection, kind));
    }

    /// <summary>Forgets an ended connection.</summary>
    internal void Retire(RudpConnection connection)
    {
        _connections.Remove(connection.TransferId);
        _deadlines.Remove(connection);
    }

    private void Hand(RudpConnection connection, Timestamp now, in PathAddress peer, in PacketHeader header, Span<byte> datagram)
    {
        if (!connection.HandleDatagram(now, peer, header, datagram))
            _unsealed++;
        Settle(connection);
        Wake(connection);
    }

    private RudpConnection Add(RudpRole role, in RudpOffer offer, RudpOptions options, LaneSet lanes)
    {
        if (offer.Secret.Length != Limits.SecretLength)
            throw new ArgumentException("A secret has 32 bytes.", nameof(offer));
        options.Check();
        if (_connections.ContainsKey(offer.TransferId))
            throw new ArgumentException("The transfer id is taken.", nameof(offer));
        var connection = new RudpConnection(this, role, offer, options, lanes, _random);
        _connections.Add(offer.TransferId, connection);
        return connection;
    }

    /// <summary>More datagrams of the same size behind the first; a shorter one is the last.</summary>
    private static int Continue(RudpConnection connection, Timestamp now, Span<byte> buffer, int size, int maxSegments)
    {
        int length = size;
        for (int i = 1; i < maxSegments && buffer.Length - length >= size; i++)
        {
            int next = connection.Transmit(now, buffer.Slice(length, size), continued: true, out _);
            length += next;
            if (next < size)
                break;
        }

        return length;
    }

    /// <summary>Brings a connection's deadline up to date.</summary>
    internal void Settle(RudpConnection connection)
    {
        if (connection.State != Handshake.ConnectionState.Ended)
            _deadlines.Update(connection);
    }
}
