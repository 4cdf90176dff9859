using System.Buffers.Binary;
using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Rudp;

/// <summary>
/// A connection that begins before this end is ready for it: its first datagrams go out while the request about it is still on its way, and what comes back waits
/// until a transfer takes the connection over. It is acknowledged as it comes, for when it comes tells the sender how fast the path is.
/// </summary>
public sealed class RudpApproach
{
    // It lasts until it is taken over, which may take the other end as long as it has to read what is there.
    private static readonly Duration Longest = Duration.FromSeconds(3600);

    // The window bounds the bytes that wait, and this what they cost beside that: more than a window's worth of the smallest packets.
    private const int MostPieces = 16 * 1024;

    // MSG-5: what a link of 10 Gbit/s brings while a list of 10,000 files is read and laid out.
    private const uint BeginBytes = 8 << 20;

    private readonly Relay _relay = new();
    private RudpConnection? _connection;

    private RudpApproach(bool hasBegun) => HasBegun = hasBegun;

    /// <summary>The other end was asked for the first chunks (MSG-5).</summary>
    internal bool HasBegun { get; }

    /// <summary>For so many chunks of a plan.</summary>
    internal static int ChunksBegun(TransferPlan plan) => plan.FirstChunks(BeginBytes);

    /// <summary>Begins.</summary>
    /// <param name="driver">The UDP socket's driver.</param>
    /// <param name="rendezvous">What both ends know or will know, with a peer.</param>
    /// <param name="begins">This end receives, and has nothing yet: the first chunks can come at once.</param>
    public static RudpApproach Begin(RudpDriver driver, RudpRendezvous rendezvous, bool begins)
    {
        ArgumentNullException.ThrowIfNull(driver);
        ArgumentNullException.ThrowIfNull(rendezvous);
        var approach = new RudpApproach(begins);
        driver.Post((endpoint, now) =>
        {
            var offer = new RudpOffer(rendezvous.TransferId, rendezvous.Secret.Bytes, rendezvous.Cipher);
            RudpConnection connection = endpoint.Connect(offer, rendezvous.Peer!.Value, approach._relay, approach._relay, rendezvous.Options with { HandshakeLimit = Longest }, now);
            // Who waits at the other end goes on when it has heard a message.
            _ = connection.TrySendMessage(begins ? BeginMessage() : [(byte)MessageType.Heartbeat]);
            // How long the first chunks are will be known later; what the window lets in is the bound.
            if (begins)
                connection.Expect(0, ChunkSizes.Largest + TransferPlan.HashLength);
            approach._connection = approach._relay.Connection = connection;
        });
        return approach;
    }

    /// <summary>Gives the connection to a transfer. On the driver's thread, behind the beginning.</summary>
    internal RudpConnection HandOver(IRangeSource? source, IRangeSink? sink)
    {
        (_relay.Source, _relay.Sink) = (source, sink);
        return _connection ?? throw new ArgumentException("The connection could not be begun.");
    }

    /// <summary>Gives the transfer what came before it was there. On the driver's thread.</summary>
    internal void Deliver() => _relay.Deliver();

    private static byte[] BeginMessage()
    {
        byte[] message = new byte[1 + sizeof(uint)];
        message[0] = (byte)MessageType.Begin;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(1), BeginBytes);
        return message;
    }

    private sealed class Relay : IRangeSource, IRangeSink
    {
        private readonly Queue<(long Offset, byte[] Bytes)> _came = new();

        public RudpConnection? Connection { get; set; }

        public IRangeSource? Source { get; set; }

        public IRangeSink? Sink { get; set; }

        public int Read(long offset, Span<byte> destination) => Source?.Read(offset, destination) ?? 0;

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            if (Sink is { } sink)
                sink.Write(offset, data);
            else if (_came.Count == MostPieces)
                Connection!.Close(1, "too much in too many pieces");
            else
                _came.Enqueue((offset, data.ToArray()));
        }

        public void Deliver()
        {
            while (_came.TryDequeue(out (long Offset, byte[] Bytes) range))
                Sink!.Write(range.Offset, range.Bytes);
        }
    }
}
