using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Transfer.Source;

namespace Messenger.Server.Files.Parcels;

/// <summary>What is done with parcels that are here: they are listed, fetched, refused, taken back, and expire.</summary>
/// <param name="room">The parcels.</param>
/// <param name="arrivals">The way in.</param>
/// <param name="offers">The offers, of which some fetch parcels.</param>
/// <param name="time">The clock.</param>
internal sealed class ParcelDesk(ParcelRoom room, ParcelArrivals arrivals, OfferBook offers, TimeProvider time)
{
    private readonly Library _files = new(room.Root);

    /// <summary>The way in.</summary>
    public ParcelArrivals Arrivals => arrivals;

    /// <summary>Bounds.</summary>
    public ParcelLimits Limits
    {
        set => room.Book.Limits = value;
    }

    private long LifeMilliseconds => (long)room.Book.Limits.Life.TotalMilliseconds;

    /// <summary>Names the parcels of a user.</summary>
    public ParcelPage List(ListParcels request, Asker asker)
    {
        List<Parcel> page = [];
        int bytes = 0;
        bool more = false;
        foreach (StoredParcel parcel in room.Book.Of(asker.Peer.Owner, request.After))
        {
            bytes += Pages.SizeOf(parcel.Name + parcel.From.Name + parcel.To.Name);
            more = page.Count == WireLimits.ParcelsPerPage || bytes > WireLimits.PageBytes;
            if (more)
                break;
            ParcelRole role = parcel.RoleOf(asker.Peer.Owner);
            bool isNews = asker.IsInChat && role.HasFlag(ParcelRole.Sender) && !parcel.IsTold;
            page.Add(parcel.ToWire(role, isNews));
            // CTL-BOX-4.
            if (isNews)
                room.Book.Change(parcel.Id, now => now.State == parcel.State ? now with { IsTold = true } : null);
        }

        return new ParcelPage { RequestId = request.RequestId, Parcels = [.. page], More = more };
    }

    /// <summary>CTL-BOX-5: takes, refuses or takes back a parcel.</summary>
    /// <returns>Why not, or null.</returns>
    public async Task<Refused?> AnswerAsync(AnswerParcel request, Fingerprint key)
    {
        if (Find(request.Parcel, key, out ParcelRole role) is not { } parcel)
            return NoSuchParcel(request.Parcel);
        if (request.Accept)
            return role.HasFlag(ParcelRole.Recipient) ? await AcceptAsync(parcel.Id).ConfigureAwait(false) : Refusals.BadRequest(0, $"Parcel {parcel.Id} is for {parcel.To.Name} to take, not for you.");
        if (parcel.State == ParcelState.Arriving)
            return DropHalf(parcel);

        bool isRefused = role.HasFlag(ParcelRole.Recipient);
        StoredParcel? gone = await EndAsync(parcel.Id, isRefused ? ParcelState.Refused : ParcelState.Withdrawn).ConfigureAwait(false);
        return gone is null ? NoSuchParcel(parcel.Id) : null;
    }

    /// <summary>Opens a parcel for its recipient, who takes it by that (CTL-BOX-3).</summary>
    /// <param name="id">Its number.</param>
    /// <param name="key">Who fetches.</param>
    /// <param name="cargo">What is sent, where there is no refusal.</param>
    public Refused? Open(ulong id, Fingerprint key, out Cargo? cargo)
    {
        cargo = null;
        if (Find(id, key, out ParcelRole role) is not { } parcel || !role.HasFlag(ParcelRole.Recipient))
            return NoSuchParcel(id);
        int above = parcel.Folder.Length + 1;
        SourceEntry[] entries = [.. _files.Walk(parcel.Folder).Select(file => new SourceEntry(file.Path, file.Path[above..]) { Status = file.Status })];
        if (entries.Length == 0)
            return Refusals.Of(RefusalCode.ServerFault, $"The files of parcel {id} are gone from the server's disk; ask {parcel.From.Name} to send them again.");
        cargo = new ParcelCargo(id, FileSource.Open(room.Root, entries), () => EndAsync(id, ParcelState.Fetched));
        return null;
    }

    /// <summary>A parcel's fetching is offered: that is known to its sender from now on.</summary>
    public async Task<Refused?> AcceptAsync(ulong id)
    {
        await room.ChangeAsync(id, now => now.State == ParcelState.Waiting ? now with { State = ParcelState.Accepted } : null).ConfigureAwait(false);
        return room.Book.Find(id) is { State: ParcelState.Accepted } ? null : NoSuchParcel(id);
    }

    /// <summary>CTL-BOX-2: tells both ends how far the fetching of each parcel is. Called twice a second.</summary>
    public void TellProgress()
    {
        foreach (Offer offer in offers.Running())
        {
            if (offer.Cargo is not ParcelCargo cargo || offer.Control.Progress.VerifiedBytes is var fetched && fetched == cargo.ToldBytes)
                continue;
            cargo.ToldBytes = fetched;
            if (room.Book.Progress(cargo.Parcel, fetched) is { } parcel)
                room.Tell(parcel, isNews: false);
        }
    }

    /// <summary>Ends what nobody fetched in time, and forgets what was ended long ago. Called every second or so.</summary>
    public async Task SweepAsync()
    {
        foreach (StoredParcel due in room.Book.Due(room.Now))
        {
            if (due.State == ParcelState.Arriving && !arrivals.IsRunning(due.Id))
                arrivals.Drop(due);
            else if (due.State is ParcelState.Waiting or ParcelState.Accepted && !offers.Running().Any(offer => IsOf(offer, due.Id)))
                await EndAsync(due.Id, ParcelState.Expired).ConfigureAwait(false);
            else if (!due.IsHeld)
                room.Book.Forget(due.Id);
        }
    }

    private static Refused NoSuchParcel(ulong id) => Refusals.Of(RefusalCode.NoSuchParcel, $"There is no parcel {id} for you.");

    private static bool IsOf(Offer offer, ulong id) => offer.Cargo is ParcelCargo cargo && cargo.Parcel == id;

    // CTL-BOX-1: what is somebody else's is as what is not there.
    private StoredParcel? Find(ulong id, Fingerprint key, out ParcelRole role)
    {
        role = ParcelRole.None;
        if (room.Book.Find(id) is not { IsHeld: true } parcel)
            return null;
        role = parcel.RoleOf(key);
        return role == ParcelRole.None ? null : parcel;
    }

    private Refused? DropHalf(StoredParcel half)
    {
        if (arrivals.IsRunning(half.Id))
            return Refusals.Of(RefusalCode.Busy, $"Parcel {half.Id} is being sent at the moment; stop that first.");
        arrivals.Drop(half);
        return null;
    }

    private async Task<StoredParcel?> EndAsync(ulong id, ParcelState state)
    {
        long until = room.Now + LifeMilliseconds;
        StoredParcel? ended = await room.ChangeAsync(id, now => now.IsHeld ? now with
        {
            State = state,
            Expires = until,
            FetchedBytes = state == ParcelState.Fetched ? now.TotalBytes : now.FetchedBytes,
        } : null).ConfigureAwait(false);
        if (ended is not null && state != ParcelState.Fetched)
            StopFetching(ended);
        return ended;
    }

    private void StopFetching(StoredParcel gone)
    {
        string why = gone.State == ParcelState.Withdrawn ? $"{gone.From.Name} took it back." : "You have refused it.";
        foreach (Offer offer in offers.Running().Concat(offers.Waiting()).Where(offer => IsOf(offer, gone.Id)))
        {
            offer.Control.Stop(why);
            offers.EndIfWaiting(offer, time.GetElapsedTime(0));
        }
    }
}
