using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Client.Files;

/// <summary>A TCP data connection that stands ready to take over, with its offer.</summary>
/// <param name="Offer">Its offer.</param>
/// <param name="Way">The connection.</param>
internal sealed record Relief(DataOffer Offer, IDataWay Way);

/// <summary>Why a flow that had not ended by itself is left.</summary>
/// <param name="Relief">The connection that goes on; null: the server has forgotten the transfer, and a new offer is needed.</param>
internal sealed record Leave(Relief? Relief);

/// <summary>
/// Watches over bytes that flow: makes the control connection again where it broke, learns from it that the server was restarted, and where UDP falls
/// silent tries TCP beside it. Whichever answers first goes on, for a blackout of the whole link hits both.
/// </summary>
/// <param name="profile">Who and where.</param>
/// <param name="line">The control connection; the watch alone uses it while it runs.</param>
/// <param name="steering">Tells how long nothing was heard.</param>
/// <param name="askRelief">Asks a session for an offer over TCP; null: there is no other way.</param>
internal sealed class FlowWatch(
    ClientProfile profile, ControlLine line, JobControl steering, Func<OneShotSession, CancellationToken, Task<DataOffer>>? askRelief)
{
    /// <summary>Silence after which TCP is tried: two pings are unanswered by then (RUDP-LIFE-2), or three first datagrams.</summary>
    public static readonly TimeSpan TryAfter = TimeSpan.FromSeconds(1);

    /// <summary>For so long after TCP answered, UDP may: behind a blackout it is heard within its longest wait between two probes (RUDP-LOSS-7).</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(550);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackoffCap = TimeSpan.FromSeconds(3);

    private readonly Backoff _backoff = new(BackoffBase, BackoffCap, profile.Random);

    private bool IsSilent => steering.Silence >= TryAfter;

    /// <summary>Watches until the flow is over, or is to be left.</summary>
    /// <param name="transferId">The transfer that flows.</param>
    /// <param name="over">The flow has ended.</param>
    /// <returns>Null: it has ended.</returns>
    public async Task<Leave?> RunAsync(ulong transferId, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Tick, profile.Time, over).ConfigureAwait(false);
                if (steering.Silence is { Ticks: > 0 } silence && silence < 2 * Tick)
                    line.OnLife();
                try
                {
                    if (!line.IsUp && !await IsKnownAsync(transferId, over).ConfigureAwait(false))
                        return new Leave(null);
                    if (IsSilent && askRelief is not null && await RelieveAsync(over).ConfigureAwait(false) is { } relief)
                        return new Leave(relief);
                    _backoff.Reset();
                }
                catch (UserError)
                {
                    // The bytes may flow on all the same; where they do not, their own end says why.
                    await Task.Delay(_backoff.Next(), profile.Time, over).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return null;
        }
    }

    // A server that was restarted answers on the control connection, and on UDP never: it drops what it does not know in silence (RUDP-CLOSE-4).
    private async Task<bool> IsKnownAsync(ulong transferId, CancellationToken over)
    {
        var session = await line.GetAsync(over).ConfigureAwait(false);
        try
        {
            await session.RequestAsync<PlanPage>(id => new FetchPlan { RequestId = id, TransferId = transferId }, over).ConfigureAwait(false);
            return true;
        }
        catch (UserError e) when (Refusals.Of(e) == RefusalCode.NoSuchTransfer)
        {
            return false;
        }
        catch (UserError)
        {
            await line.DropAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Relief?> RelieveAsync(CancellationToken over)
    {
        using var heard = CancellationTokenSource.CreateLinkedTokenSource(over);
        var trying = TryTcpAsync(heard.Token);
        long? ready = null;
        try
        {
            while (IsSilent)
            {
                await Task.WhenAny(ready is null ? trying : Task.Delay(Tick, profile.Time, over), Task.Delay(Tick, profile.Time, over)).ConfigureAwait(false);
                over.ThrowIfCancellationRequested();
                if (!trying.IsCompleted)
                    continue;
                var relief = await trying.ConfigureAwait(false);
                ready ??= profile.Time.GetTimestamp();
                if (!IsSilent || profile.Time.GetElapsedTime(ready.Value) < Grace)
                    continue;
                trying = null;
                return relief;
            }

            return null;
        }
        finally
        {
            if (trying is not null)
            {
                await heard.CancelAsync().ConfigureAwait(false);
                await GiveBackAsync(trying).ConfigureAwait(false);
            }
        }
    }

    private async Task<Relief> TryTcpAsync(CancellationToken cancel)
    {
        var session = await line.GetAsync(cancel).ConfigureAwait(false);
        await using var data = new DataConnection(profile, session.Identity.Fingerprint);
        var offer = await askRelief!(session, cancel).ConfigureAwait(false);
        try
        {
            return new Relief(offer, TcpWay.On(await data.TakeAsync(cancel).ConfigureAwait(false), profile));
        }
        catch
        {
            line.Send(new CancelTransfer { TransferId = offer.TransferId });
            throw;
        }
    }

    private async Task GiveBackAsync(Task<Relief> trying)
    {
        await ((Task)trying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!trying.IsCompletedSuccessfully)
            return;
        line.Send(new CancelTransfer { TransferId = trying.Result.Offer.TransferId });
        await trying.Result.Way.DisposeAsync().ConfigureAwait(false);
    }
}
