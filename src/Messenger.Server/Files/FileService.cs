using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Rudp;
using Messenger.Server.Chat;
using Messenger.Server.Files.Parcels;
using Messenger.Server.Files.Uploads;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Source;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>What people ask about files, and the offers that come of it.</summary>
/// <param name="library">The files for everybody.</param>
/// <param name="hashes">Their SHA-256.</param>
/// <param name="desk">Makes the offers.</param>
/// <param name="uploads">Takes files for the library; null: none are taken.</param>
/// <param name="parcels">Holds files for one person; null: none are held.</param>
/// <param name="books">What all that has to do with files shares.</param>
internal sealed class FileService(Library library, Sha256Index hashes, OfferDesk desk, UploadDesk? uploads, ParcelDesk? parcels, FileBooks books)
{
    private readonly OfferBook _book = books.Offers;
    private readonly SourceShelf _shelf = new();

    /// <summary>Its bounds.</summary>
    public FileLimits Limits => books.Limits;

    /// <summary>Offers and running transfers.</summary>
    public OfferBook Offers => _book;

    /// <summary>Other bounds hold from now on for what is asked.</summary>
    public void Bound(FileLimits files, UploadLimits ofUploads, ParcelLimits ofParcels)
    {
        _book.Limits = files;
        uploads?.Limits = ofUploads;
        parcels?.Limits = ofParcels;
    }

    private TimeSpan Now => books.Time.GetElapsedTime(0);

    private static Refused NoParcels => Refusals.Of(RefusalCode.AccessDenied, "This server holds no files for one person; its keeper can allow it with --inbox on.");

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asker">The session whose it is.</param>
    public async Task<ServerFrame> AnswerAsync(ClientFrame request, Asker asker)
    {
        uint id = ((IRequest)request).RequestId;
        // Refusals and offers are made without an id and get it here, all of them.
        ServerFrame answer = await DecideAsync(request, id, asker).ConfigureAwait(false);
        return answer switch
        {
            Refused refused => refused with { RequestId = id },
            TransferOffer offer => offer with { RequestId = id },
            _ => answer,
        };
    }

    /// <summary>The owner does not want a transfer any more.</summary>
    public void Cancel(Fingerprint owner, ulong transferId)
    {
        if (_book.Find(transferId, owner) is not { } offer)
            return;
        // CTL-BOX-3: a client cancels behind every transfer (CTL-WAY-1), and may be heard here before its last word, which must not be cut off.
        if (offer.Cargo is ParcelCargo { MayBeFetched: true })
            return;
        offer.Control.Stop("The other end does not want it any more.");
        _book.EndIfWaiting(offer, Now);
    }

    /// <summary>Ends what nobody waits for. Called every second or so.</summary>
    /// <param name="isConnected">Whether a key has a session.</param>
    /// <returns>The owners of the transfers whose bytes move.</returns>
    public IReadOnlySet<Fingerprint> Sweep(Func<Fingerprint, bool> isConnected)
    {
        (List<Offer> orphans, HashSet<Fingerprint> alive) = _book.Sweep(Now, isConnected);
        Rates.Look([.. _book.Running().Select(offer => (offer.Id, offer.Owner, offer.Control.Progress.MovedBytes))], Now);
        foreach (Offer offer in orphans)
            offer.Control.Stop("Whoever asked for it left the server.");
        return alive;
    }

    /// <summary>Gives every transfer its share of the server's rate. Called a few times a second.</summary>
    public void DivideRate() => _book.DivideRate(Now);

    /// <summary>How fast each key's transfers move.</summary>
    public OwnerRates Rates { get; } = new();

    /// <summary>Stops what still runs.</summary>
    /// <param name="reason">One sentence for people, at the other end too.</param>
    public void StopAll(string reason)
    {
        foreach (Offer offer in _book.Running())
            offer.Control.Stop(reason);
    }

    /// <summary>Stops what somebody moves, and takes back what they were offered.</summary>
    /// <param name="whose">The owner, or one of the keys.</param>
    /// <param name="reason">One sentence for people, at the other end too.</param>
    public void StopAllOf(Stopped whose, string reason)
    {
        foreach (Offer offer in _book.Running().Concat(_book.Waiting()).Where(offer => whose.Matches(offer.Owner, offer.Key)))
        {
            offer.Control.Stop(reason);
            _book.EndIfWaiting(offer, Now);
        }
    }

