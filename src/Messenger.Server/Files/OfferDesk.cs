using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Rudp;
using Messenger.Server.Chat;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;

namespace Messenger.Server.Files;

/// <summary>What an offer is to be like.</summary>
/// <param name="Transports">What <see cref="OfferDesk.Meet"/> gave.</param>
/// <param name="HasAes">The client's processor has AES instructions.</param>
/// <param name="Congestion">What this end sends with over UDP, unless its keeper has said something else.</param>
internal readonly record struct OfferWish(TransferTransports Transports, bool HasAes, CongestionControl Congestion)
{
    /// <summary>The id that the client has chosen; 0: none.</summary>
    public ulong TransferId { get; init; }

    /// <summary>The secret that goes with it; empty: none.</summary>
    public ReadOnlyMemory<byte> Secret { get; init; }
}

/// <summary>Makes the offers: id and secret, the ways that both ends have, a place in the book.</summary>
internal sealed class OfferDesk(OfferBook book, FileLimits limits, TimeProvider time)
{
    /// <summary>Transfers over UDP; null before the socket is bound, and where there is none.</summary>
    public RudpTransfers? Rudp { get; set; }

    /// <summary>The ways that both ends have.</summary>
    /// <param name="asked">Those that the client can take.</param>
    /// <param name="common">Those that are left, where there is no refusal.</param>
    public Refused? Meet(TransferTransports asked, out TransferTransports common)
    {
        common = asked & (TransferTransports.Tcp | (Rudp is null ? TransferTransports.None : TransferTransports.Rudp));
        return common != TransferTransports.None
            ? null
            : Refusals.BadRequest(0, "This server does not offer the transport that was asked for; leave the option out.");
    }

    /// <summary>Offers a cargo. Where it is refused, the cargo is the caller's still.</summary>
    /// <param name="cargo">What is moved.</param>
    /// <param name="asker">For whom.</param>
    /// <param name="wish">What it is to be like.</param>
    /// <param name="offer">The offer, where there is no refusal.</param>
    public ServerFrame Make(Cargo cargo, Asker asker, OfferWish wish, out Offer? offer)
    {
        // CTL-XFER-12: what cannot be taken is passed over, and the client sees it by the id.
        bool isNamed = wish.TransferId != 0 && wish.Secret.Length == TransferSecret.Length && wish.Transports.HasFlag(TransferTransports.Rudp) && !book.IsTaken(wish.TransferId);
        var made = new Offer
        {
            Id = isNamed ? wish.TransferId : TransferSecret.CreateId(),
            Secret = isNamed ? new TransferSecret(wish.Secret.Span) : TransferSecret.Create(),
            Cargo = cargo,
            Owner = asker.Peer.Owner,
            Key = asker.Peer.Key,
            Notify = asker.Notify,
            Congestion = limits.Congestion ?? wish.Congestion,
            Control = new TransferControl { Time = time },
        };
        offer = null;
        if (book.Add(made, time.GetElapsedTime(0)) is { } full)
            return full;

        offer = made;
        TransferCipher cipher = wish.HasAes && RudpTransfer.HasAes ? TransferCipher.Aes128Gcm : TransferCipher.ChaCha20Poly1305;
        if (wish.Transports.HasFlag(TransferTransports.Rudp))
            Rudp!.Wait(made, cipher, asker.Peer);
        TransferPlan plan = cargo.Plan;
        return new TransferOffer
        {
            TransferId = made.Id,
            Secret = made.Secret.Bytes.ToArray(),
            Transports = wish.Transports,
            UdpPort = (ushort)(Rudp?.Port ?? 0),
            Cipher = cipher,
            ChunkSize = plan.ChunkSize,
            PlanDigest = plan.Digest.ToArray(),
            FileCount = plan.Files.Count,
            TotalBytes = plan.TotalBytes,
            ExpiresMilliseconds = (int)limits.OfferLife.TotalMilliseconds,
        };
    }
}
