using Messenger.Client.Session;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Sink;

namespace Messenger.Client.Files;

/// <summary>Moves the bytes of one offer over one connection, steered and watched.</summary>
internal sealed class DataFlow(ClientProfile profile, DownloadRequest request, JobControl steering, ProgressMeter meter)
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
    public async Task<TransferResult> ReceiveAsync(IDataWay way, DownloadOffer offer, DownloadTarget target, CancellationToken abandon)
    {
        using var receiver = new TransferReceiver(target.Sink);
        return await RunAsync((control, leave) => way.ReceiveAsync(offer, receiver, control, leave), abandon).ConfigureAwait(false);
    }

    /// <summary>Receives in order into a stream.</summary>
    /// <inheritdoc cref="ReceiveAsync(IDataWay, DownloadOffer, DownloadTarget, CancellationToken)"/>
    /// <exception cref="UserError">The connection broke before it began, the output broke, or it is not what was expected.</exception>
    public async Task<TransferResult> ReceiveAsync(IDataWay way, DownloadOffer offer, StreamTarget target, CancellationToken abandon)
    {
        var receiver = target.Begin(offer.Plan);
        var result = await RunAsync((control, leave) => way.ReceiveAsync(offer, receiver, control, leave), abandon).ConfigureAwait(false);
        target.End();
        if (result.End == TransferEnd.Completed)
            target.Check();
        return result;
    }

    private async Task<TransferResult> RunAsync(Func<TransferControl, CancellationToken, Task<TransferResult>> receive, CancellationToken abandon)
    {
        var control = new TransferControl { Time = profile.Time, OnConflict = request.AskExisting is null ? null : DecideAsync };
        if (request.AskAt is { } fraction && !_asked)
            control.AskAt(fraction, () => AskAsync(control));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        await using var stopping = steering.Stopped.Register(() => _ = LeaveLaterAsync(leave)).ConfigureAwait(false);
        steering.Attach(control);
        meter.Enter(TransferPhase.Transferring);
        try
        {
            await using var sampling = profile.Time.CreateTimer(
                _ => meter.Sample(control.Progress), null, SampleEvery, SampleEvery).ConfigureAwait(false);
            var result = await receive(control, leave.Token).ConfigureAwait(false);
            meter.Sample(result.Progress);
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

    private async ValueTask<bool> AskAsync(TransferControl control)
    {
        _asked = true;
        if (request.AskContinue is not { } ask)
            return false;
        // The last sample may be older than what is asked about.
        meter.Sample(control.Progress);
        return await ask(meter.Snapshot(), steering.Stopped).ConfigureAwait(false);
    }

    private async ValueTask<ConflictAnswer> DecideAsync(FileConflict conflict)
    {
        var existing = new ExistingFile(
            conflict.Path, conflict.ExistingSize, DateTimeOffset.UnixEpoch.AddTicks(conflict.ExistingModified / 100), conflict.NewSize);
        return await request.AskExisting!(existing, steering.Stopped).ConfigureAwait(false) switch
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
