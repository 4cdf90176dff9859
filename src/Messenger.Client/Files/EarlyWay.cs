using System.Net;
using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Transfer;
using Messenger.Transfer.Rudp;

namespace Messenger.Client.Files;

/// <summary>
/// A way over UDP that begins together with the request for its offer, under an id and a secret that this end has made (CTL-XFER-12): so the first byte comes one round
/// trip earlier. A server that does not take them, or listens elsewhere, never answers it; its offer is taken as any other.
/// </summary>
/// <param name="session">Whom the request goes to, over a network.</param>
/// <param name="congestion">For what this end sends.</param>
/// <param name="impairment">A bad link to put on it; null: none.</param>
/// <param name="wantsFirst">The first chunks can come at once.</param>
internal sealed class EarlyWay(OneShotSession session, TransferCongestion congestion, Impairment? impairment, bool wantsFirst) : IAsyncDisposable
{
    // The likely one. Where the server has no instructions for AES, it offers the other, and another connection is made.
    private static readonly TransferCipher Cipher = RudpTransfer.HasAes ? TransferCipher.Aes128Gcm : TransferCipher.ChaCha20Poly1305;

    private readonly IPEndPoint _server = session.Remote!;
    private RudpWay? _way;

    /// <summary>The id for the request.</summary>
    public ulong TransferId { get; } = TransferSecret.CreateId();

    /// <summary>The secret for the request.</summary>
    public TransferSecret Secret { get; } = TransferSecret.Create();

    /// <summary>The request is on its way: so is the first datagram.</summary>
    public void Begin()
    {
        try
        {
            _way = RudpWay.Open(_server, port: 0, congestion, session.RoundTrip, impairment);
        }
        catch (UserError)
        {
            // Whoever needs a socket when the offer is there says what is wrong.
            return;
        }

        _way.Begin(TransferId, Secret, (RudpCipher)Cipher, wantsFirst);
    }

    /// <summary>The way, where the offer is for it.</summary>
    public RudpWay? Take(DataOffer offer)
    {
        var isFor = offer.TransferId == TransferId && offer.Secret.Bytes.Span.SequenceEqual(Secret.Bytes.Span) && offer.Cipher == Cipher
            && offer.Transports.HasFlag(TransferTransports.Rudp) && (offer.UdpPort == 0 || offer.UdpPort == _server.Port);
        if (!isFor)
            return null;
        var way = _way;
        _way = null;
        return way;
    }

    public ValueTask DisposeAsync() => _way?.DisposeAsync() ?? ValueTask.CompletedTask;
}
