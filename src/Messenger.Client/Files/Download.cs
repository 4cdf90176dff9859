using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>Files come from the server, into files or a stream.</summary>
internal sealed class Download : TransferAttempts
{
    // Whoever was slower than this to make its files ready has let the server's first bytes wait for too long.
    private static readonly TimeSpan MostPreparing = TimeSpan.FromSeconds(2);

    private readonly ClientProfile _profile;
    private readonly DownloadRequest _request;
    private readonly ProgressMeter _meter;
    private readonly DataFlow _flow;
    private DownloadTarget? _target;
    private StreamTarget? _output;

    public Download(ClientProfile profile, DownloadRequest request, JobControl steering, ProgressMeter meter)
        : base(profile, request, steering, meter)
    {
        (_profile, _request, _meter) = (profile, request, meter);
        _flow = new DataFlow(profile, request, steering, meter);
    }

    /// <inheritdoc/>
    public override bool HasPart => _target is not null && _meter.VerifiedBytes > 0;

    /// <inheritdoc/>
    public override string WhatIsKept => HasPart ? "what came is kept, and the same command goes on from there" : "nothing came yet";

    /// <summary>The absolute path of the folder that everything goes below; null before it is opened.</summary>
    public string? Folder => _target?.Folder;

    /// <inheritdoc/>
    public override UserError ErrorOf(TransferResult result) => TransferEnds.ToError(result.Failure, result.Sentence);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _target?.Dispose();
        _output?.Dispose();
    }

    /// <inheritdoc/>
    protected override Task<DataOffer> AskAsync(OneShotSession session, TransferTransports ways, EarlyWay? early, CancellationToken cancel)
    {
        // What begins early has been looked for and not found.
        var known = early is null ? FindPlan(session) : null;
        return DownloadOffers.AskAsync(session, _request, ways, known, early, cancel);
    }

    /// <inheritdoc/>
    protected override async Task<DataOffer> AskReliefAsync(OneShotSession session, CancellationToken cancel)
    {
        var offer = await DownloadOffers.AskAsync(session, _request, TransferTransports.Tcp, Plan, early: null, cancel).ConfigureAwait(false);
        if (Plan is null || offer.Plan.Digest == Plan.Digest)
            return offer;
        // The source is another one now: that is for a new beginning, not for a relief half-way.
        session.Send(new CancelTransfer { TransferId = offer.TransferId });
        throw TransferEnds.ToError(TransferFailure.SourceChanged, "");
    }

    // MSG-5: only where nothing is here yet. A parcel that is asked for counts as accepted, and a rate has to be told before anything comes.
    /// <inheritdoc/>
    protected override EarlyStart EarlyStartOf(OneShotSession session) =>
        _request is { Parcel: 0, LimitRate: 0 } && FindPlan(session) is null && DownloadTarget.IsFree(_request) ? EarlyStart.FirstChunks : EarlyStart.None;

    /// <inheritdoc/>
    protected override bool IsAsBegun(DataOffer offer) => offer.Age(_profile.Time) < MostPreparing && (_target?.Sink.IsNew ?? _output is { HasBegun: false });

    /// <inheritdoc/>
    protected override async Task PrepareAsync(DataOffer offer, OneShotSession session)
    {
        var plan = offer.Plan;
        if (Plan is not null && Plan.Digest != plan.Digest)
        {
            // The source is another one now: its journal is another one too.
            _target?.Dispose();
            _target = null;
            if (_output is { HasBegun: true })
                throw new UserError(ExitCode.Integrity, "the file changed on the server after a part of it was written out; do not use what was written");
        }

        Plan = plan;
        _meter.Begin(plan);
        if (DownloadTarget.Locate(_request, plan).IsStandardOutput)
        {
            _output ??= new StreamTarget(_request.StandardOutput!, _request.Sha256, _request.Trace?.Writing);
            return;
        }

        if (_request.Sha256 is not null && plan.Files.Count != 1)
            throw new UserError(ExitCode.Usage, $"a SHA-256 belongs to one file, and {plan.Files.Count} match; name one");
        _meter.Enter(TransferPhase.Checking);
        var server = session.Identity.Fingerprint;
        _target ??= await Task.Run(() => DownloadTarget.Open(_request, _profile, server, plan)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task<TransferResult> MoveAsync(IDataWay way, DataOffer offer, CancellationToken abandon) => _output is { } output
        ? _flow.ReceiveAsync(way, offer, output, abandon)
        : _flow.ReceiveAsync(way, offer, _target!, abandon);

    private TransferPlan? FindPlan(OneShotSession session) => Plan ?? DownloadTarget.FindPlan(_request, _profile, session.Identity.Fingerprint);
}
