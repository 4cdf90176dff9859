using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>
/// The connections of one transfer, one after another, until the files are in place or there is no way on: each takes a new offer
/// and goes on from the receiver's journal.
/// </summary>
/// <param name="profile">Who and where.</param>
/// <param name="request">What was said of it.</param>
/// <param name="steering">What people want of it.</param>
/// <param name="meter">How far it is.</param>
internal abstract class TransferAttempts(ClientProfile profile, TransferRequest request, JobControl steering, ProgressMeter meter) : IAsyncDisposable
{
    // A source that changes again and again is being written to: no use in starting over for ever.
    private const int MostRestarts = 3;
    private static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackoffCap = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(BackoffBase, BackoffCap, profile.Random);
    private Relief? _relief;
    private long _lastProgress = profile.Time.GetTimestamp();
    private long _verifiedBefore;
    private TransferTransports _ways = request.Transports;
    private int _restarts;

    /// <summary>The plan; null before it is known.</summary>
    public TransferPlan? Plan { get; protected set; }

    /// <summary>The receiver keeps something that the same command continues.</summary>
    public abstract bool HasPart { get; }

    /// <summary>The control connection.</summary>
    protected ControlLine Line { get; } = new(profile);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="UserError">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped while no bytes moved.</exception>
    public async Task<TransferResult> RunAsync()
    {
        while (true)
        {
            UserError failure;
            try
            {
                if (await TryOnceAsync().ConfigureAwait(false) is not { } result)
                    continue;
                if (result.End != TransferEnd.Failed || steering.Stopped.IsCancellationRequested)
                    return result;
                failure = ErrorOf(result);
                if (TakeOtherWay(result.Failure))
                    continue;
                var restart = result.Failure == TransferFailure.SourceChanged && ++_restarts <= MostRestarts;
                if (!restart && !TransferEnds.IsPassing(result.Failure))
                    throw new FinalFailure(failure);
            }
            catch (FinalFailure e)
            {
                throw e.Error;
            }
            catch (UserError e) when (MayTryAgain(e))
            {
                failure = e;
                await Line.DropAsync().ConfigureAwait(false);
            }

            await WaitAsync(failure).ConfigureAwait(false);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_relief is { } unused)
            await unused.Way.DisposeAsync().ConfigureAwait(false);
        await Line.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a connection's failure means to people.</summary>
    public abstract UserError ErrorOf(TransferResult result);

    /// <summary>What is said where everything is kept: what came, and how it goes on.</summary>
    public abstract string WhatIsKept { get; }

    /// <summary>Asks for an offer, and begins the early way with the request.</summary>
    protected abstract Task<DataOffer> AskAsync(OneShotSession session, TransferTransports ways, EarlyWay? early, CancellationToken cancel);

    /// <summary>What can begin before the offer is there.</summary>
    protected abstract EarlyStart EarlyStartOf(OneShotSession session);

    /// <summary>This end turned out to be what a connection that has begun takes it for.</summary>
    protected virtual bool IsAsBegun(DataOffer offer) => true;

    /// <summary>Asks for an offer over TCP while bytes still flow, or do not, over UDP.</summary>
    protected abstract Task<DataOffer> AskReliefAsync(OneShotSession session, CancellationToken cancel);

    /// <summary>Makes this end ready for an offer's plan.</summary>
    protected abstract Task PrepareAsync(DataOffer offer, OneShotSession session);

    /// <summary>Moves the bytes.</summary>
    protected abstract Task<TransferResult> MoveAsync(IDataWay way, DataOffer offer, CancellationToken abandon);

    /// <summary>What the server says of a transfer whose bytes have stopped to move.</summary>
    protected virtual Task<TransferResult> SettleAsync(DataOffer offer, TransferResult result) => Task.FromResult(result);

    /// <summary>Once there was an offer, the server was there and may be again.</summary>
    protected virtual bool MayTryAgain(UserError error) => Plan is not null && IsPassing(error);

    /// <summary>A failure that a new connection may cure.</summary>
    protected static bool IsPassing(UserError error) =>
        ConnectFailures.IsPassing(error) || (Refusals.Of(error) is { } code && (Refusals.IsPassing(code) || code == RefusalCode.NoSuchTransfer));

    /// <summary>One connection. Null: it was left, and another goes on at once.</summary>
    private async Task<TransferResult?> TryOnceAsync()
    {
        var (offer, way) = _relief ?? await ApproachAsync().ConfigureAwait(false);
        _relief = null;
        await using (way.ConfigureAwait(false))
        {
            var (result, leave) = await FlowAsync(offer, way).ConfigureAwait(false);
            // A sealed close may be lost, and UDP may be gone altogether: the control connection says it, too. Behind a completed transfer it changes nothing.
            Line.Send(new CancelTransfer { TransferId = offer.TransferId });
            if (leave is null)
                return await SettleAsync(offer, result).ConfigureAwait(false);
            if (result.End == TransferEnd.Completed || steering.Stopped.IsCancellationRequested)
            {
                if (leave.Relief is { } unused)
                    await unused.Way.DisposeAsync().ConfigureAwait(false);
                return await SettleAsync(offer, result).ConfigureAwait(false);
            }

            if (leave.Relief is null)
                throw new UserError(ExitCode.CannotConnect, $"{profile.Server} was restarted and has forgotten the transfer");
            _relief = leave.Relief;
            GoOverTcp(result.Progress.MovedBytes > 0);
            return null;
        }
    }

    // Session, offer and the way of its bytes, this end ready.
    private async Task<Relief> ApproachAsync()
    {
        var cancel = steering.Stopped;
        meter.Enter(TransferPhase.Connecting);
        var session = await Line.GetAsync(cancel).ConfigureAwait(false);
        // While the offer is asked for, the connection that it will need is made; UDP needs none.
        var overUdp = _ways.HasFlag(TransferTransports.Rudp) && session.Remote is not null;
        await using var data = overUdp ? null : new DataConnection(profile, session.Identity.Fingerprint);
        var ways = overUdp ? _ways : _ways & ~TransferTransports.Rudp;
        await using var early = overUdp && EarlyStartOf(session) is var start and not EarlyStart.None
            ? new EarlyWay(session, request.Congestion, profile.Impairment, wantsFirst: start == EarlyStart.FirstChunks)
            : null;
        var offer = await AskAsync(session, ways, early, cancel).ConfigureAwait(false);
        try
        {
            await PrepareAsync(offer, session).ConfigureAwait(false);
            meter.Enter(TransferPhase.Connecting);
            var begun = early?.Take(offer);
            if (begun is not null && IsAsBegun(offer))
                return new Relief(offer, begun);
            if (begun is not null || offer.IsStale(profile.Time))
            {
                // What is here is not what the way that has begun is for, or took so long to be looked at that the offer has expired.
                if (begun is not null)
                    await begun.DisposeAsync().ConfigureAwait(false);
                session.Send(new CancelTransfer { TransferId = offer.TransferId });
                offer = await AskAsync(session, ways, early: null, cancel).ConfigureAwait(false);
                await PrepareAsync(offer, session).ConfigureAwait(false);
            }

            return new Relief(offer, await OpenWayAsync(offer, session, data, cancel).ConfigureAwait(false));
        }
        catch
        {
            // Offers of one user are few: one that is not taken is given back.
            session.Send(new CancelTransfer { TransferId = offer.TransferId });
            throw;
        }
    }

    private async Task<(TransferResult Result, Leave? Leave)> FlowAsync(DataOffer offer, IDataWay way)
    {
        using var over = new CancellationTokenSource();
        using var abandon = new CancellationTokenSource();
        var mayRelieve = way is RudpWay && _ways.HasFlag(TransferTransports.Tcp);
        var watch = new FlowWatch(profile, Line, steering, mayRelieve ? AskReliefAsync : null);
        var flowing = MoveAsync(way, offer, abandon.Token);
        var watching = watch.RunAsync(offer.TransferId, over.Token);
        try
        {
            if (await Task.WhenAny(flowing, watching).ConfigureAwait(false) == watching)
                await abandon.CancelAsync().ConfigureAwait(false);
            return (await flowing.ConfigureAwait(false), await EndAsync().ConfigureAwait(false));
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }

        async Task<Leave?> EndAsync()
        {
            await over.CancelAsync().ConfigureAwait(false);
            return await watching.ConfigureAwait(false);
        }
    }

    private async Task<IDataWay> OpenWayAsync(DataOffer offer, OneShotSession session, DataConnection? data, CancellationToken cancel)
    {
        if (offer.Transports.HasFlag(TransferTransports.Rudp))
            return RudpWay.Open(session.Remote!, offer.UdpPort, request.Congestion, session.RoundTrip, profile.Impairment);
        if (data is not null)
            return TcpWay.On(await data.TakeAsync(cancel).ConfigureAwait(false), profile);
        await using var late = new DataConnection(profile, session.Identity.Fingerprint);
        return TcpWay.On(await late.TakeAsync(cancel).ConfigureAwait(false), profile);
    }

    private bool TakeOtherWay(TransferFailure failure)
    {
        if (failure != TransferFailure.Unreachable || _ways != (TransferTransports.Tcp | TransferTransports.Rudp))
            return false;
        GoOverTcp(wasThrough: false);
        return true;
    }

    // Where datagrams do not get through, or no longer: the journal goes on over TCP, and that is said once.
    private void GoOverTcp(bool wasThrough)
    {
        _ways = TransferTransports.Tcp;
        request.OnNotice?.Invoke($"UDP {(wasThrough ? "no longer gets" : "does not get")} through to the server; the transfer goes on over TCP");
    }

    private async Task WaitAsync(UserError failure)
    {
        var verified = meter.VerifiedBytes;
        if (verified > _verifiedBefore)
        {
            _verifiedBefore = verified;
            _lastProgress = profile.Time.GetTimestamp();
            _backoff.Reset();
        }

        if (profile.Time.GetElapsedTime(_lastProgress) >= request.KeepTrying)
            throw GivenUp(failure);
        meter.Enter(TransferPhase.Stalled, failure.Message);
        meter.Reconnect();
        await Task.Delay(_backoff.Next(), profile.Time, steering.Stopped).ConfigureAwait(false);
    }

    private UserError GivenUp(UserError failure) => failure.Code == ExitCode.Integrity
        ? failure
        : new(ExitCode.Partial, $"{failure.Message}; {WhatIsKept}", failure);

    /// <summary>A failure that no other connection cures.</summary>
    private sealed class FinalFailure(UserError error) : Exception(error.Message, error)
    {
        public UserError Error { get; } = error;
    }
}
