using System.Buffers.Binary;
using Messenger.Platform.Streams;

namespace Messenger.Client.Session;

/// <summary>
/// The network below a client's TLS, from before it is there: the hello is made while TCP connects. The flight that ends the handshake waits for what is said
/// first, and leaves with it in one packet: on a link that loses packets, each that the other end has to wait for counts. Who reads before saying anything
/// lets it go.
/// </summary>
/// <param name="connecting">The connection; closed with this.</param>
/// <param name="holds">False: the end of the handshake does not wait, since nobody knows when there will be something to say.</param>
internal sealed class FirstFlight(Task<Stream> connecting, bool holds) : AsyncDuplexStream
{
    // RFC 8446, 5.1: type, version (2), length (2). Behind the hello, everything encrypted says that it is application data.
    private const int RecordHeader = 5;
    private const byte Encrypted = 0x17;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _held;
    private volatile bool _isOver;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isOver ? connecting.Result.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isOver ? connecting.Result.WriteAsync(buffer, cancellationToken) : WriteFirstAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _isOver ? connecting.Result.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Closes the connection. What was held is not for a server that was not accepted.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = connecting.ContinueWith(static made => made.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var network = await connecting.ConfigureAwait(false);
        if (Volatile.Read(ref _held) is null)
            return await network.ReadAsync(buffer, cancel).ConfigureAwait(false);
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await SendAsync(network, default, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }

        return await network.ReadAsync(buffer, cancel).ConfigureAwait(false);
    }

    private async ValueTask WriteFirstAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel)
    {
        var network = await connecting.ConfigureAwait(false);
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // A second hello, where the server asked for another one, is answered: it does not wait.
            if (holds && _held is null && !_isOver && HasEncrypted(buffer.Span))
                _held = buffer.ToArray();
            else
                await SendAsync(network, buffer, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    // Behind the gate: nothing overtakes what was held.
    private async ValueTask SendAsync(Stream network, ReadOnlyMemory<byte> buffer, CancellationToken cancel)
    {
        var ends = _held is not null || (!holds && HasEncrypted(buffer.Span));
        if (_held is { } held)
        {
            _held = null;
            buffer = (byte[])[.. held, .. buffer.Span];
        }

        if (!buffer.IsEmpty)
            await network.WriteAsync(buffer, cancel).ConfigureAwait(false);
        _isOver |= ends;
    }

    private static bool HasEncrypted(ReadOnlySpan<byte> records)
    {
        while (records.Length >= RecordHeader)
        {
            if (records[0] == Encrypted)
                return true;
            records = records[Math.Min(records.Length, RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(records[3..]))..];
        }

        return false;
    }
}
