using Messenger.Platform.Streams;

namespace Messenger.Platform.Files;

/// <summary>A stream of which only writing has a meaning: who derives says what <see cref="Stream.Write(ReadOnlySpan{byte})"/> and <see cref="Stream.Flush"/> do.</summary>
public abstract class WriteOnlyStream : UnseekableStream
{
    /// <inheritdoc/>
    public sealed override bool CanRead => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <inheritdoc/>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
