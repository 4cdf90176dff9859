using System.IO.Pipelines;
using Messenger.Platform.Streams;

namespace Messenger.Client.Tests.Support;

/// <summary>One end of a connection in memory.</summary>
internal sealed class MemoryDuplex : AsyncDuplexStream
{
    private readonly PipeReader _in;
    private readonly PipeWriter _out;
    private readonly Stream _reading;
    private readonly Stream _writing;
    private volatile bool _isDisposed;

    private MemoryDuplex(PipeReader input, PipeWriter output)
    {
        (_in, _out) = (input, output);
        _reading = input.AsStream(leaveOpen: true);
        _writing = output.AsStream(leaveOpen: true);
    }

    public static (MemoryDuplex Client, MemoryDuplex Server) Create()
    {
        var options = new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new(down.Reader, up.Writer), new(up.Reader, down.Writer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _reading.ReadAsync(buffer, cancellationToken);
        }
        // As a connection that was closed between two reads.
        catch (InvalidOperationException e) when (_isDisposed)
        {
            throw new ObjectDisposedException("The connection is closed.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await _out.WriteAsync(buffer, cancellationToken);
        if (result.IsCompleted || result.IsCanceled)
            throw new IOException("The other end is closed.");
    }

    public override int Read(byte[] buffer, int offset, int count) => _reading.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => _writing.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        _out.CancelPendingFlush();
        _out.Complete();
        _in.CancelPendingRead();
        _in.Complete();
        base.Dispose(disposing);
    }
}
