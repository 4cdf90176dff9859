using Messenger.Client.Session;
using Messenger.Client.Trace;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;

namespace Messenger.Client.Files;

/// <summary>Moves the bytes of one offer over one connection, steered and watched.</summary>
internal sealed class DataFlow(ClientProfile profile, TransferRequest request, JobControl steering, ProgressMeter meter)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(250);

    // A server that does not take in the word "stop" is left after this.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private bool _asked;

    /// <summary>Receives into files.</summary>
    /// <exception cref="UserError">The connection broke before it began.</exception>
    /// <param name="way">The connection.</param>
    /// <param name="offer">What it is for.</param>
    /// <param name="target">Where the files go.</param>
    /// <param name="abandon">Ends at once: another connection goes on. The result then says that it was stopped.</param>
    public async Task<TransferResult> ReceiveAsync(IDataWay way, DataOffer offer, DownloadTarget target, CancellationToken abandon)
    {
        using var receiver = new TransferReceiver(target.Sink);
        return await RunAsync(way, (control, leave) => way.ReceiveAsync(offer, receiver, control, leave), abandon, request.Trace?.Writing).ConfigureAwait(false);
    }

    /// <summary>Receives in order into a stream.</summary>
    /// <inheritdoc cref="ReceiveAsync(IDataWay, DataOffer, DownloadTarget, CancellationToken)"/>
    /// <exception cref="UserError">The connection broke before it began, the output broke, or it is not what was expected.</exception>
    public async Task<TransferResult> ReceiveAsync(IDataWay way, DataOffer offer, StreamTarget target, CancellationToken abandon)
    {
        var receiver = target.Begin(offer.Plan);
        var result = await RunAsync(way, (control, leave) => way.ReceiveAsync(offer, receiver, control, leave), abandon).ConfigureAwait(false);
        target.End();
        if (result.End == TransferEnd.Completed)
            target.Check();
        return result;
    }

    /// <summary>Sends files.</summary>
    /// <returns>How it ended, and whether the receiver has said that all is in place.</returns>
    /// <exception cref="UserError">The connection broke before it began.</exception>
    public async Task<(TransferResult Result, bool IsInPlace)> SendAsync(IDataWay way, DataOffer offer, FileSource source, CancellationToken abandon)
    {
        using var sender = new TransferSender(source);
        var result = await RunAsync(way, (control, leave) => way.SendAsync(offer, sender, control, leave), abandon).ConfigureAwait(false);
        return (result, sender.IsInPlace);
    }

    private async Task<TransferResult> RunAsync(IDataWay way, Func<TransferControl, CancellationToken, Task<TransferResult>> receive, CancellationToken abandon, WaitMeter? writing = null)
    {
        var askExisting = (request as DownloadRequest)?.AskExisting;
        var control = new TransferControl { Time = profile.Time, Writing = writing, OnConflict = askExisting is null ? null : conflict => DecideAsync(askExisting, conflict) };
        if (request.AskAt is { } fraction && !_asked)
            control.AskAt(fraction, () => AskAsync(control, fraction));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        await using var stopping = steering.Stopped.Register(() => _ = LeaveLaterAsync(leave)).ConfigureAwait(false);
        steering.Attach(control);
        meter.Enter(TransferPhase.Transferring);
        meter.Take(way.Transport);
        try
        {
            await using var sampling = profile.Time.CreateTimer(
                _ => Sample(way, control), null, SampleEvery, SampleEvery).ConfigureAwait(false);
            var connection = request.Trace?.Begin(way.Transport) ?? 0;
            // Without a record it never fires.
            var interval = request.Trace is null ? Timeout.InfiniteTimeSpan : TransferTrace.Interval;
            await using var tracing = profile.Time.CreateTimer(_ => request.Trace?.Sample(connection, control), null, interval, interval).ConfigureAwait(false);
            var result = await receive(control, leave.Token).ConfigureAwait(false);
            meter.Sample(result.Progress);
            request.Trace?.End(connection, control, result);
            return result;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            meter.Sample(control.Progress);
            return new TransferResult { End = TransferEnd.Stopped, Progress = control.Progress };
        }
        finally
        {
            steering.Detach();
        }
    }

    private void Sample(IDataWay way, TransferControl control)
    {
        meter.Sample(control.Progress);
        // TCP counts what this end sends: of a download, that tells nothing.
        if (way.Count(control) is { } count)
            meter.Sample(way.Transport == TransferTransports.Rudp || request is UploadRequest ? count : new LinkCount(0, 0, count.RoundTrip));
    }

    private async ValueTask<bool> AskAsync(TransferControl control, double fraction)
    {
        _asked = true;
        // The last sample may be older than what is asked about.
        meter.Sample(control.Progress);
        var progress = meter.Snapshot();
        // Who was asked about that much before, and runs the same command again, wants the rest.
        if (progress.ResumedBytes > 0 && progress.ResumedBytes >= fraction * progress.TotalBytes)
            return true;
        return request.AskContinue is { } ask && await ask(progress, steering.Stopped).ConfigureAwait(false);
    }

    private async ValueTask<ConflictAnswer> DecideAsync(Func<ExistingFile, CancellationToken, ValueTask<ExistingPolicy>> ask, FileConflict conflict)
    {
        var existing = new ExistingFile(
            conflict.Path, conflict.ExistingSize, DateTimeOffset.UnixEpoch.AddTicks(conflict.ExistingModified / 100), conflict.NewSize);
        return await ask(existing, steering.Stopped).ConfigureAwait(false) switch
        {
            ExistingPolicy.Skip => ConflictAnswer.Keep,
            ExistingPolicy.Rename => ConflictAnswer.Rename,
            ExistingPolicy.Overwrite => ConflictAnswer.Overwrite,
            _ => ConflictAnswer.Refuse,
        };
    }

    private async Task LeaveLaterAsync(CancellationTokenSource leave)
    {
        await Task.Delay(StopTime, profile.Time).ConfigureAwait(false);
        try
        {
            await leave.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It ended in time.
        }
    }
}
