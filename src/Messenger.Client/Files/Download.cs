using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>
/// The connections of one download, one after another, until the files are in place or there is no way on: each takes a new offer
/// and goes on from the journal.
/// </summary>
internal sealed class Download(ClientProfile profile, DownloadRequest request, JobControl steering, ProgressMeter meter) : IAsyncDisposable
{
    // A source that changes again and again is being written to: no use in starting over for ever.
    private const int MostRestarts = 3;
    private static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackoffCap = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(BackoffBase, BackoffCap, profile.Random);
    private readonly DataFlow _flow = new(profile, request, steering, meter);
    private readonly ControlLine _line = new(profile);
    private Relief? _relief;
    private DownloadTarget? _target;
    private StreamTarget? _output;
    private TransferPlan? _plan;
    private long _lastProgress = profile.Time.GetTimestamp();
    private long _verifiedBefore;
    private TransferTransports _ways = request.Transports;
    private int _restarts;

    /// <summary>Something is on this disk that the same command continues.</summary>
    public bool HasPart => _target is not null && meter.VerifiedBytes > 0;

    /// <summary>The plan; null before the first offer.</summary>
    public TransferPlan? Plan => _plan;

    /// <summary>The absolute path of the folder that everything goes below; null before it is opened.</summary>
    public string? Folder => _target?.Folder;

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
                failure = TransferEnds.ToError(result.Failure, result.Sentence);
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
            catch (UserError e) when (_plan is not null && IsPassing(e))
            {
                // Once there was an offer, the server was there and may be again.
                failure = e;
                await _line.DropAsync().ConfigureAwait(false);
            }

            await WaitAsync(failure).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_relief is { } unused)
            await unused.Way.DisposeAsync().ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
        _target?.Dispose();
        _output?.Dispose();
    }

    private static bool IsPassing(UserError error) =>
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
            _line.Send(new CancelTransfer { TransferId = offer.TransferId });
            if (leave is null)
                return result;
            if (result.End == TransferEnd.Completed || steering.Stopped.IsCancellationRequested)
            {
                if (leave.Relief is { } unused)
                    await unused.Way.DisposeAsync().ConfigureAwait(false);
                return result;
            }

            if (leave.Relief is null)
                throw new UserError(ExitCode.CannotConnect, $"{profile.Server} was restarted and has forgotten the transfer");
            _relief = leave.Relief;
            GoOverTcp(result.Progress.MovedBytes > 0);
            return null;
        }
    }

    // Session, offer and the way of its bytes, the target opened.
    private async Task<Relief> ApproachAsync()
    {
        var cancel = steering.Stopped;
        meter.Enter(TransferPhase.Connecting);
        var session = await _line.GetAsync(cancel).ConfigureAwait(false);
        // While the offer is asked for, the connection that it will need is made; UDP needs none.
        var overUdp = _ways.HasFlag(TransferTransports.Rudp) && session.Remote is not null;
        await using var data = overUdp ? null : new DataConnection(profile, session.Identity.Fingerprint);
        var known = _plan ?? DownloadTarget.FindPlan(request, profile, session.Identity.Fingerprint);
        var ways = overUdp ? _ways : _ways & ~TransferTransports.Rudp;
        var offer = await DownloadOffer.AskAsync(session, request, ways, known, cancel).ConfigureAwait(false);
        try
        {
            await OpenTargetAsync(offer.Plan, session).ConfigureAwait(false);
            meter.Enter(TransferPhase.Connecting);
            if (offer.IsStale(profile.Time))
            {
                // What was there took so long to be looked at that the offer has expired.
                session.Send(new CancelTransfer { TransferId = offer.TransferId });
                offer = await DownloadOffer.AskAsync(session, request, ways, offer.Plan, cancel).ConfigureAwait(false);
                await OpenTargetAsync(offer.Plan, session).ConfigureAwait(false);
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

    private async Task<(TransferResult Result, Leave? Leave)> FlowAsync(DownloadOffer offer, IDataWay way)
    {
        using var over = new CancellationTokenSource();
        using var abandon = new CancellationTokenSource();
        var mayRelieve = way is RudpWay && _ways.HasFlag(TransferTransports.Tcp);
        var watch = new FlowWatch(profile, _line, steering, mayRelieve ? AskReliefAsync : null);
        var flowing = _output is { } output
            ? _flow.ReceiveAsync(way, offer, output, abandon.Token)
            : _flow.ReceiveAsync(way, offer, _target!, abandon.Token);
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

    private async Task<DownloadOffer> AskReliefAsync(OneShotSession session, CancellationToken cancel)
    {
        var offer = await DownloadOffer.AskAsync(session, request, TransferTransports.Tcp, _plan, cancel).ConfigureAwait(false);
        if (_plan is null || offer.Plan.Digest == _plan.Digest)
            return offer;
        // The source is another one now: that is for a new beginning, not for a relief half-way.
        session.Send(new CancelTransfer { TransferId = offer.TransferId });
        throw TransferEnds.ToError(TransferFailure.SourceChanged, "");
    }

    private async Task<IDataWay> OpenWayAsync(DownloadOffer offer, OneShotSession session, DataConnection? data, CancellationToken cancel)
    {
        if (offer.Transports.HasFlag(TransferTransports.Rudp))
            return RudpWay.Open(session.Remote!, offer.UdpPort, profile.Impairment);
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

    private async Task OpenTargetAsync(TransferPlan plan, OneShotSession session)
    {
        if (_plan is not null && _plan.Digest != plan.Digest)
        {
            // The source is another one now: its journal is another one too.
            _target?.Dispose();
            _target = null;
            if (_output is { HasBegun: true })
                throw new UserError(ExitCode.Integrity, "the file changed on the server after a part of it was written out; do not use what was written");
        }

        _plan = plan;
        meter.Begin(plan);
        if (DownloadTarget.Locate(request, plan).IsStandardOutput)
        {
            _output ??= new StreamTarget(request.StandardOutput!, request.Sha256);
            return;
        }

        if (request.Sha256 is not null && plan.Files.Count != 1)
            throw new UserError(ExitCode.Usage, $"a SHA-256 belongs to one file, and {plan.Files.Count} match; name one");
        meter.Enter(TransferPhase.Checking);
        var server = session.Identity.Fingerprint;
        _target ??= await Task.Run(() => DownloadTarget.Open(request, profile, server, plan)).ConfigureAwait(false);
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
        : new(ExitCode.Partial, $"{failure.Message}; {(HasPart ? "what came is kept, and the same command goes on from there" : "nothing came yet")}", failure);

    /// <summary>A failure that no other connection cures.</summary>
    private sealed class FinalFailure(UserError error) : Exception(error.Message, error)
    {
        public UserError Error { get; } = error;
    }
}
