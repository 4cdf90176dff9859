using Messenger.Platform.Identity;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;

namespace Messenger.Server.Files.Uploads;

/// <summary>
/// One upload's hold on the names that it writes to, and on its files there. Every offer of the same command shares it: one of them runs at a
/// time, and the last that begins goes on where the one before stood.
/// </summary>
/// <param name="owner">Whose it is.</param>
/// <param name="command">The command that sends it.</param>
/// <param name="digest">Its plan.</param>
internal sealed class UploadHold(Fingerprint owner, Guid command, PlanDigest digest)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Offer> _offers = [];
    private CancellationToken _sessionGone;
    private CancellationTokenSource? _running;
    private TaskCompletionSource _idle = new();
    private int _shares = 1;

    /// <summary>Its plan.</summary>
    public PlanDigest Digest => digest;

    /// <summary>The files, once they are open.</summary>
    public FileSink? Sink { get; set; }

    /// <summary>Called once, when nobody is at the files any more.</summary>
    public Action LetGo { get; set; } = static () => { };

    /// <summary>Keeps what was written, when all is in place; gives what becomes of it: a parcel's number, or 0.</summary>
    public required Func<FileSink, Task<ulong>> Keep { get; init; }

    /// <summary>Everything is in place: there is nothing to go on with.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Done when nobody is at the files any more.</summary>
    public Task Released => _released.Task;

    /// <summary>One more offer of the same command holds it.</summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="otherCommand">The asker's command.</param>
    /// <param name="otherDigest">The asker's plan.</param>
    /// <returns>False: it is another upload, or over.</returns>
    public bool TryShare(Asker asker, Guid otherCommand, PlanDigest otherDigest)
    {
        lock (_gate)
        {
            if (owner != asker.Peer.Owner || command != otherCommand || digest != otherDigest || _shares == 0 || Sink is null || IsFinished)
                return false;
            _shares++;
            _sessionGone = asker.Gone;
            return true;
        }
    }

    /// <summary>CTL-XFER-10: another upload of the same user may take its place.</summary>
    public bool GivesWayTo(Fingerprint other, Guid otherCommand)
    {
        lock (_gate)
            return other == owner && (otherCommand == command || _sessionGone.IsCancellationRequested);
    }

    /// <summary>An offer of it is made, to a session that lasts so long.</summary>
    public void Add(Offer offer, CancellationToken sessionGone)
    {
        lock (_gate)
        {
            _offers.Add(offer);
            _sessionGone = sessionGone;
        }
    }

    /// <summary>Ends all that is going on with it.</summary>
    /// <param name="giveUp">Gives up an offer whose connection has not come.</param>
    public void Abandon(Action<Offer> giveUp)
    {
        Offer[] offers;
        lock (_gate)
        {
            _running?.Cancel();
            offers = [.. _offers];
        }

        foreach (Offer offer in offers)
            giveUp(offer);
    }

    /// <summary>Waits for the turn at the files; who has it loses it.</summary>
    /// <param name="ct">Gives up.</param>
    /// <returns>Cancelled when another takes the turn. To be ended by <see cref="EndTurn"/>.</returns>
    /// <exception cref="OperationCanceledException">It is over, or <paramref name="ct"/>.</exception>
    public async Task<CancellationToken> TakeTurnAsync(CancellationToken ct)
    {
        while (true)
        {
            Task idle;
            lock (_gate)
            {
                if (TryBegin() is { } turn)
                    return turn;
                _running!.Cancel();
                idle = _idle.Task;
            }

            await idle.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the turn where nobody has it; who has it loses it, for the next to try.</summary>
    public CancellationToken? TryTakeTurn()
    {
        lock (_gate)
        {
            if (IsFinished)
                return null;
            if (TryBegin() is { } turn)
                return turn;
            _running!.Cancel();
            return null;
        }
    }

    /// <summary>The turn is over.</summary>
    public void EndTurn()
    {
        lock (_gate)
        {
            _running?.Dispose();
            _running = null;
            _idle.TrySetResult();
        }
    }

    /// <summary>One offer is over; with the last, the files are closed.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_shares > 0)
                return;
        }

        try
        {
            Sink?.Dispose();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // What the disk refuses here, it refuses to the next who asks, and that one is told.
        }
        finally
        {
            Release();
        }
    }

    // Whatever fails on the way, nobody waits for these names for ever.
    private void Release()
    {
        try
        {
            LetGo();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            // As above.
        }
        finally
        {
            _released.TrySetResult();
        }
    }

    private static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    private CancellationToken? TryBegin()
    {
        if (IsFinished)
            throw new OperationCanceledException("The upload is done.");
        if (_running is not null)
            return null;
        _running = new CancellationTokenSource();
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _running.Token;
    }
}
