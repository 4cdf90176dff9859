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
internal sealed class Download(ClientProfile profile, DownloadRequest request, JobControl steering, ProgressMeter meter) : IDisposable
{
    // A source that changes again and again is being written to: no use in starting over for ever.
    private const int MostRestarts = 3;
    private static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackoffCap = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(BackoffBase, BackoffCap, profile.Random);
    private readonly DataFlow _flow = new(profile, request, steering, meter);
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
                var result = await TryOnceAsync().ConfigureAwait(false);
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
            }

            await WaitAsync(failure).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _target?.Dispose();
        _output?.Dispose();
    }

    private static bool IsPassing(UserError error) =>
        ConnectFailures.IsPassing(error) || (Refusals.Of(error) is { } code && (Refusals.IsPassing(code) || code == RefusalCode.NoSuchTransfer));

    private async Task<TransferResult> TryOnceAsync()
    {
        var cancel = steering.Stopped;
        meter.Enter(TransferPhase.Connecting);
        var session = await OneShotSession.OpenAsync(profile, cancel).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            // While the offer is asked for, the connection that it will need is made; UDP needs none.
            var overUdp = _ways.HasFlag(TransferTransports.Rudp) && session.Remote is not null;
            await using var data = overUdp ? null : new DataConnection(profile, session.Identity.Fingerprint);
            var known = _plan ?? DownloadTarget.FindPlan(request, profile, session.Identity.Fingerprint);
            var ways = overUdp ? _ways : _ways & ~TransferTransports.Rudp;
            var offer = await DownloadOffer.AskAsync(session, request.Selections, ways, known, cancel).ConfigureAwait(false);
            IDataWay way;
            try
            {
                await OpenTargetAsync(offer.Plan, session).ConfigureAwait(false);
                meter.Enter(TransferPhase.Connecting);
                if (offer.IsStale(profile.Time))
                {
                    // What was there took so long to be looked at that the offer has expired.
                    session.Send(new CancelTransfer { TransferId = offer.TransferId });
                    offer = await DownloadOffer.AskAsync(session, request.Selections, ways, offer.Plan, cancel).ConfigureAwait(false);
                    await OpenTargetAsync(offer.Plan, session).ConfigureAwait(false);
                }

                way = await OpenWayAsync(offer, session, data, cancel).ConfigureAwait(false);
            }
            catch
            {
                // Offers of one user are few: one that is not taken is given back.
                session.Send(new CancelTransfer { TransferId = offer.TransferId });
                throw;
            }

            await using (way.ConfigureAwait(false))
            {
                var result = _output is { } output
                    ? await _flow.ReceiveAsync(way, offer, output).ConfigureAwait(false)
                    : await _flow.ReceiveAsync(way, offer, _target!).ConfigureAwait(false);
                if (result.Failure == TransferFailure.Unreachable)
                    session.Send(new CancelTransfer { TransferId = offer.TransferId });
                return result;
            }
        }
    }

    private async Task<IDataWay> OpenWayAsync(DownloadOffer offer, OneShotSession session, DataConnection? data, CancellationToken cancel)
    {
        if (offer.Transports.HasFlag(TransferTransports.Rudp))
            return RudpWay.Open(session.Remote!, offer.UdpPort, impatient: _ways.HasFlag(TransferTransports.Tcp));
        if (data is not null)
            return new TcpWay(await data.TakeAsync(cancel).ConfigureAwait(false), profile.Server);
        await using var late = new DataConnection(profile, session.Identity.Fingerprint);
        return new TcpWay(await late.TakeAsync(cancel).ConfigureAwait(false), profile.Server);
    }

    // Where datagrams do not get through, or no longer: the journal goes on over TCP.
    private bool TakeOtherWay(TransferFailure failure)
    {
        if (failure != TransferFailure.Unreachable || _ways != (TransferTransports.Tcp | TransferTransports.Rudp))
            return false;
        _ways = TransferTransports.Tcp;
        request.OnNotice?.Invoke("UDP does not get through to the server; the transfer goes on over TCP");
        return true;
    }

    private async Task OpenTargetAsync(TransferPlan plan, OneShotSession session)
    {
        if (_plan is not null && _plan.Digest != plan.Digest)
        {
            // The source is another one now: its journal is another one too.
            _target?.Dispose();
            _target = null;
            if (_output is { NextChunk: > 0 })
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
