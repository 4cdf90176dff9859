namespace Messenger.Platform.Streams;

/// <summary>
/// The network below a TLS stream that carries files: few large calls of the kernel instead of two for each record of 16 KiB. Nothing waits for more
/// than is there: a read gives what has come, and only full records are held, until one that is not, the end of the buffer, or a flush.
/// </summary>
/// <param name="network">The connection; closed with this.</param>
public sealed class BulkStream(Stream network) : AsyncDuplexStream
{
    // RFC 8446, 5.1: what a record carries at most. Whoever writes one has more, or flushes.
    private const int FullRecord = 16 * 1024;

    // Large enough that the calls no longer count, and that both ends have something to do meanwhile; a server has one of the second kind for each download.
    private const int ReadLength = 256 * 1024, WriteLength = 80 * 1024;
    private byte[]? _came, _held;
    private int _start, _end, _holds;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start < _end)
            return ValueTask.FromResult(Take(buffer.Span));
        // A read of nothing waits until there is something.
        return buffer.IsEmpty ? network.ReadAsync(buffer, cancellationToken) : ReadMoreAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_holds == 0 && buffer.Length < FullRecord)
        {
            await network.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        _held ??= GC.AllocateUninitializedArray<byte>(WriteLength);
        bool isFull = buffer.Length >= FullRecord;
        while (!buffer.IsEmpty)
        {
            int length = Math.Min(buffer.Length, WriteLength - _holds);
            buffer.Span[..length].CopyTo(_held.AsSpan(_holds));
            buffer = buffer[length..];
            _holds += length;
            if (_holds == WriteLength)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!isFull)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        int length = _holds;
        _holds = 0;
        if (length > 0)
            await network.WriteAsync(_held.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            network.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadMoreAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        _came ??= GC.AllocateUninitializedArray<byte>(ReadLength);
        (_start, _end) = (0, 0);
        _end = await network.ReadAsync(_came, cancel).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    private int Take(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, _end - _start);
        _came.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }
}
