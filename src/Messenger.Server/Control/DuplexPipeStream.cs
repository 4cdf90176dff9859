using System.Buffers;
using System.IO.Pipelines;
using Messenger.Platform.Streams;

namespace Messenger.Server.Control;

/// <summary>Kestrel's transport as a stream, for <see cref="System.Net.Security.SslStream"/>: a read of nothing waits without a buffer.</summary>
internal sealed class DuplexPipeStream(IDuplexPipe pipe) : AsyncDuplexStream
{
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
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        FlushResult result = await pipe.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
            throw new IOException("The connection is closed.");
    }
}
