using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Sink;

namespace Messenger.Transfer.Tcp;

/// <summary>One end of a transfer on one stream: hands over what came, sends what there is, asks people, waits.</summary>
internal sealed class TcpDriver
{
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(2);
    private static readonly byte[] Heartbeat = [(byte)MessageType.Heartbeat];
    private readonly ITransferEnd _end;
    private readonly TransferSender? _sender;
    private readonly IRangeReceiver? _receiver;
    private readonly TransferReceiver? _files;
    private readonly TransferControl _control;
    private readonly AsyncSignal _signal = new();
    private readonly TcpActivity _activity;
    private readonly byte[] _message = new byte[MessageLane.MaxLength];
    private readonly long _started;
    private Task<bool>? _question;
    private Task<ConflictAnswer>? _conflict;
    private bool _paused, _declined;

    public TcpDriver(TransferSender? sender, IRangeReceiver? receiver, TransferControl control)
    {
        (_sender, _receiver, _files, _control) = (sender, receiver, receiver as TransferReceiver, control);
        _end = sender as ITransferEnd ?? receiver!;
        _activity = new TcpActivity(control.Time, control.IdleLimit);
        _started = control.Time.GetTimestamp();
    }

    public async Task<TransferResult> RunAsync(Stream stream, CancellationToken ct)
    {
        using var link = new TcpLink(stream, _activity, _signal, ct);
        await using ITimer timer = _control.Time.CreateTimer(_ => _signal.Set(), null, _activity.Period, _activity.Period);
        await using CancellationTokenRegistration cancelled = ct.Register(_signal.Set);
        _control.Attach(_signal.Set);
        try
        {
            while (!ct.IsCancellationRequested && _end.Outcome is null)
            {
                if (!Step(link))
                    await _signal.WaitAsync().ConfigureAwait(false);
            }

            ct.ThrowIfCancellationRequested();
            await SayGoodbyeAsync(link, ct).ConfigureAwait(false);
            return Result();
        }
        finally
        {
            _control.Attach(null);
            _control.Progress = _end.Progress;
            link.CompleteWriting();
            link.Cancel();
            await Task.WhenAny(Task.WhenAll(link.Reading, link.Writing)).ConfigureAwait(false);
        }
    }

    // One round; true: there may be more to do at once.
    private bool Step(TcpLink link)
    {
        bool worked = Receive(link);
        Obey();
        Ask();
        SendMessages(link);
        worked |= SendBytes(link);
        _control.Progress = _question is null ? _end.Progress : _end.Progress with { State = TransferState.Asking };
        if (worked || _end.Outcome is not null)
            return true;

        if (_activity.IsHeartbeatDue)
            link.SendMessage(Heartbeat);
        Watch(link);
        return _end.Outcome is not null;
    }

    private bool Receive(TcpLink link)
    {
        if (!link.TryReceive(out Received received))
            return false;
        ReadOnlySpan<byte> bytes = received.Buffer.AsSpan(0, received.Length);
        if (received.IsMessage)
            _end.HandleMessage(bytes);
        else if (_receiver is null)
            _end.Fail(TransferFailure.Protocol, "The receiver sent bytes.");
        else
            _receiver.HandleRange(received.Offset, bytes);
        link.Release(received);
        return true;
    }

    private void Obey()
    {
        if (_control.StopReason is { } reason)
            _end.Stop(reason);
        bool pause = _control.IsPauseWanted || _question is not null;
        if (pause == _paused)
            return;
        _paused = pause;
        if (pause)
            _end.Pause();
        else
            _end.Resume();
    }

    private void Ask()
    {
        if (_files?.Conflict is { } conflict)
            AskAbout(conflict);
        if (_question is { IsCompleted: true } answered)
        {
            _question = null;
            _declined = !answered.IsCompletedSuccessfully || !answered.Result;
            if (_declined)
                _end.Stop("The answer to 'continue?' was no.");
            Obey();
        }
        else if (_question is null && _end.Outcome is null && _control.TakeQuestion(_end.Progress.Fraction) is { } ask)
        {
            _question = Start(ask);
            Obey();
        }

        _end.IsHeld = _question is not null || _control.HasQuestion;
    }

