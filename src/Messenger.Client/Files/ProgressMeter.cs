using Messenger.Client.Measure;
using Messenger.Contracts.Files;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>
/// What a person is told of a transfer, across its connections: phase, rate, time left, and why nothing comes. Sampled a few times a second;
/// any thread may read.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="isUpload">The server is the receiver.</param>
internal sealed class ProgressMeter(TimeProvider time, bool isUpload = false)
{
    /// <summary>Without a byte for so long, a transfer stalls.</summary>
    public static readonly TimeSpan StallAfter = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LossWindow = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private readonly RateMeter _rate = new(time);
    private readonly LossMeter _loss = new(time, LossWindow);
    private TransferTransports _transport;
    private TimeSpan? _roundTrip;
    private TransferPhase _phase = TransferPhase.Connecting;
    private TransferPlan? _plan;
    private EndProgress _progress;
    private string? _why;
    private long _resumedAtFirst = -1;
    private long _moved = -1;
    private long _movedAt;
    private int _reconnects;
    private TimeSpan? _elapsed;
    private TimeSpan _held;
    private long _lookedAt = time.GetTimestamp();

    /// <summary>The phase is another one.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="why">For a stall: why, one sentence.</param>
    public void Enter(TransferPhase phase, string? why = null)
    {
        lock (_gate)
        {
            if (_phase == TransferPhase.Ended)
                return;
            CountHeld();
            _phase = phase;
            _why = why;
            if (phase == TransferPhase.Ended)
                _elapsed = time.GetElapsedTime(_began);
            if (phase != TransferPhase.Transferring)
                _rate.Reset();
            _moved = -1;
        }
    }

    public void Begin(TransferPlan plan)
    {
        lock (_gate)
            _plan = plan;
    }

    public void Reconnect()
    {
        lock (_gate)
            _reconnects++;
    }

    /// <summary>The receiver says how much it had before.</summary>
    public void Resume(long bytes)
    {
        lock (_gate)
            _resumedAtFirst = bytes;
    }

    /// <summary>What the running connection says.</summary>
    public void Sample(EndProgress progress)
    {
        lock (_gate)
        {
            CountHeld();
            _progress = progress;
            // What an earlier connection of this job verified is resumed for the next one, not for the job.
            if (_resumedAtFirst < 0)
                _resumedAtFirst = progress.ResumedBytes;
            // What stood still on purpose begins its rate anew.
            if (IsHeld(progress.State))
                _rate.Reset();
            else
                _rate.Add(progress.VerifiedBytes);
            if (progress.MovedBytes != _moved || progress.State != TransferState.Moving)
                (_moved, _movedAt) = (progress.MovedBytes, time.GetTimestamp());
        }
    }

    /// <summary>The bytes take a way from now on.</summary>
    public void Take(TransferTransports transport)
    {
        lock (_gate)
        {
            (_transport, _roundTrip) = (transport, null);
            _loss.Reset();
        }
    }

    /// <summary>What the way's transport counts.</summary>
    public void Sample(LinkCount count)
    {
        lock (_gate)
        {
            _roundTrip = count.RoundTrip ?? _roundTrip;
            _loss.Add(count);
        }
    }

    /// <summary>Bytes verified so far.</summary>
    public long VerifiedBytes
    {
        get
        {
            lock (_gate)
                return _progress.VerifiedBytes;
        }
    }

    public TransferProgress Snapshot()
    {
        lock (_gate)
        {
            var (phase, stall) = PhaseNow();
            var total = _plan?.TotalBytes ?? 0;
            var rate = phase == TransferPhase.Transferring ? _rate.PerSecond : null;
            var left = total - _progress.VerifiedBytes;
            var files = FilesDone();
            return new TransferProgress
            {
                Phase = phase,
                Files = _plan?.Files.Count ?? 0,
                FilesVerified = files,
                CurrentFile = _plan is { } plan && files < plan.Files.Count && _progress.VerifiedBytes > 0 ? plan.Files[files].Path : "",
                TotalBytes = total,
                VerifiedBytes = _progress.VerifiedBytes,
                ResumedBytes = Math.Max(0, _resumedAtFirst),
                BytesPerSecond = rate,
                TimeLeft = rate is > 1 ? TimeSpan.FromSeconds(Math.Min(left / rate.Value, TimeSpan.FromDays(365).TotalSeconds)) : null,
                Elapsed = _elapsed ?? time.GetElapsedTime(_began),
                Held = _held,
                Reconnects = _reconnects,
                Stall = stall,
                Transport = _transport,
                RoundTrip = _roundTrip,
                Loss = _loss.Share,
            };
        }
    }

    // Since the last look nothing was to move: that time says nothing of how fast the way is.
    private void CountHeld()
    {
        var now = time.GetTimestamp();
        if (_phase == TransferPhase.Transferring && IsHeld(_progress.State))
            _held += time.GetElapsedTime(_lookedAt, now);
        _lookedAt = now;
    }

    private static bool IsHeld(TransferState state) => state is TransferState.Paused or TransferState.PausedByPeer or TransferState.Asking;

    private (TransferPhase Phase, string? Stall) PhaseNow()
    {
        if (_phase != TransferPhase.Transferring)
            return (_phase, _why);
        switch (_progress.State)
        {
            case TransferState.Paused:
                return (TransferPhase.Paused, null);
            case TransferState.PausedByPeer:
                return (TransferPhase.Stalled, "the server paused it");
            case TransferState.Asking:
                return (TransferPhase.Asking, null);
            case TransferState.Finishing or TransferState.Ended:
                return (_progress.VerifiedBytes < _progress.TotalBytes ? TransferPhase.Stopping : TransferPhase.Verifying, null);
        }

        var silence = _moved < 0 ? TimeSpan.Zero : time.GetElapsedTime(_movedAt);
        return silence < StallAfter
            ? (TransferPhase.Transferring, null)
            : (TransferPhase.Stalled, isUpload ? $"the server took nothing for {silence.TotalSeconds:0} s" : $"nothing came from the server for {silence.TotalSeconds:0} s");
    }

    // Chunks come in the order of the plan, nearly: the files before the verified bytes count as done.
    private int FilesDone()
    {
        if (_plan is not { } plan || _progress.TotalBytes == 0)
            return _plan is not null && _phase == TransferPhase.Ended ? _plan.Files.Count : 0;
        int low = 0, high = plan.Files.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (plan.FileStart(middle) + plan.Files[middle].Size <= _progress.VerifiedBytes)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
