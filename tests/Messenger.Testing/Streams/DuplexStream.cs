using Messenger.Platform.Streams;

namespace Messenger.Testing.Streams;

/// <summary>
/// One end of a two-way connection in memory: what is written at one end is read at the other. Bounded like a socket's buffers, ends
/// like one when disposed, and breaks where it is told to.
/// </summary>
public sealed class DuplexStream : AsyncDuplexStream
{
    private readonly Lane _in, _out;

    private DuplexStream(Lane @in, Lane @out) => (_in, _out) = (@in, @out);

    /// <summary>Bytes written at this end so far.</summary>
    public long BytesWritten => _out.Written;

    /// <summary>A read of this end waits.</summary>
    public bool IsReading => _in.IsWaitedFor;

    /// <summary>After so many bytes written at this end the connection breaks for both, in the middle of a write.</summary>
    public long BreakAfter { set => _out.BreakAfter = value; }

    /// <summary>Makes a connection.</summary>
    /// <param name="capacity">Bytes that wait in each direction, at most.</param>
    public static (DuplexStream A, DuplexStream B) CreatePair(int capacity = 256 * 1024)
    {
        var there = new Lane(capacity);
        var back = new Lane(capacity) { Other = there };
        there.Other = back;
        return (new DuplexStream(back, there), new DuplexStream(there, back));
    }

    /// <summary>Breaks the connection for both ends, as a reset does.</summary>
    public void Break()
    {
        _in.Break();
        _out.Break();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _in.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _out.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _out.Complete();
        _in.Abandon();
        base.Dispose(disposing);
    }

    private sealed class Lane(int capacity)
    {
        private readonly Lock _lock = new();
        private readonly byte[] _ring = new byte[capacity];
        private TaskCompletionSource _changed = NewChange();
        private int _start, _count;
        private volatile int _waiting;
        private bool _completed, _broken, _abandoned;

        public long Written { get; private set; }

        public long BreakAfter { get; set; } = long.MaxValue;

        public Lane? Other { get; set; }

        public bool IsWaitedFor => _waiting > 0;

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
        {
            while (true)
            {
                Task wait;
                lock (_lock)
                {
                    ObjectDisposedException.ThrowIf(_abandoned, typeof(DuplexStream));
                    if (_count > 0)
                        return Take(buffer.Span);
                    if (_broken)
                        throw new IOException("The connection is broken.");
                    if (_completed)
                        return 0;
                    wait = _changed.Task;
                }

                Interlocked.Increment(ref _waiting);
                try
                {
                    await wait.WaitAsync(ct);
                }
                finally
                {
                    Interlocked.Decrement(ref _waiting);
                }
            }
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken ct)
        {
            while (!buffer.IsEmpty)
            {
                Task wait;
                bool breaks = false;
                lock (_lock)
                {
                    if (_broken || _completed || _abandoned)
                        throw new IOException("The connection is broken.");
                    int length = Put(buffer.Span);
                    buffer = buffer[length..];
                    breaks = Written >= BreakAfter;
                    wait = length > 0 ? Task.CompletedTask : _changed.Task;
                }

                if (breaks)
                {
                    Other?.Break();
                    Break();
                }

                await wait.WaitAsync(ct);
            }
        }

        public void Complete() => Change(() => _completed = true);

        public void Break() => Change(() => _broken = true);

        public void Abandon() => Change(() => _abandoned = true);

        private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        private int Take(Span<byte> buffer)
        {
            int length = Math.Min(Math.Min(buffer.Length, _count), _ring.Length - _start);
            _ring.AsSpan(_start, length).CopyTo(buffer);
            _start = (_start + length) % _ring.Length;
            _count -= length;
            Signal();
            return length;
        }

        private int Put(ReadOnlySpan<byte> buffer)
        {
            int end = (_start + _count) % _ring.Length;
            int room = Math.Min(_ring.Length - _count, _ring.Length - end);
            int length = (int)Math.Min(Math.Min(buffer.Length, room), BreakAfter - Written);
            buffer[..length].CopyTo(_ring.AsSpan(end));
            _count += length;
            Written += length;
            if (length > 0)
                Signal();
            return length;
        }

        private void Change(Action change)
        {
            lock (_lock)
            {
                change();
                Signal();
            }
        }

        private void Signal()
        {
            TaskCompletionSource old = _changed;
            _changed = NewChange();
            old.TrySetResult();
        }
    }
}
