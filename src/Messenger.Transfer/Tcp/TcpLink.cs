using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Messenger.Transfer.Tcp;

/// <summary>What came: a piece of a data record, where it belongs, or a whole message.</summary>
/// <param name="Buffer">Where it lies.</param>
/// <param name="Start">First byte in the buffer.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Offset">Wire offset of the first byte.</param>
/// <param name="IsMessage">Not data.</param>
/// <param name="IsLast">The last of its record: the buffer is free again behind it.</param>
internal readonly record struct Received(byte[] Buffer, int Start, int Length, long Offset, bool IsMessage, bool IsLast);

/// <summary>
/// Reads and writes records on a stream, each in a loop of its own, so that disk, cryptography and network overlap. Its buffers are all that
/// it ever allocates for data.
/// </summary>
internal sealed class TcpLink : IDisposable
{
    // One is filled, one is on its way, and two smooth out what is uneven.
    private const int Buffers = 4, LeastBuffers = 2;

    // Of all links of the process, 16 MiB: from there on none gets more than it needs.
    private const int PlentyCount = 64;
    private const int MaxQueued = 64;
    private static int _madeByAll;
    private readonly Stream _stream;
    private readonly TcpActivity _activity;
    private readonly AsyncSignal _signal;
    private readonly CancellationTokenSource _cancel;
    private readonly Channel<Received> _inbox = Channel.CreateBounded<Received>(new BoundedChannelOptions(MaxQueued) { SingleReader = true, SingleWriter = true });
    private readonly Channel<(byte[] Bytes, int Length, bool Pooled)> _outbox =
        Channel.CreateUnbounded<(byte[], int, bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentQueue<byte[]> _spareOut = new();
    private readonly Channel<byte[]> _spareIn = Channel.CreateBounded<byte[]>(Buffers);
    private int _madeIn, _madeOut;

    public TcpLink(Stream stream, TcpActivity activity, AsyncSignal signal, CancellationToken ct)
    {
        (_stream, _activity, _signal) = (stream, activity, signal);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Reading = Task.Run(ReadAsync, CancellationToken.None);
        Writing = Task.Run(WriteAsync, CancellationToken.None);
        // Not from inside the loops: whoever is woken looks at the tasks.
        Reading.ContinueWith(_ => signal.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Writing.ContinueWith(_ => signal.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static bool IsCrowded => Volatile.Read(ref _madeByAll) >= PlentyCount;

    /// <summary>Ends when the stream does; faults with what went wrong.</summary>
    public Task Reading { get; }

    /// <summary>Ends when all was written after <see cref="CompleteWriting"/>; faults with what went wrong.</summary>
    public Task Writing { get; }

    /// <summary>What came, in order.</summary>
    public bool TryReceive(out Received received) => _inbox.Reader.TryRead(out received);

    /// <summary>Whether something that came was not taken yet.</summary>
    public bool TryPeek() => _inbox.Reader.TryPeek(out _);

    /// <summary>Gives back the buffer of a record that was handled.</summary>
    public void Release(in Received received)
    {
        if (!received.IsMessage && received.IsLast)
            _spareIn.Writer.TryWrite(received.Buffer);
    }

    /// <summary>A buffer of <see cref="TcpRecord.BufferLength"/> bytes; null: all are on their way.</summary>
    public byte[]? TryRent()
    {
        if (_spareOut.TryDequeue(out byte[]? buffer))
            return buffer;
        if (_madeOut == Buffers || (_madeOut >= LeastBuffers && IsCrowded))
            return null;
        _madeOut++;
        Interlocked.Increment(ref _madeByAll);
        return GC.AllocateUninitializedArray<byte>(TcpRecord.BufferLength);
    }

    /// <summary>Gives back a buffer that was not needed.</summary>
    public void Return(byte[] buffer) => _spareOut.Enqueue(buffer);

    /// <summary>Sends records in a rented buffer.</summary>
    public void Send(byte[] rented, int length) => _outbox.Writer.TryWrite((rented, length, true));

    /// <summary>Sends a message.</summary>
    public void SendMessage(ReadOnlySpan<byte> message)
    {
        byte[] record = TcpRecord.OfMessage(message);
        _outbox.Writer.TryWrite((record, record.Length, false));
    }

    /// <summary>Nothing more will be sent.</summary>
    public void CompleteWriting() => _outbox.Writer.TryComplete();

    /// <summary>Interrupts both loops.</summary>
    public void Cancel() => _cancel.Cancel();

    public void Dispose()
    {
        Interlocked.Add(ref _madeByAll, -_madeOut);
        _cancel.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            byte[] header = new byte[TcpRecord.HeaderLength];
            while (await TryFillAsync(header, atBoundary: true).ConfigureAwait(false))
            {
                // TCP-2: before anything is kept for it.
                if (!TcpRecord.TryReadHeader(header, out long offset, out int length, out bool isMessage))
                    throw new InvalidDataException("A record has a length that it cannot have.");
                if (!isMessage)
                {
                    await ReadDataAsync(offset, length).ConfigureAwait(false);
                    continue;
                }

                byte[] message = new byte[length];
                await TryFillAsync(message, atBoundary: false).ConfigureAwait(false);
                await PostAsync(new Received(message, 0, length, offset, true, true)).ConfigureAwait(false);
            }
        }
        finally
        {
            _inbox.Writer.TryComplete();
        }
    }

    // What is here goes on before more is waited for: on a slow or breaking link every byte counts, on a fast one pieces are large.
    private async ValueTask ReadDataAsync(long offset, int length)
    {
        byte[] buffer = await RentInAsync().ConfigureAwait(false);
        int posted = 0;
        for (int done = 0; done < length;)
        {
            ValueTask<int> reading = _stream.ReadAsync(buffer.AsMemory(done, length - done), _cancel.Token);
            // Not there yet, or never: what came before it counts.
            if (done > posted && !reading.IsCompletedSuccessfully)
            {
                await PostAsync(new Received(buffer, posted, done - posted, offset + posted, false, false)).ConfigureAwait(false);
                posted = done;
            }

            int read = await reading.ConfigureAwait(false);
            if (read == 0)
            {
                if (done > posted)
                    await PostAsync(new Received(buffer, posted, done - posted, offset + posted, false, false)).ConfigureAwait(false);
                throw new EndOfStreamException("The connection ended in the middle of a record.");
            }

            _activity.OnRead();
            done += read;
        }

        await PostAsync(new Received(buffer, posted, length - posted, offset + posted, false, true)).ConfigureAwait(false);
    }

    private async ValueTask PostAsync(Received received)
    {
        await _inbox.Writer.WriteAsync(received, _cancel.Token).ConfigureAwait(false);
        _signal.Set();
    }

    private async ValueTask<bool> TryFillAsync(Memory<byte> buffer, bool atBoundary)
    {
        for (int done = 0; done < buffer.Length;)
        {
            int read = await _stream.ReadAsync(buffer[done..], _cancel.Token).ConfigureAwait(false);
            if (read == 0)
                return atBoundary && done == 0 ? false : throw new EndOfStreamException("The connection ended in the middle of a record.");
            _activity.OnRead();
            done += read;
        }

        return true;
    }

    private async ValueTask<byte[]> RentInAsync()
    {
        if (_spareIn.Reader.TryRead(out byte[]? buffer))
            return buffer;
        if (_madeIn == Buffers)
            return await _spareIn.Reader.ReadAsync(_cancel.Token).ConfigureAwait(false);
        _madeIn++;
        return GC.AllocateUninitializedArray<byte>(TcpRecord.MaxData);
    }

    private async Task WriteAsync()
    {
        while (await _outbox.Reader.WaitToReadAsync(_cancel.Token).ConfigureAwait(false))
        {
            while (_outbox.Reader.TryRead(out (byte[] Bytes, int Length, bool Pooled) item))
            {
                _activity.OnWriting();
                await _stream.WriteAsync(item.Bytes.AsMemory(0, item.Length), _cancel.Token).ConfigureAwait(false);
                _activity.OnWritten();
                if (!item.Pooled)
                    continue;
                _spareOut.Enqueue(item.Bytes);
                _signal.Set();
                // A peer that takes everything at once would keep a thread of the pool from the others.
                if (IsCrowded)
                    await Task.Yield();
            }

            await _stream.FlushAsync(_cancel.Token).ConfigureAwait(false);
        }
    }
}
