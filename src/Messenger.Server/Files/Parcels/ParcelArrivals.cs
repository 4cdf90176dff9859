using System.Globalization;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Server.Chat;
using Messenger.Server.Files.Uploads;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;

namespace Messenger.Server.Files.Parcels;

/// <summary>Takes in what people send to one another: uploads into a folder of their own each, which become parcels when all is there.</summary>
/// <param name="room">The parcels.</param>
/// <param name="names">The parcels that are being written, by number.</param>
internal sealed class ParcelArrivals(ParcelRoom room, UploadNames names)
{
    /// <summary>Opens the upload of a parcel, goes on with its half, or joins the one that the same command has open.</summary>
    /// <param name="plan">What comes.</param>
    /// <param name="request">How it is asked for.</param>
    /// <param name="asker">Who asks.</param>
    /// <returns>The hold on the files; or why not.</returns>
    public async Task<(UploadHold? Hold, Refused? Refusal)> OpenAsync(TransferPlan plan, OpenUpload request, Asker asker)
    {
        if (UploadRefusals.OfNames(plan) is { } unfit)
            return (null, unfit);
        if (room.People.Find(request.To, out ParcelPerson to) is { } unknown)
            return (null, unknown);
        var from = new ParcelPerson(asker.Name, asker.Peer.Owner);
        GiveWay(from, to, plan);
        if (room.Book.Begin(from, to, plan, room.Now, out StoredParcel? parcel) is { } full)
            return (null, full);

        ulong id = parcel!.Id;
        string[] taken = [NameOf(id)];
        var hold = new UploadHold(asker.Peer.Owner, request.Command, plan.Digest) { Keep = _ => KeepAsync(id) };
        if (await names.TakeAsync(taken, hold, request, asker).ConfigureAwait(false) is not { } holder)
            return (null, Refusals.Of(RefusalCode.Busy, "You are sending the same files to the same person at the moment; wait until that is done."));
        if (holder != hold)
            return (holder, null);
        return OpenFiles(parcel, plan, hold, taken);
    }

    /// <summary>A half is being written at the moment.</summary>
    public bool IsRunning(ulong id) => !names.IsFree(NameOf(id));

    /// <summary>Removes a half.</summary>
    public void Drop(StoredParcel half)
    {
        if (room.Book.Find(half.Id) is not { State: ParcelState.Arriving })
            return;
        room.Book.Forget(half.Id);
        room.RemoveFiles(half);
    }

    private static string NameOf(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    // CTL-BOX-6: who sends another state of the same thing does not want the old half any more.
    private void GiveWay(ParcelPerson from, ParcelPerson to, TransferPlan plan)
    {
        foreach (StoredParcel half in room.Book.Halves(from, to, ParcelBook.NameOf(plan)))
        {
            if (half.Digest != plan.Digest && !IsRunning(half.Id))
                Drop(half);
        }
    }

    private (UploadHold? Hold, Refused? Refusal) OpenFiles(StoredParcel parcel, TransferPlan plan, UploadHold hold, string[] taken)
    {
        RootedDirectory? folder = null;
        hold.LetGo = () => LetGo(parcel, hold, folder, taken);
        try
        {
            // It may have been dropped while its name was waited for.
            if (room.Book.Find(parcel.Id) is not { State: ParcelState.Arriving })
            {
                hold.Leave();
                return (null, Refusals.Of(RefusalCode.Busy, "The same files are being sent or taken back at the moment; try again."));
            }

            folder = RootedDirectory.Open(room.PathOf(parcel), create: true);
            // The folder has one plan for ever: whatever is in it already is of this parcel.
            hold.Sink = FileSink.Open(folder, plan, new FileSinkOptions { IfExists = IfExists.Overwrite, Selection = "parcel" });
            return (hold, null);
        }
        catch (SinkException e) when (!UploadRefusals.IsOfDisk(e))
        {
            hold.Leave();
            return (null, UploadRefusals.Of(e));
        }
        catch
        {
            hold.Leave();
            throw;
        }
    }

    private async Task<ulong> KeepAsync(ulong id)
    {
        long now = room.Now;
        await room.ChangeAsync(id, half => half.State != ParcelState.Arriving ? null : half with
        {
            State = ParcelState.Waiting,
            Sent = now,
            Expires = now + (long)room.Book.Limits.Life.TotalMilliseconds,
        }).ConfigureAwait(false);
        return id;
    }

    private void LetGo(StoredParcel parcel, UploadHold hold, RootedDirectory? folder, string[] taken)
    {
        folder?.Dispose();
        try
        {
            string path = room.PathOf(parcel);
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                room.Book.Change(parcel.Id, half => half.State == ParcelState.Arriving ? half with { Expires = room.Now + (long)room.Book.Limits.PartLife.TotalMilliseconds } : null);
            else
                Drop(parcel);
        }
        finally
        {
            names.Release(taken, hold);
        }
    }
}
