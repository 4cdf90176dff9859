using Messenger.Platform.Streams;

namespace Messenger.Benchmarks.Mixed;

/// <summary>A stream that breaks when somebody says so, as one does whose network is gone; whoever reads and writes it disposes of it then.</summary>
/// <param name="inner">The stream.</param>
internal sealed class CuttableStream(Stream inner) : AsyncDuplexStream
{
    private readonly CancellationTokenSource _cut = new();

    /// <summary>Breaks it.</summary>
    internal Task CutAsync() => _cut.CancelAsync();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _cut.Token);
        try
        {
            return await inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (_cut.IsCancellationRequested)
        {
            throw new IOException("the connection was cut", e);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _cut.IsCancellationRequested ? throw new IOException("the connection was cut") : inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
