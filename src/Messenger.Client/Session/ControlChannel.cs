using System.Buffers;
using System.IO.Pipelines;
using MemoryPack;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform;

namespace Messenger.Client.Session;

/// <summary>
/// One control connection: frames out, coalesced; frames in, in order; answers matched to requests; the server's life watched.
/// Whatever the server sends, this end neither throws for it nor keeps more than one frame of it.
/// </summary>
internal sealed class ControlChannel : IControlLink, IAsyncDisposable
{
    // More than a client ever has under way: a slow link holds a few hundred messages of the largest size.
    private const int WaitingBytes = 4 << 20;
    private const int ReadBytes = 16 * 1024;

    private readonly Stream _stream;
    private readonly ServerAddress _server;
    private readonly TimeProvider _time;
    private readonly ControlWriter _writer;
    private readonly PendingRequests _pending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Liveness _liveness;
    private readonly TaskCompletionSource<Task> _writing = new();
    private ControlEnd? _end;

    public ControlChannel(Stream stream, ServerAddress server, TimeProvider time)
    {
        _stream = stream;
        _server = server;
        _time = time;
        _writer = new ControlWriter(stream, WaitingBytes);
        _liveness = new Liveness(time);
    }

    /// <summary>How it ended; null while it lasts.</summary>
    public ControlEnd? End => Volatile.Read(ref _end);

    /// <summary>Ends when all that was sent before <see cref="Close"/> has been handed to the system.</summary>
    public Task Written => _writing.Task.Unwrap();

    /// <summary>Told of every round trip that is measured; on the reading thread.</summary>
    public Action<TimeSpan>? RoundTripMeasured { get; set; }

    /// <inheritdoc/>
    public void Send(ClientFrame frame) => SendBytes(ControlCodec.Encode(frame));