    private void AskAbout(in FileConflict conflict)
    {
        if (_control.OnConflict is not { } decide)
        {
            _files!.Resolve(ConflictAnswer.Refuse);
            return;
        }

        FileConflict asked = conflict;
        _conflict ??= Start(() => decide(asked));
        if (!_conflict.IsCompleted)
            return;
        _files!.Resolve(_conflict.IsCompletedSuccessfully ? _conflict.Result : ConflictAnswer.Refuse);
        _conflict = null;
        _signal.Set();
    }

    // People are asked on a thread of their own: the bytes do not wait for them.
    private Task<T> Start<T>(Func<ValueTask<T>> ask)
    {
        Task<T> task = Task.Run(async () => await ask().ConfigureAwait(false));
        task.ContinueWith(_ => _signal.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return task;
    }

    private void SendMessages(TcpLink link)
    {
        while (_end.TryGetMessage(_message, out int length))
            link.SendMessage(_message.AsSpan(0, length));
        while (_receiver is not null && _receiver.TryGetExpected(out _))
        {
            // TCP is told nothing: what was asked for comes in order.
        }
    }

    private bool SendBytes(TcpLink link)
    {
        if (_sender is null || link.TryRent() is not { } buffer)
            return false;
        int length = 0;
        while (TcpRecord.BufferLength - length > TcpRecord.HeaderLength
            && _sender.TryGetRange(TcpRecord.BufferLength - length - TcpRecord.HeaderLength, out WireRange range))
        {
            TcpRecord.WriteHeader(buffer.AsSpan(length), range.Offset, (int)range.Length);
            if (!_sender.TryRead(range.Offset, buffer.AsSpan(length + TcpRecord.HeaderLength, (int)range.Length)))
                break;
            length += TcpRecord.HeaderLength + (int)range.Length;
        }

        if (length == 0)
            link.Return(buffer);
        else
            link.Send(buffer, length);
        return length > 0;
    }

    private void Watch(TcpLink link)
    {
        if (link.Reading.IsCompleted && !link.TryPeek())
        {
            if (link.Reading.Exception?.InnerException is InvalidDataException)
                _end.Fail(TransferFailure.Protocol, "The peer sent a record that cannot be read.");
            else
                _end.Abort(TransferFailure.Disconnected, "The connection to the peer ended before the transfer did.");
        }
        else if (link.Writing.IsFaulted && link.Reading.IsCompleted)
        {
            _end.Abort(TransferFailure.Disconnected, "The connection to the peer broke.");
        }
        else if (_activity.IsStalled)
        {
            _end.Abort(TransferFailure.Stall, $"Nothing came from the peer for {_control.IdleLimit.TotalSeconds:0} seconds.");
        }
    }

    // The last messages leave; then what the peer still sends is taken, for a socket that is closed over unread bytes takes our last word back.
    private async Task SayGoodbyeAsync(TcpLink link, CancellationToken ct)
    {
        SendMessages(link);
        link.CompleteWriting();
        TransferOutcome outcome = _end.Outcome!.Value;
        if (outcome.ByPeer || outcome.Failure is TransferFailure.Stall or TransferFailure.Disconnected)
            return;
        using var limit = new CancellationTokenSource(LingerLimit, _control.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        await using CancellationTokenRegistration wake = both.Token.Register(_signal.Set);
        while (!both.IsCancellationRequested && !(link.Writing.IsCompleted && (outcome.End == TransferEnd.Completed || link.Reading.IsCompleted)))
        {
            if (link.TryReceive(out Received received))
                link.Release(received);
            else
                await _signal.WaitAsync().ConfigureAwait(false);
        }
    }

    private TransferResult Result()
    {
        TransferOutcome outcome = _end.Outcome!.Value;
        return new TransferResult
        {
            End = _declined && outcome is { End: TransferEnd.Stopped, ByPeer: false } ? TransferEnd.Declined : outcome.End,
            Failure = outcome.Failure,
            Sentence = outcome.Sentence,
            ByPeer = outcome.ByPeer,
            Progress = _end.Progress,
            FilesKept = _files?.Sink.FilesKept ?? 0,
            FilesWritten = _files?.Sink.FilesWritten ?? [],
            Elapsed = _control.Time.GetElapsedTime(_started),
        };
    }
}
