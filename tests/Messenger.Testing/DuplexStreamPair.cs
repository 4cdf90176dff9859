using System.IO.Pipelines;
using Messenger.Platform.Streams;

namespace Messenger.Testing;

/// <summary>Two streams in memory: what one writes, the other reads.</summary>
public sealed class DuplexStreamPair
{
    /// <summary>A pair.</summary>
    /// <param name="capacity">Bytes that one side may write before the other reads; then its writes wait.</param>
    public DuplexStreamPair(int capacity = 1 << 20)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        Pipe there = new(options), back = new(options);
        Client = new End(back.Reader, there.Writer);
        Server = new End(there.Reader, back.Writer);
    }

    /// <summary>One end.</summary>
    public Stream Client { get; }

    /// <summary>The other end.</summary>
    public Stream Server { get; }

    /// <summary>Whether a read of the server's end is under way.</summary>
    public bool IsServerReading => ((End)Server).IsReading;

    /// <summary>Tears both down: waiting reads and writes fail.</summary>
    public void Abort()
    {
        ((End)Client).Abort();
        ((End)Server).Abort();
    }

    private sealed class End(PipeReader input, PipeWriter output) : AsyncDuplexStream
    {
        private readonly CancellationTokenSource _aborted = new();
        private volatile int _reads;

        public bool IsReading => _reads > 0;

        public void Abort() => _aborted.Cancel();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
            Interlocked.Increment(ref _reads);
            try
            {
                ReadResult result = await input.ReadAsync(either.Token);
                int count = (int)Math.Min(result.Buffer.Length, buffer.Length);
                System.Buffers.BuffersExtensions.CopyTo(result.Buffer.Slice(0, count), buffer.Span);
                input.AdvanceTo(result.Buffer.GetPosition(count));
                return count;
            }
            finally
            {
                Interlocked.Decrement(ref _reads);
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
            FlushResult result = await output.WriteAsync(buffer, either.Token);
            if (result.IsCompleted)
                throw new IOException("The other end is closed.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Complete();
                input.Complete();
            }

            base.Dispose(disposing);
        }
    }
}