    /// <inheritdoc/>
    public uint Request(Func<uint, ClientFrame> make, Action<RequestEnd> end)
    {
        var id = _pending.NextId();
        var bytes = EncodeOwn(make(id));
        // The tag follows the length; ours are all below 250, one byte.
        _pending.Add(id, bytes[WireLimits.FramePrefix], end);
        if (!SendBytes(bytes))
            _pending.Fail(id, (End ?? ControlEnd.Broken(_server, null)).Error);
        return id;
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="UserError">Refused, not answered in time, or the connection ended.</exception>
    public async Task<TReply> RequestAsync<TReply>(Func<uint, ClientFrame> make, TimeSpan timeout, CancellationToken cancel)
        where TReply : ServerFrame
    {
        var answer = new TaskCompletionSource<RequestEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Request(make, answer.SetResult);
        try
        {
            var end = await answer.Task.WaitAsync(timeout, _time, cancel).ConfigureAwait(false);
            return end switch
            {
                { Reply: TReply reply } => reply,
                { Reply: Refused refused } => throw Refusals.ToError(refused),
                { Error: { } error } => throw error,
                _ => throw ControlEnd.Protocol(_server, "answered with something else than was asked for").Error,
            };
        }
        catch (TimeoutException e)
        {
            throw new UserError(ExitCode.Timeout, $"{_server} did not answer in {timeout.TotalSeconds:0} s; try again", e);
        }
        finally
        {
            // Where nobody waits any more, a late answer is ignored.
            _pending.Fail(id, ControlEnd.Here(_server).Error);
        }
    }

    /// <summary>The server was heard elsewhere: it lives, though this connection may be slow.</summary>
    public void OnLife() => _liveness.Heard();

    /// <summary>Ends the connection at once, behind <see cref="Close"/> too; the first reason counts.</summary>
    public void Abort(ControlEnd end)
    {
        Interlocked.CompareExchange(ref _end, end, null);
        _stop.Cancel();
    }

    /// <summary>Says the last frame and closes; what was written before still leaves.</summary>
    public void Close(ClientFrame? last)
    {
        if (last is not null)
            Send(last);
        Interlocked.CompareExchange(ref _end, ControlEnd.Here(_server), null);
        _writer.Close();
    }

    /// <summary>Reads and writes until the connection ends; then every request that waits has failed.</summary>
    /// <param name="handle">Takes each frame that is no answer, in order.</param>
    /// <param name="afterBatch">Called between reads; as long as it takes, nothing more is read.</param>
    public async Task<ControlEnd> RunAsync(Action<ServerFrame> handle, Func<ValueTask> afterBatch)
    {
        Task[] loops = [WriteAsync(), WatchAsync()];
        _writing.TrySetResult(loops[0]);
        ControlEnd reason;
        try
        {
            reason = await ReadAsync(handle, afterBatch).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            reason = ControlEnd.Broken(_server, e);
        }

        Interlocked.CompareExchange(ref _end, reason, null);
        _writer.Close();
        _stop.Cancel();
        await Task.WhenAll(loops).ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _pending.Close(_end.Error);
        return _end;
    }

    /// <summary>Closes at once; whoever runs it gets the end.</summary>
    public ValueTask DisposeAsync()
    {
        Interlocked.CompareExchange(ref _end, ControlEnd.Here(_server), null);
        _stop.Cancel();
        return _stream.DisposeAsync();
    }

    private async Task<ControlEnd> ReadAsync(Action<ServerFrame> handle, Func<ValueTask> afterBatch)
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, minimumReadSize: ReadBytes / 4, leaveOpen: true));
        try
        {
            while (true)
            {
                _liveness.Waiting = true;
                var read = await reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                _liveness.Heard();
                var buffer = read.Buffer;
                var end = HandleFrames(ref buffer, handle);
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (end is not null)
                    return end;
                if (read.IsCompleted)
                    return ControlEnd.Broken(_server, null);
                _liveness.Waiting = false;
                await afterBatch().ConfigureAwait(false);
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private ControlEnd? HandleFrames(ref ReadOnlySequence<byte> buffer, Action<ServerFrame> handle)
    {
        while (true)
        {
            switch (FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out var body))
            {
                case FrameStatus.Incomplete:
                    return null;
                case FrameStatus.BadLength:
                    return ControlEnd.Protocol(_server, "sent a frame of an impossible length");
            }

            switch (ControlCodec.Decode(body, out ServerFrame? frame, out _))
            {
                // CTL-ERR-3: a server does not err by accident.
                case DecodeStatus.Malformed:
                    return ControlEnd.Protocol(_server, "sent a frame that cannot be read");
                case DecodeStatus.UnknownTag:
                    // CTL-ERR-2: a newer server tells more than this build understands.
                    continue;
            }

            if (HandleFrame(frame!, handle) is { } end)
                return end;
            // Where the handler ended the session, what follows in the buffer is not for it any more.
            if (_stop.IsCancellationRequested)
                return End;
        }
    }

    private ControlEnd? HandleFrame(ServerFrame frame, Action<ServerFrame> handle)
    {
        switch (frame)
        {
            case ServerPing:
                Send(new ClientPong());
                return null;
            case Closing closing:
                return ControlEnd.Of(_server, closing);
            case Refused { RequestId: 0, Code: RefusalCode.UnknownRequest } refused:
                // CTL-ERR-2: it is for the oldest request of that tag.
                _pending.FailOldest(refused.Tag, refused);
                return null;
            case IReply { RequestId: not 0 } reply:
                _pending.Complete(reply.RequestId, frame);
                return null;
            default:
                handle(frame);
                return null;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await _writer.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The reader has seen the end.
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // What the server said last may still be unread and tells more; a reader that hangs is cut off by Liveness.
            if (End is null && !_liveness.Waiting)
                Abort(ControlEnd.Broken(_server, e));
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Liveness.CheckEvery, _time, _stop.Token).ConfigureAwait(false);
                switch (_liveness.Check())
                {
                    case LivenessVerdict.Ask:
                        Ping();
                        break;
                    case LivenessVerdict.Dead:
                        Abort(ControlEnd.Silent(_server, Liveness.DeadAfter));
                        return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
    }

    private void Ping()
    {
        var sent = _time.GetTimestamp();
        Request(id => new ClientPing { RequestId = id }, end =>
        {
            if (end.Reply is ServerPong)
                RoundTripMeasured?.Invoke(_time.GetElapsedTime(sent));
        });
    }

    private static byte[] EncodeOwn(ClientFrame frame)
    {
        try
        {
            return ControlCodec.Encode(frame);
        }
        catch (MemoryPackSerializationException e)
        {
            throw new UserError(ExitCode.Usage, "a name or a text is too long for the protocol; shorten it", e);
        }
    }

    private bool SendBytes(byte[] frame)
    {
        if (_writer.TryAdd(frame))
            return true;
        // The server takes nothing in any more: what cannot be sent now would be sent too late. Behind a goodbye nothing is sent at all.
        if (End is null)
            Abort(ControlEnd.Broken(_server, null));
        return false;
    }
}
