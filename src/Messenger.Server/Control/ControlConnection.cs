using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Server.Chat;
using Messenger.Server.Files;

namespace Messenger.Server.Control;

/// <summary>One control connection from its first frame to its last: reads frames, hands them to the loop, writes what the outbox holds.</summary>
internal sealed class ControlConnection : IDisposable
{
    private readonly ControlContext _context;
    private readonly Stream _stream;
    private readonly Func<Task> _shutdown;
    private readonly Outbox _outbox;
    private readonly OutboxWriter _writer;
    private readonly ControlLoop _loop;
    private readonly CancellationTokenSource _deadline;
    private int _badFrames;
    private bool _admitted;

    /// <summary>A connection that is about to begin.</summary>
    /// <param name="context">What all share.</param>
    /// <param name="stream">The peer, behind TLS.</param>
    /// <param name="peer">The peer's key and address.</param>
    /// <param name="shutdown">Tells the peer that nothing more comes; called at most once, while nobody reads or writes.</param>
    /// <param name="abort">Tears the connection down when its time is over.</param>
    public ControlConnection(ControlContext context, Stream stream, Peer peer, Func<Task> shutdown, Action abort)
    {
        _context = context;
        _stream = stream;
        _shutdown = shutdown;
        _outbox = new Outbox(context.Gate.Limits.OutboxBytes);
        _deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Time);
        _deadline.Token.UnsafeRegister(static state => ((Action)state!)(), abort);
        _writer = new OutboxWriter(_outbox, stream, LimitClosing, stream is SslStream tls ? () => TlsMemory.DropWriteBuffer(tls) : static () => { });
        _outbox.Reader = _writer;
        _loop = new ControlLoop(context, _outbox, peer);
    }

    /// <summary>Serves the peer until it leaves or is ended.</summary>
    public async Task RunAsync()
    {
        _deadline.CancelAfter(_context.Limits.Login);
        _loop.Reply(_context.Welcome);
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));
        // CTL-LOGIN-1: what came with the end of the handshake is answered together with the welcome, in one packet.
        Task reading = ReadAsync(reader);
        Task writing = WriteAsync();
        await Task.WhenAny(reading, writing).ConfigureAwait(false);

        // Whichever came first: the other has a bounded time, after which the connection is torn down.
        _loop.OnDisconnected();
        LimitClosing();
        await writing.ConfigureAwait(false);
        reader.CancelPendingRead();
        await reading.ConfigureAwait(false);
        // A login that was under way while the connection went away has made a session after all.
        _loop.OnDisconnected();
        await ShutdownAsync().ConfigureAwait(false);
        await DropAsync(reader).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _deadline.Dispose();

    private async Task WriteAsync()
    {
        try
        {
            await _writer.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            _deadline.Cancel();
        }
    }

    private async Task ReadAsync(PipeReader reader)
    {
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                _loop.Heard();
                long came = buffer.Length;
                bool goOn = true;
                while (goOn && FrameReader.TryRead(ref buffer, FrameLimit, out ReadOnlySequence<byte> body) is var status && status != FrameStatus.Incomplete)
                    goOn = status == FrameStatus.Complete ? await HandleAsync(body).ConfigureAwait(false) : EndForLength();
                _loop.Count(came - buffer.Length);
                reader.AdvanceTo(_outbox.IsClosed ? buffer.End : buffer.Start, buffer.End);
                if (result.IsCompleted || result.IsCanceled)
                    return;
            }
        }
        catch (Exception e) when (IsDisconnect(e))
        {
        }
    }

    // After the last frame, what still comes is read and dropped: a close with unread bytes would reset the connection.
    private static async Task DropAsync(PipeReader reader)
    {
        try
        {
            while (await reader.ReadAsync().ConfigureAwait(false) is { IsCompleted: false } result)
                reader.AdvanceTo(result.Buffer.End);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private int FrameLimit => _loop.IsLoggedIn ? WireLimits.FrameBytes : WireLimits.FrameBytesBeforeLogin;

    private async ValueTask<bool> HandleAsync(ReadOnlySequence<byte> body)
    {
        if (_outbox.IsClosed)
            return false;
        switch (ControlCodec.Decode(body, out ClientFrame? frame, out ushort tag))
        {
            case DecodeStatus.Ok:
                await _loop.HandleAsync(frame!).ConfigureAwait(false);
                break;
            case DecodeStatus.UnknownTag:
                _loop.Reply(Refusals.Of(RefusalCode.UnknownRequest, $"This server does not know requests of kind {tag}; it is older than your program.") with { Tag = tag });
                CountBad();
                break;
            default:
                _loop.Reply(Refusals.BadRequest(0, "A frame could not be read."));
                CountBad();
                break;
        }

        if (_loop.IsLoggedIn && !_admitted)
        {
            _admitted = true;
            _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        await _writer.WaitForRoomAsync().ConfigureAwait(false);
        return !_outbox.IsClosed;
    }

    private void CountBad()
    {
        if (++_badFrames >= _context.Limits.BadFrames)
            _loop.Close(ClosingReason.Protocol, "Too many frames could not be read.");
    }

    private bool EndForLength()
    {
        // CTL-FRAME-2: behind a bad length nothing can be read any more.
        _loop.Close(ClosingReason.Protocol, $"A frame's length is 0 or above {FrameLimit} bytes.");
        return false;
    }

    private void LimitClosing()
    {
        try
        {
            _deadline.CancelAfter(_context.Limits.Close);
        }
        catch (ObjectDisposedException)
        {
            // The outbox was closed by somebody else while this connection went away by itself.
        }
    }

    // Never beside a read: SslStream's shutdown reads too, outside the lock that its reads hold, and OpenSSL frees its buffer twice.
    private async Task ShutdownAsync()
    {
        try
        {
            if (!_deadline.IsCancellationRequested)
                await _shutdown().ConfigureAwait(false);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
        }
    }

    private static bool IsDisconnect(Exception e) =>
        e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            or Microsoft.AspNetCore.Connections.ConnectionAbortedException or System.Net.Sockets.SocketException;
}
