using Messenger.Transfer.Sink;

namespace Messenger.Transfer;

/// <summary>
/// What people want of a running transfer, brought to its end: pause, stop, questions and their answers. Shared by all drivers; used by one
/// thread at a time, that of the driver.
/// </summary>
internal sealed class TransferSteering(ITransferEnd end, TransferControl control, Action wake)
{
    /// <summary>An end that decided gives its last words so long to arrive.</summary>
    public static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(2);

    private readonly TransferReceiver? _receiver = end as TransferReceiver;
    private readonly TransferSender? _sender = end as TransferSender;
    private readonly long _started = control.Time.GetTimestamp();
    private Task<bool>? _question;
    private Task<ConflictAnswer>? _conflict;
    private Task? _lastLook;
    private Task? _promotion;
    private bool _paused, _declined;
    private long _rate;

    /// <summary>Brings what was asked for and answered since the last time to the end, and the end's progress to the control.</summary>
    public void Steer()
    {
        Obey();
        Ask();
        Look();
        Promote();
        Report();
    }

    /// <summary>Done when nothing is at the files any more, whatever became of the driver.</summary>
    public async Task SettleAsync()
    {
        if (_lastLook is not null)
            await _lastLook.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_promotion is not null)
            await _promotion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Shows how far it is.</summary>
    public void Report() => control.Progress = _question is null ? end.Progress : end.Progress with { State = TransferState.Asking };

    /// <summary>What became of the transfer; the end has an outcome.</summary>
    public TransferResult Result()
    {
        EndOutcome outcome = end.Outcome!.Value;
        return new TransferResult
        {
            End = _declined && outcome is { End: TransferEnd.Stopped, ByPeer: false } ? TransferEnd.Declined : outcome.End,
            Failure = outcome.Failure,
            Sentence = outcome.Sentence,
            ByPeer = outcome.ByPeer,
            Progress = end.Progress,
            FilesKept = _receiver?.Sink.FilesKept ?? 0,
            BytesKept = _receiver?.Sink.BytesKept ?? 0,
            FilesWritten = _receiver?.Sink.FilesWritten ?? [],
            Elapsed = control.Time.GetElapsedTime(_started),
        };
    }

    private void Obey()
    {
        if (control.StopReason is { } reason)
            end.Stop(reason);
        if (control.RateWanted is var rate && rate != _rate)
        {
            _rate = rate;
            end.LimitRate(rate);
        }

        bool pause = control.IsPauseWanted || _question is not null;
        if (pause == _paused)
            return;
        _paused = pause;
        if (pause)
            end.Pause();
        else
            end.Resume();
    }

    private void Ask()
    {
        if (_receiver?.Conflict is { } conflict)
            AskAbout(conflict);
        if (_question is { IsCompleted: true } answered)
        {
            _question = null;
            _declined = !answered.IsCompletedSuccessfully || !answered.Result;
            if (_declined)
                end.Stop("The answer to 'continue?' was no.");
            Obey();
        }
        else if (_question is null && end.Outcome is null && control.TakeQuestion(end.Progress.Fraction) is { } ask)
        {
            // Who is asked sees what the question is about.
            Report();
            _question = Start(ask);
            Obey();
        }

        end.IsHeld = _question is not null || control.HasQuestion;
    }

    // Ten thousand files take a disk a while: other transfers share the driver's thread.
    private void Look()
    {
        if (_sender is null)
            return;
        _sender.LooksBeside = true;
        // What was asked for while it looked makes it look again.
        while (_sender.IsLooking)
        {
            _lastLook ??= Beside(_sender.RunLastLook);
            if (!_lastLook.IsCompleted)
                return;
            _lastLook.GetAwaiter().GetResult();
            _lastLook = null;
            _sender.EndLastLook();
        }
    }

    // The disk may take seconds to have everything: other transfers share the driver's thread, and the peer wants to hear that this end lives.
    private void Promote()
    {
        if (_receiver is null)
            return;
        _receiver.PromotesBeside = true;
        if (!_receiver.IsPromoting)
            return;
        _promotion ??= Beside(_receiver.RunPromotion);
        if (!_promotion.IsCompleted)
            return;
        _promotion.GetAwaiter().GetResult();
        _receiver.EndPromotion();
    }

    private void AskAbout(in FileConflict conflict)
    {
        if (control.OnConflict is not { } decide)
        {
            _receiver!.Resolve(ConflictAnswer.Refuse);
            return;
        }

        FileConflict asked = conflict;
        _conflict ??= Start(() => decide(asked));
        if (!_conflict.IsCompleted)
            return;
        _receiver!.Resolve(_conflict.IsCompletedSuccessfully ? _conflict.Result : ConflictAnswer.Refuse);
        _conflict = null;
        wake();
    }

    // The disk has a thread of its own, too.
    private Task Beside(Action work) => Start(() =>
    {
        work();
        return ValueTask.FromResult(true);
    });

    // People are asked on a thread of their own: the bytes do not wait for them.
    private Task<T> Start<T>(Func<ValueTask<T>> ask)
    {
        Task<T> task = Task.Run(async () => await ask().ConfigureAwait(false));
        task.ContinueWith(_ => wake(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return task;
    }
}
