using Messenger.Client.Session;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>Files of this machine go to the server, which keeps part and journal.</summary>
internal sealed class Upload : TransferAttempts
{
    // What the server has to do after its last byte may take as long as its disk needs.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(60);

    // Where the end is known already, and only its words are waited for.
    private static readonly TimeSpan WordTime = TimeSpan.FromSeconds(2);

    // A server that was not told yet that the command before has gone is told within a moment.
    private const int MostBusy = 4;

    private readonly UploadRequest _request;
    private readonly JobControl _steering;
    private readonly ProgressMeter _meter;
    private readonly DataFlow _flow;
    private readonly Guid _command = Guid.NewGuid();
    private readonly ServerWords _words;
    private UploadSource? _source;
    private bool _isInPlace;
    private int _connections, _busy;

    public Upload(ClientProfile profile, UploadRequest request, JobControl steering, ProgressMeter meter)
        : base(profile, request, steering, meter)
    {
        (_request, _steering, _meter) = (request, steering, meter);
        _flow = new DataFlow(profile, request, steering, meter);
        _words = new ServerWords(profile.Time);
        Line.OnFrame = _words.Hear;
    }

    /// <summary>What the server said at the end; null: nothing, for it could not be heard.</summary>
    public UploadDone? Done { get; private set; }

    /// <inheritdoc/>
    public override bool HasPart => _meter.VerifiedBytes > 0;

    /// <inheritdoc/>
    public override string WhatIsKept => HasPart ? "what the server has is kept, and the same command goes on from there" : "the server has nothing yet";

    /// <inheritdoc/>
    public override UserError ErrorOf(TransferResult result) => TransferEnds.OfUpload(result);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _source?.Dispose();
    }

    /// <inheritdoc/>
    protected override bool MayTryAgain(UserError error) =>
        (_connections > 0 && IsPassing(error)) || (Refusals.Of(error) == RefusalCode.Busy && ++_busy <= MostBusy);

    /// <inheritdoc/>
    protected override async Task<DataOffer> AskAsync(OneShotSession session, TransferTransports ways, EarlyWay? early, CancellationToken cancel)
    {
        await OpenSourceAsync().ConfigureAwait(false);
        return await UploadOffers.AskAsync(session, _request, Plan!, ways, _command, early, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task<DataOffer> AskReliefAsync(OneShotSession session, CancellationToken cancel) =>
        UploadOffers.AskAsync(session, _request, Plan!, TransferTransports.Tcp, _command, early: null, cancel);

    // What is sent, and how much of it the server has, is for the server to say: a connection can be there for that before.
    /// <inheritdoc/>
    protected override EarlyStart EarlyStartOf(OneShotSession session) => EarlyStart.Connection;

    /// <inheritdoc/>
    protected override Task PrepareAsync(DataOffer offer, OneShotSession session) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task<TransferResult> MoveAsync(IDataWay way, DataOffer offer, CancellationToken abandon)
    {
        _connections++;
        _words.Expect(offer.TransferId);
        var (result, isInPlace) = await _flow.SendAsync(way, offer, _source!.Files, abandon).ConfigureAwait(false);
        _isInPlace = isInPlace;
        return result;
    }

    // CTL-XFER-9: the data connection says whether all is in place, the session under which names; either may have got lost.
    protected override async Task<TransferResult> SettleAsync(DataOffer offer, TransferResult result)
    {
        var isOpen = result.End == TransferEnd.Completed && !_isInPlace;
        if (result.End is TransferEnd.Stopped or TransferEnd.Declined || result is { End: TransferEnd.Failed, ByPeer: false })
            return result;
        switch (await _words.OfAsync(offer.TransferId, isOpen ? SettleTime : WordTime, Line.Lost, _steering.Stopped).ConfigureAwait(false))
        {
            case UploadDone done:
                Done = done;
                if (_connections == 1)
                    _meter.Resume(done.ResumedBytes);
                return result with { End = TransferEnd.Completed, Failure = TransferFailure.None };
            // The exit code comes of the failure, whether its sentence was heard or not.
            case TransferEnded ended when result.End == TransferEnd.Failed:
                return result with { Sentence = ended.Sentence };
            case TransferEnded { Code: RefusalCode.NoRoom }:
                return result with { End = TransferEnd.Failed, Failure = TransferFailure.DiskFull };
            case TransferEnded ended:
                throw Refusals.ToError(new Refused { Code = ended.Code, Sentence = ended.Sentence });
            case null when isOpen:
                return result with { End = TransferEnd.Failed, Failure = TransferFailure.Disconnected };
            default:
                return result.End == TransferEnd.Failed ? result with { Sentence = "" } : result;
        }
    }

    private async Task OpenSourceAsync()
    {
        if (_source is { } open && open.Files.IsUnchanged(out _))
            return;
        _meter.Enter(TransferPhase.Checking);
        _source?.Dispose();
        _source = null;
        _source = await Task.Run(() => UploadSource.Open(_request, _connections == 0 ? _request.OnNotice : null)).ConfigureAwait(false);
        Plan = _source.Files.Plan;
        _meter.Begin(Plan);
    }
}
