using System.Collections.Concurrent;

namespace Messenger.Transfer;

/// <summary>
/// A stream that transfers are written into, chunk by chunk, on a thread of its own: who reads it slowly, or not at all, holds back these bytes and nothing else.
/// Outlives the connections that bring them.
/// </summary>
public sealed class StreamOutput : IDisposable
{
    private readonly Stream _stream;
    private readonly BlockingCollection<(byte[] Bytes, int Length)> _waiting = [];
    private readonly ConcurrentQueue<byte[]> _free = new();
    private Thread? _thread;
    private volatile Action? _wake;
    private volatile Exception? _failure;
    private volatile int _written;

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">Where the bytes go; not closed. What it throws is kept in <see cref="Failure"/>.</param>
    public StreamOutput(Stream stream) => _stream = stream;

    /// <summary>The first chunk that was not handed over.</summary>
    public int NextChunk { get; private set; }

    /// <summary>Chunks that the stream has taken.</summary>
    public int WrittenChunks => _written;

    /// <summary>The stamp of the source that the chunks came from; null: there are none.</summary>
    public UInt128? Source { get; internal set; }

    /// <summary>What the stream said when it took no more; null: it takes.</summary>
    public Exception? Failure => _failure;

    /// <summary>No chunk waits for the stream: nobody is at it.</summary>
    public bool IsIdle => _failure is not null || _written == NextChunk;

    /// <summary>Measures how long the stream takes for what comes; null: nobody wants to know.</summary>
    public WaitMeter? Writing { get; set; }

    /// <summary>Called, on the writing thread, when a chunk was written or failed; of the connection that came last.</summary>
    internal Action? Wake
    {
        set => _wake = value;
    }

    /// <summary>Hands the next chunk over.</summary>
    internal void Write(byte[] bytes, int length)
    {
        _thread ??= Start();
        NextChunk++;
        _waiting.Add((bytes, length));
    }

    /// <summary>A buffer that is free again.</summary>
    internal byte[]? TryRent() => _free.TryDequeue(out byte[]? bytes) ? bytes : null;

    /// <summary>Nothing more comes. A write that hangs is left alone.</summary>
    public void Dispose() => _waiting.CompleteAdding();

    private Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "output" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        foreach ((byte[] bytes, int length) in _waiting.GetConsumingEnumerable())
        {
            try
            {
                Writing?.Begin();
                if (_failure is null)
                    _stream.Write(bytes.AsSpan(0, length));
                Writing?.End();
                _free.Enqueue(bytes);
                if (_failure is null)
                    _written++;
            }
            // The stream is the caller's: whatever it throws is its way to say so, and comes back to the caller.
            catch (Exception e)
            {
                _failure = e;
            }

            _wake?.Invoke();
        }
    }
}
