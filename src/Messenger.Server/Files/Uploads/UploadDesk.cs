using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;

namespace Messenger.Server.Files.Uploads;

/// <summary>Takes uploads in: looks at their names, at the room that is left and at what is in their way, and opens the files before anything is offered (CTL-XFER-11).</summary>
/// <param name="root">Where they go.</param>
/// <param name="ledger">Whose is what, and how much.</param>
/// <param name="limits">Bounds.</param>
/// <param name="offers">The offers.</param>
/// <param name="time">The clock.</param>
internal sealed class UploadDesk(RootedDirectory root, UploadLedger ledger, UploadLimits limits, OfferBook offers, TimeProvider time)
{
    private readonly UploadNames _names = new(offers, limits.LetGo, time);

    /// <summary>Bounds.</summary>
    public UploadLimits Limits
    {
        set => ledger.Limits = value;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens an upload, or joins the one that the same command has open.</summary>
    /// <param name="plan">What comes.</param>
    /// <param name="request">How it is asked for.</param>
    /// <param name="asker">Who asks.</param>
    /// <returns>The hold on the names and files; or why not.</returns>
    public async Task<(UploadHold? Hold, Refused? Refusal)> OpenAsync(TransferPlan plan, OpenUpload request, Asker asker)
    {
        if (UploadRefusals.OfNames(plan) is { } unfit)
            return (null, unfit);
        var hold = new UploadHold(asker.Peer.Owner, request.Command, plan.Digest) { Keep = done => KeepAsync(done, asker.Peer.Owner) };
        string[] names = [.. plan.Files.Select(file => file.Path)];
        if (await _names.TakeAsync(names, hold, request, asker).ConfigureAwait(false) is not { } taken)
            return (null, Refusals.Of(RefusalCode.Busy, "Somebody is sending a file of the same name at the moment; wait until that is done, or choose another name with --as."));
        if (taken != hold)
            return (taken, null);

        hold.LetGo = () => LetGo(names, hold);
        Refused? refusal = null;
        try
        {
            hold.Sink = FileSink.Open(root, plan, OptionsOf(plan, request, asker));
            refusal = Reserve(hold.Sink, request, asker);
        }
        catch (SinkException e) when (!UploadRefusals.IsOfDisk(e))
        {
            refusal = UploadRefusals.Of(e);
        }
        catch
        {
            hold.Leave();
            throw;
        }

        if (refusal is null)
            return (hold, null);
        hold.Leave();
        return (null, refusal);
    }

    /// <summary>Removes what nobody has continued for too long. Called now and then.</summary>
    public async Task SweepAsync()
    {
        foreach (UnfinishedUpload old in ledger.UntouchedSince(Now - (long)limits.PartLife.TotalMilliseconds))
        {
            if (FileSink.Discard(root, old.Journal))
                await ledger.FinishAsync(old.Journal, []).ConfigureAwait(false);
        }
    }

    // All of an upload is in place: whose it is, is kept.
    private async Task<ulong> KeepAsync(FileSink done, Fingerprint owner)
    {
        StoredFile[] files = [.. done.SizesWritten.Select(file => new StoredFile(file.Path, owner, file.Size))];
        await ledger.FinishAsync(done.JournalPath, files).ConfigureAwait(false);
        return 0;
    }

    private void LetGo(string[] names, UploadHold hold)
    {
        try
        {
            if (hold.Sink is { } sink)
                Remember(sink, hold.IsFinished);
        }
        finally
        {
            _names.Release(names, hold);
        }
    }

    private void Remember(FileSink sink, bool isFinished)
    {
        // Where nothing was begun, the sink has taken its journal away.
        if (root.Stat(sink.JournalPath, follow: false) is not null)
            ledger.Touch(sink.JournalPath, Now);
        else if (!isFinished)
            _ = ledger.FinishAsync(sink.JournalPath, []);
    }

    private FileSinkOptions OptionsOf(TransferPlan plan, OpenUpload request, Asker asker) => new()
    {
        IfExists = request.IfExists switch
        {
            UploadPolicy.Skip => IfExists.Skip,
            UploadPolicy.Rename => IfExists.Rename,
            UploadPolicy.Overwrite => IfExists.Overwrite,
            _ => IfExists.Resume,
        },
        // The same user's same folder finds its journal again, whatever has changed in it.
        Selection = string.Join('\n', plan.Files.Select(file => file.Path.Split('/')[0]).Distinct(StringComparer.Ordinal).Prepend(asker.Peer.Owner.ToString())),
        OwnPartsOnly = true,
        MayReplace = path => ledger.IsOwn(path, asker.Peer.Owner),
    };

    private Refused? Reserve(FileSink sink, OpenUpload request, Asker asker)
    {
        var upload = new UnfinishedUpload(sink.JournalPath, asker.Peer.Owner, sink.BytesToStore(request.IfExists == UploadPolicy.Rename), Now);
        if (ledger.TryReserve(upload) is null)
            return null;
        // Somebody may have removed files by hand, and have made room.
        ledger.Audit(path => root.Stat(path, follow: false) is { Kind: FileKind.File });
        return ledger.TryReserve(upload);
    }
}
