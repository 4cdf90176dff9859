using System.IO.Pipelines;

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

    private sealed class End(PipeReader input, PipeWriter output) : Stream
    {
        private readonly CancellationTokenSource _aborted = new();
        private volatile int _reads;

        public bool IsReading => _reads > 0;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

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

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

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