    private async Task<ServerFrame> DecideAsync(ClientFrame request, uint id, Asker asker)
    {
        try
        {
            return request switch
            {
                ListFiles list => await ListAsync(list, asker.Gone).ConfigureAwait(false),
                OpenDownload { Parcel: not 0 } open => await FetchAsync(open, asker).ConfigureAwait(false),
                OpenDownload open => Open(open, asker),
                OpenUpload open => await OpenAsync(open, asker).ConfigureAwait(false),
                AddPlanFiles page => uploads is null && parcels is null ? new Done { RequestId = id } : asker.Stage.Add(page) ?? (ServerFrame)new Done { RequestId = id },
                FetchPlan fetch => Fetch(fetch, asker.Peer.Owner),
                ListParcels list => parcels?.List(list, asker) ?? (ServerFrame)NoParcels,
                AnswerParcel answer => parcels is null ? NoParcels : await parcels.AnswerAsync(answer, asker.Peer.Owner).ConfigureAwait(false) ?? (ServerFrame)new Done { RequestId = id },
                _ => throw new InvalidOperationException($"{request.GetType().Name} is no question about files."),
            };
        }
        catch (PlanException e)
        {
            return Refusals.BadRequest(0, e.Message);
        }
        catch (FileNotFoundException)
        {
            return Refusals.Of(RefusalCode.NoSuchFile, "A file went away while it was looked at.");
        }
        // A sink's troubles are of this kind, too.
        catch (Exception e) when (request is OpenUpload && e is IOException or UnauthorizedAccessException)
        {
            books.Log.ZLogWarning($"An upload cannot be taken in: {e.Message}");
            return Refusals.Of(RefusalCode.ServerFault, "The server cannot write its files; its log says why, so tell its keeper.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            books.Log.ZLogWarning($"The library could not be read: {e.Message}");
            return Refusals.Of(RefusalCode.ServerFault, "The server could not read its library; its log says why.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            books.Log.ZLogError(e, $"A request about files failed.");
            return Refusals.Of(RefusalCode.ServerFault, "Something broke in the server; its log says what.");
        }
    }

    private async Task<ServerFrame> ListAsync(ListFiles request, CancellationToken ct)
    {
        List<FileEntry> page = [];
        int bytes = 0;
        TimeSpan hashUntil = Now + books.Limits.HashingPerPage;
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

    private ServerFrame Open(OpenDownload request, Asker asker)
    {
        if (desk.Meet(request.Transports, out TransferTransports transports) is { } none)
            return none;
        if (Find(request, out FileSource? found) is { } refusal)
            return refusal;
        FileSource source = found!;
        return Offer(new DownloadCargo(source), request, transports, asker, out _);
    }

    private async Task<ServerFrame> FetchAsync(OpenDownload request, Asker asker)
    {
        if (desk.Meet(request.Transports, out TransferTransports transports) is { } none)
            return none;
        if (parcels is null)
            return NoParcels;
        if (parcels.Open(request.Parcel, asker.Peer.Owner, out Cargo? cargo) is { } refusal)
            return refusal;
        ServerFrame answer = Offer(cargo!, request, transports, asker, out Offer? offer);
        if (offer is null || await parcels.AcceptAsync(request.Parcel).ConfigureAwait(false) is not { } gone)
            return answer;
        _book.EndIfWaiting(offer, Now);
        return gone;
    }

    private ServerFrame Offer(Cargo cargo, OpenDownload request, TransferTransports transports, Asker asker, out Offer? made)
    {
        ServerFrame answer = desk.Make(cargo, asker, new OfferWish(transports, request.HasAes, CongestionOf(request.Congestion)) { TransferId = request.TransferId, Secret = request.Secret }, out made);
        bool isKnown = cargo.Plan.Digest.ToArray().AsSpan().SequenceEqual(request.KnownPlan);
        return answer is TransferOffer offer && !isKnown ? offer with { Files = Pages.OfPlan(cargo.Plan, 0) } : answer;
    }

    private async Task<ServerFrame> OpenAsync(OpenUpload request, Asker asker)
    {
        if (request.To.Length > 0 && parcels is null)
            return NoParcels;
        if (request.To.Length == 0 && uploads is null)
            return Refusals.Of(RefusalCode.AccessDenied, "This server takes no files; its keeper can allow it with --uploads on.");
        if (!Enum.IsDefined(request.IfExists))
            return Refusals.BadRequest(0, "The server does not know what to do where a name is taken; it is older than your program.");
        if (desk.Meet(request.Transports, out TransferTransports transports) is { } none)
            return none;
        if (asker.Stage.Complete(request, out TransferPlan? plan) is { } refusal)
            return refusal;
        (UploadHold? hold, Refused? denied) = request.To.Length > 0
            ? await parcels!.Arrivals.OpenAsync(plan!, request, asker).ConfigureAwait(false)
            : await uploads!.OpenAsync(plan!, request, asker).ConfigureAwait(false);
        if (denied is not null)
            return denied;
        var cargo = new UploadCargo(hold!);
        ServerFrame answer = desk.Make(cargo, asker, new OfferWish(transports, request.HasAes, CongestionControl.Bbr) { TransferId = request.TransferId, Secret = request.Secret }, out Offer? offer);
        if (offer is null)
            cargo.Dispose();
        else
            hold!.Add(offer, asker.Gone);
        return answer;
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
            source = Limits.Measure?.Open(request.MeasureBytes);
            return source is null ? Refusals.Of(RefusalCode.AccessDenied, "This server does not let itself be measured; its keeper allows it with --measure on.") : null;
        }

        if (DownloadPlanner.Resolve(library, request.Selections, out List<SourceEntry> entries) is { } refusal)
            return refusal;
        source = _shelf.Share(FileSource.Open(library.Root, entries));
        return null;
    }

    private ServerFrame Fetch(FetchPlan request, Fingerprint owner)
    {
        if (_book.Find(request.TransferId, owner) is not { } offer)
            return Refusals.Of(RefusalCode.NoSuchTransfer, "The transfer is not known any more; ask for the files again.");
        TransferPlan plan = offer.Cargo.Plan;
        if (request.First < 0 || request.First >= plan.Files.Count)
            return Refusals.BadRequest(0, $"The plan has {Plural.Of(plan.Files.Count, "file")}, and none with the number {request.First}.");
        return new PlanPage { RequestId = request.RequestId, First = request.First, Files = Pages.OfPlan(plan, request.First) };
    }
}
