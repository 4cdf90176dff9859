using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Tcp;

/// <summary>One end of a transfer on one stream: hands over what came, sends what there is, asks people, waits.</summary>
internal sealed class TcpDriver
{
    private static readonly byte[] Heartbeat = [(byte)MessageType.Heartbeat];
    private readonly ITransferEnd _end;
    private readonly TransferSender? _sender;
    private readonly IRangeReceiver? _receiver;
    private readonly TransferControl _control;
    private readonly TransferSteering _steering;
    private readonly AsyncSignal _signal = new();
    private readonly TcpActivity _activity;
    private readonly RateGate _gate;
    private readonly byte[] _message = new byte[MessageLane.MaxLength];
    private ITimer? _pace;

    public TcpDriver(TransferSender? sender, IRangeReceiver? receiver, TransferControl control)
    {
        (_sender, _receiver, _control) = (sender, receiver, control);
        _end = sender as ITransferEnd ?? receiver!;
        _gate = new RateGate(control.Time);
        _activity = new TcpActivity(control.Time, control.IdleLimit);
        _steering = new TransferSteering(_end, control, _signal.Set);
    }

    public async Task<TransferResult> RunAsync(Stream stream, CancellationToken ct)
    {
        using var link = new TcpLink(stream, _activity, _signal, ct);
        await using ITimer pace = _pace = _control.Time.CreateTimer(_ => _signal.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using ITimer timer = _control.Time.CreateTimer(_ => _signal.Set(), null, _activity.Period, _activity.Period);
        await using CancellationTokenRegistration cancelled = ct.Register(_signal.Set);
        _control.Attach(_signal.Set);
        _receiver?.Attach(_signal.Set);
        try
        {
            while (!ct.IsCancellationRequested && _end.Outcome is null)
            {
                if (!Step(link))
                    await _signal.WaitAsync().ConfigureAwait(false);
            }

            // What has come to its end counts, whatever is cancelled just then.
            if (_end.Outcome is null)
                ct.ThrowIfCancellationRequested();
            await SayGoodbyeAsync(link, ct).ConfigureAwait(false);
            return _steering.Result();
        }
        finally
        {
            _control.Detach(_signal.Set);
            _control.Progress = _end.Progress;
            link.CompleteWriting();
            link.Cancel();
            await Task.WhenAny(Task.WhenAll(link.Reading, link.Writing)).ConfigureAwait(false);
            await _steering.SettleAsync().ConfigureAwait(false);
        }
    }

    // One round; true: there may be more to do at once.
    private bool Step(TcpLink link)
    {
        bool worked = Receive(link);
        _steering.Steer();
        SendMessages(link);
        worked |= SendBytes(link);
        _steering.Report();
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
        ReadOnlySpan<byte> bytes = received.Buffer.AsSpan(received.Start, received.Length);
        if (received.IsMessage)
            _end.HandleMessage(bytes);
        else if (_receiver is null)
            _end.Fail(TransferFailure.Protocol, "The receiver sent bytes.");
        else
            Write(received.Offset, bytes);
        link.Release(received);
        return true;
    }

    private void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        _control.Writing?.Begin();
        _receiver!.HandleRange(offset, bytes);
        _control.Writing?.End();
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
        if (_sender is null)
            return false;
        int room = _gate.Allow(_sender.Rate, TcpRecord.MaxData, out TimeSpan wait) + TcpRecord.HeaderLength;
        if (wait > TimeSpan.Zero)
        {
            _pace!.Change(wait, Timeout.InfiniteTimeSpan);
            return false;
        }

        if (link.TryRent() is not { } buffer)
            return false;
        int length = 0;
        // What is left behind a range that ended before a small file would not hold that one either.
        while ((length == 0 || room - length > TransferPlan.SmallFile) && _sender.TryGetRange(room - length - TcpRecord.HeaderLength, out WireRange range))
        {
            TcpRecord.WriteHeader(buffer.AsSpan(length), range.Offset, (int)range.Length);
            if (!_sender.TryRead(range.Offset, buffer.AsSpan(length + TcpRecord.HeaderLength, (int)range.Length)))
                break;
            length += TcpRecord.HeaderLength + (int)range.Length;
        }

        if (length == 0)
        {
            link.Return(buffer);
            return _sender.OnAllRead();
        }

        link.Send(buffer, length);
        _gate.OnSent(length);
        return true;
    }

    private void Watch(TcpLink link)
    {
        // What came before the end counts, also where writing broke already: it may say why.
        if (link.Reading.IsCompleted && !link.TryPeek())
        {
            if (link.Reading.Exception?.InnerException is InvalidDataException)
                _end.Fail(TransferFailure.Protocol, "The peer sent a record that cannot be read.");
            else
                _end.Abort(TransferFailure.Disconnected, "The connection to the peer ended before the transfer did.");
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
        EndOutcome outcome = _end.Outcome!.Value;
        if (outcome.ByPeer || outcome.Failure is TransferFailure.Stall or TransferFailure.Disconnected)
            return;
        using var limit = new CancellationTokenSource(TransferSteering.LingerLimit, _control.Time);
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
}
