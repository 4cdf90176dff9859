using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Messenger.Platform.Streams;

namespace Messenger.Server.Control;

/// <summary>Kestrel's transport as a stream, for <see cref="System.Net.Security.SslStream"/>: a read of nothing waits without a buffer.</summary>
internal sealed class DuplexPipeStream(IDuplexPipe pipe) : AsyncDuplexStream
{
    private BulkStream? _bulk;

    /// <summary>
    /// Writes go to the socket itself from now on, past the copies and turns of the transport. It has nothing left to send: as the <see cref="Hosting.Listener"/>
    /// sets it up it sends on the thread of the writer, and a handshake finds room in a new socket.
    /// </summary>
    /// <param name="socket">The transport's own.</param>
    public void CarryBulk(Socket socket) => _bulk = new BulkStream(new NetworkStream(socket, ownsSocket: false));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadResult result = await pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlySequence<byte> received = result.Buffer;
        int count = (int)Math.Min(received.Length, buffer.Length);
        ReadOnlySequence<byte> taken = received.Slice(0, count);
        taken.CopyTo(buffer.Span);
        pipe.Input.AdvanceTo(taken.End);
        return count;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _bulk?.WriteAsync(buffer, cancellationToken) ?? WritePipeAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _bulk?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    private async ValueTask WritePipeAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        FlushResult result = await pipe.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
            throw new IOException("The connection is closed.");
    }
}
