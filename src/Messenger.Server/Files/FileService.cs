using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Rudp;
using Messenger.Server.Chat;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>What people ask about files, and the offers that come of it.</summary>
internal sealed class FileService(Library library, Sha256Index hashes, FileLimits limits, TimeProvider time, ILogger log)
{
    private readonly OfferBook _book = new(limits);
    private readonly SourceShelf _shelf = new();

    /// <summary>Transfers over UDP; null before the socket is bound, and where there is none.</summary>
    public RudpTransfers? Rudp { get; set; }

    /// <summary>Its bounds.</summary>
    public FileLimits Limits => limits;

    /// <summary>Offers and running transfers.</summary>
    public OfferBook Offers => _book;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="peer">Whose it is, and from where.</param>
    /// <param name="notify">Tells the session about what comes later.</param>
    /// <param name="ct">The session is gone.</param>
    public async Task<ServerFrame> AnswerAsync(ClientFrame request, Peer peer, Action<ServerFrame> notify, CancellationToken ct)
    {
        uint id = ((IRequest)request).RequestId;
        try
        {
            return request switch
            {
                ListFiles list => await ListAsync(list, ct).ConfigureAwait(false),
                OpenDownload open => Open(open, peer, notify),
                FetchPlan fetch => Fetch(fetch, peer.Key),
                _ => throw new InvalidOperationException($"{request.GetType().Name} is no question about files."),
            };
        }
        catch (PlanException e)
        {
            return Refusals.BadRequest(id, e.Message);
        }
        catch (FileNotFoundException)
        {
            return Refusals.Of(RefusalCode.NoSuchFile, "A file went away while it was looked at; ask again.", id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.ZLogWarning($"The library could not be read: {e.Message}");
            return Refusals.Of(RefusalCode.ServerFault, "The server could not read its library; its log says why.", id);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.ZLogError(e, $"A request about files failed.");
            return Refusals.Of(RefusalCode.ServerFault, "Something broke in the server; its log says what.", id);
        }
    }

    /// <summary>The owner does not want a transfer any more.</summary>
    public void Cancel(Fingerprint owner, ulong transferId)
    {
        if (_book.Find(transferId, owner) is not { } offer)
            return;
        offer.Control.Stop("The receiver does not want it any more.");
        if (offer.State == OfferState.Waiting)
            _book.End(offer, Now);
    }

    /// <summary>Ends what nobody waits for. Called every second or so.</summary>
    /// <param name="isConnected">Whether a key has a session.</param>
    /// <returns>The owners of the transfers whose bytes move.</returns>
    public IReadOnlySet<Fingerprint> Sweep(Func<Fingerprint, bool> isConnected)
    {
        (List<Offer> orphans, HashSet<Fingerprint> alive) = _book.Sweep(Now, isConnected);
        foreach (Offer offer in orphans)
            offer.Control.Stop("The receiver left the server.");
        return alive;
    }

    /// <summary>Gives every transfer its share of the server's rate. Called a few times a second.</summary>
    public void DivideRate() => _book.DivideRate(Now);

    /// <summary>Stops what still runs.</summary>
    /// <param name="reason">One sentence for people, at the other end too.</param>
    public void StopAll(string reason)
    {
        foreach (Offer offer in _book.Running())
            offer.Control.Stop(reason);
    }

    private async Task<ServerFrame> ListAsync(ListFiles request, CancellationToken ct)
    {
        List<FileEntry> page = [];
        int bytes = 0;
        TimeSpan hashUntil = Now + limits.HashingPerPage;
        bool more = false;
        foreach (LibraryFile file in Selection.Find(library, request.Pattern, request.After))
        {
            ct.ThrowIfCancellationRequested();
            if (file.IsFolder)
                continue;
            string type = MediaTypes.Of(file.Path);
            bytes += Pages.SizeOf(file.Path + type);
            more = page.Count == WireLimits.FilesPerPage || bytes > WireLimits.PageBytes || (request.WithSha256 && page.Count > 0 && Now > hashUntil);
            if (more)
                break;
            page.Add(new FileEntry
            {
                Path = file.Path,
                Size = file.Status.Identity.Size,
                Modified = file.Status.Identity.Modified / 1_000_000,
                MediaType = type,
                Sha256 = request.WithSha256 ? await hashes.GetAsync(file, ct).ConfigureAwait(false) : [],
            });
        }

        return new FilePage { RequestId = request.RequestId, Files = [.. page], More = more };
    }

    private ServerFrame Open(OpenDownload request, Peer peer, Action<ServerFrame> notify)
    {
        TransferTransports transports = request.Transports & (TransferTransports.Tcp | (Rudp is null ? TransferTransports.None : TransferTransports.Rudp));
        if (transports == TransferTransports.None)
            return Refusals.Of(RefusalCode.BadRequest, "This server does not offer the transport that was asked for; leave the option out.", request.RequestId);
        if (Find(request, out FileSource? source) is { } refusal)
            return refusal with { RequestId = request.RequestId };

        var offer = new Offer
        {
            Id = TransferSecret.CreateId(),
            Secret = TransferSecret.Create(),
            Source = source!,
            Owner = peer.Key,
            Notify = notify,
            Congestion = limits.Congestion ?? CongestionOf(request.Congestion),
            Control = new TransferControl { Time = time },
        };
        if (_book.Add(offer, Now) is { } full)
            return full with { RequestId = request.RequestId };

        TransferCipher cipher = request.HasAes && RudpTransfer.HasAes ? TransferCipher.Aes128Gcm : TransferCipher.ChaCha20Poly1305;
        if (transports.HasFlag(TransferTransports.Rudp))
            Rudp!.Wait(offer, cipher, peer.Host);
        TransferPlan plan = source!.Plan;
        byte[] digest = plan.Digest.ToArray();
        return new TransferOffer
        {
            RequestId = request.RequestId,
            TransferId = offer.Id,
            Secret = offer.Secret.Bytes.ToArray(),
            Transports = transports,
            UdpPort = (ushort)(Rudp?.Port ?? 0),
            Cipher = cipher,
            ChunkSize = plan.ChunkSize,
            PlanDigest = digest,
            FileCount = plan.Files.Count,
            TotalBytes = plan.TotalBytes,
            Files = digest.AsSpan().SequenceEqual(request.KnownPlan) ? [] : Pages.OfPlan(plan, 0),
            ExpiresMilliseconds = (int)limits.OfferLife.TotalMilliseconds,
        };
    }

    // What a newer client asks for and this build does not know is as nothing asked.
    private static CongestionControl CongestionOf(TransferCongestion wish) => wish switch
    {
        TransferCongestion.NewReno => CongestionControl.NewReno,
        TransferCongestion.Cubic => CongestionControl.Cubic,
        _ => CongestionControl.Bbr,
    };

    // CTL-MEASURE-1.
    private Refused? Find(OpenDownload request, out FileSource? source)
    {
        source = null;
        if (request.MeasureBytes > 0)
        {
            source = limits.Measure?.Open(request.MeasureBytes);
            return source is null ? Refusals.Of(RefusalCode.AccessDenied, "This server does not let itself be measured; its keeper allows it with --measure on.") : null;
        }

        if (DownloadPlanner.Resolve(library, request.Selections, out List<SourceEntry> entries) is { } refusal)
            return refusal;
        source = _shelf.Share(FileSource.Open(library.Root, entries), entries);
        return null;
    }

    private ServerFrame Fetch(FetchPlan request, Fingerprint owner)
    {
        if (_book.Find(request.TransferId, owner) is not { } offer)
            return Refusals.Of(RefusalCode.NoSuchTransfer, "The transfer is not known any more; ask for the files again.", request.RequestId);
        TransferPlan plan = offer.Source.Plan;
        if (request.First < 0 || request.First >= plan.Files.Count)
            return Refusals.BadRequest(request.RequestId, $"The plan has {plan.Files.Count} files, and none with the number {request.First}.");
        return new PlanPage { RequestId = request.RequestId, First = request.First, Files = Pages.OfPlan(plan, request.First) };
    }
}
