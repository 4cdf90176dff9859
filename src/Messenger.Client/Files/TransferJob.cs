using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>
/// One download or upload from asking to the files in place, over sessions of its own: a chat beside it is not disturbed. When a connection breaks or the
/// server restarts it takes a new offer and goes on from the journal.
/// </summary>
public sealed class TransferJob : IAsyncDisposable
{
    private readonly JobControl _steering = new();
    private readonly ProgressMeter _meter;
    private readonly CancellationTokenRegistration _cancelled;

    private TransferJob(ClientProfile profile, TransferRequest request, CancellationToken cancel)
    {
        _meter = new ProgressMeter(profile.Time, isUpload: request is UploadRequest);
        _steering.LimitRate(request.LimitRate);
        _cancelled = cancel.Register(Stop);
        Completion = RunAsync(profile, request);
    }

    /// <summary>Ends when the job has ended, well or not; never fails.</summary>
    public Task<TransferOutcome> Completion { get; }

    /// <summary>How far it is; cheap, from any thread.</summary>
    public TransferProgress Progress => _meter.Snapshot();

    /// <summary>Begins to send.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="request">What.</param>
    /// <param name="cancel">Stops it as <see cref="Stop"/> does.</param>
    /// <exception cref="ArgumentException">No path.</exception>
    public static TransferJob Send(ClientProfile profile, UploadRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Paths.Count == 0)
            throw new ArgumentException("Nothing is to be sent.", nameof(request));
        return new(profile, request, cancel);
    }

    /// <summary>Begins to fetch.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="request">What.</param>
    /// <param name="cancel">Stops it as <see cref="Stop"/> does.</param>
    /// <exception cref="ArgumentException">No selection, a digest of another length than 32 bytes, or no stream for standard output.</exception>
    public static TransferJob Start(ClientProfile profile, DownloadRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Selections.Count == 0 && request.Parcel == 0)
            throw new ArgumentException("Nothing is selected.", nameof(request));
        // An array that is null becomes an empty memory on its way here.
        if (request.Sha256 is { Length: 0 })
            request = request with { Sha256 = null };
        if (request.Sha256 is { Length: not Contracts.WireLimits.Sha256Bytes })
            throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(request));
        if (request is { Output: "-", StandardOutput: null })
            throw new ArgumentException("There is no standard output.", nameof(request));
        return new(profile, request, cancel);
    }

    /// <summary>Stops the flow of bytes, keeping the connection.</summary>
    /// <returns>Whether it was not paused before.</returns>
    public bool Pause() => _steering.Pause();

    /// <summary>Lets the bytes flow again.</summary>
    /// <returns>Whether it was paused before.</returns>
    public bool Resume() => _steering.Resume();

    /// <summary>Bounds how fast the bytes come, from now on.</summary>
    /// <param name="bytesPerSecond">0: no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public void LimitRate(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        _steering.LimitRate(bytesPerSecond);
    }

    /// <summary>Ends it cleanly with exit 7, keeping parts and journal; a caller that was interrupted uses its own exit code.</summary>
    public void Stop() => _steering.Stop("the other end stopped the transfer");

    /// <summary>Stops it and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await Completion.ConfigureAwait(false);
        await _cancelled.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<TransferOutcome> RunAsync(ClientProfile profile, TransferRequest request)
    {
        // The caller has its job before anything happens.
        await Task.Yield();
        await using TransferAttempts attempts = request is UploadRequest upload
            ? new Upload(profile, upload, _steering, _meter)
            : new Download(profile, (DownloadRequest)request, _steering, _meter);
        try
        {
            var result = await attempts.RunAsync().ConfigureAwait(false);
            return Of(result, attempts);
        }
        catch (UserError e)
        {
            return Failed(e.Code, e.Message, e, attempts);
        }
        catch (OperationCanceledException) when (_steering.Stopped.IsCancellationRequested)
        {
            return Failed(ExitCode.Partial, Stopped(attempts), null, attempts) with { StoppedHere = true };
        }
        // A defect must not take the chat beside it down: it is reported as what it is.
        catch (Exception e)
        {
            return Failed(ExitCode.Failure, $"the transfer broke down: {SafeText.Show(e.Message)}", e, attempts);
        }
    }

    private TransferOutcome Of(TransferResult result, TransferAttempts attempts)
    {
        long? kept = attempts is Download ? result.BytesKept : null;
        if (result.End == TransferEnd.Failed)
        {
            var error = attempts.ErrorOf(result);
            return Failed(error.Code, error.Message, error, attempts) with { BytesKept = kept, FilesKept = result.FilesKept };
        }

        if (result.End != TransferEnd.Completed)
        {
            var sentence = result.End == TransferEnd.Stopped && result.ByPeer && result.Sentence.Length > 0
                ? StoppedByServer(result.Sentence, attempts)
                : Stopped(attempts);
            return Failed(ExitCode.Partial, sentence, null, attempts) with { StoppedHere = !result.ByPeer, BytesKept = kept, FilesKept = result.FilesKept };
        }

        _meter.Enter(TransferPhase.Ended);
        var files = attempts.Plan?.Files.Count(file => !file.Attributes.HasFlag(PlanFileAttributes.Folder)) ?? 0;
        return attempts switch
        {
            Upload { Done: { } done } => Completed(done.Written, files - done.WrittenCount - done.KeptCount, done.KeptCount) with { Parcel = done.Parcel, FileCount = done.WrittenCount },
            // Everything is there, and under which names could not be heard.
            Upload upload => Completed([.. upload.Plan!.Files.Select(file => file.Path)], 0, 0),
            Download { Folder: { } folder } => Completed(new PathsBelow(folder, result.FilesWritten), files - result.FilesWritten.Count - result.FilesKept, result.FilesKept) with { BytesKept = kept },
            _ => Completed([], 0, 0) with { BytesKept = kept },
        };
    }

    private TransferOutcome Completed(IReadOnlyList<string> written, int skipped, int kept) => new()
    {
        Code = ExitCode.Done,
        FilesWritten = written,
        FileCount = written.Count,
        FilesSkipped = Math.Max(0, skipped),
        FilesKept = kept,
        Progress = _meter.Snapshot(),
    };

    private TransferOutcome Failed(ExitCode code, string sentence, Exception? cause, TransferAttempts attempts)
    {
        _meter.Enter(TransferPhase.Ended);
        return new TransferOutcome
        {
            Code = code,
            Sentence = sentence,
            Cause = cause,
            Resumable = attempts.HasPart && code is not (ExitCode.Integrity or ExitCode.Exists),
            Progress = _meter.Snapshot(),
        };
    }

    private static string StoppedByServer(string why, TransferAttempts attempts)
    {
        var reason = SafeText.Show(why).TrimEnd('.');
        // Within a sentence.
        reason = reason.StartsWith("The ", StringComparison.Ordinal) ? "the " + reason[4..] : reason;
        return $"the server stopped the transfer ({reason}); {(attempts.HasPart ? attempts.WhatIsKept : "nothing is kept, so run the same command again later")}";
    }

    private static string Stopped(TransferAttempts attempts) =>
        attempts.HasPart ? $"stopped; {attempts.WhatIsKept}" : "stopped before anything moved";
}
