using System.Buffers;
using Messenger.Server.Chat;

namespace Messenger.Server.Control;

/// <summary>Drains one outbox into one stream: all that waits goes out together, a TLS record at a time.</summary>
/// <param name="outbox">What is drained.</param>
/// <param name="stream">Where to.</param>
/// <param name="onClosed">Called when the outbox is closed: a bounded time is left for what waits.</param>
/// <param name="onShrunk">Called between two writes when they have become small again: what large ones have left behind can go.</param>
internal sealed class OutboxWriter(Outbox outbox, Stream stream, Action onClosed, Action onShrunk) : IOutboxReader
{
    // The plaintext of the largest TLS record.
    private const int RecordBytes = 16 * 1024;

    // A peer that asks and does not read is not read from either, above this.
    private const int RoomBytes = 256 * 1024;

    // What is large enough to be worth the taking away, and what small enough for it to stay away for a while.
    private const int LargeWrite = 4 * 1024;
    private const int SmallWrite = 1024;

    private readonly WakeSignal _signal = new();
    private int _largest;
    private TaskCompletionSource? _room;

    /// <inheritdoc/>
    public void Wake() => _signal.Set();

    /// <inheritdoc/>
    public void OnClosed() => onClosed();

    /// <summary>Writes until the outbox is closed and empty.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task RunAsync()
    {
        byte[][] frames = [];
        try
        {
            while (true)
            {
                await _signal.WaitAsync().ConfigureAwait(false);
                int count = outbox.TakeAll(ref frames);
                Interlocked.Exchange(ref _room, null)?.TrySetResult();
                if (count == 1)
                    await WriteAsync(frames[0]).ConfigureAwait(false);
                else if (count > 1)
                    await WriteTogetherAsync(frames.AsMemory(0, count)).ConfigureAwait(false);
                Array.Clear(frames, 0, count);
                if (outbox.IsClosed && outbox.WaitingBytes == 0)
                    return;
            }
        }
        finally
        {
            outbox.Close(last: null, dropWaiting: true);
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }
    }

    /// <summary>Waits while more is queued than a peer should have unread.</summary>
    public Task WaitForRoomAsync()
    {
        if (outbox.WaitingBytes <= RoomBytes || outbox.IsClosed)
            return Task.CompletedTask;
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A full barrier: the look behind it must not be made before the writer can see who waits.
        Interlocked.Exchange(ref _room, room);
        if (outbox.WaitingBytes <= RoomBytes || outbox.IsClosed)
            room.TrySetResult();
        return room.Task;
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= SmallWrite && _largest >= LargeWrite)
        {
            _largest = 0;
            onShrunk();
        }

        _largest = Math.Max(_largest, bytes.Length);
        return stream.WriteAsync(bytes);
    }

    private async Task WriteTogetherAsync(ReadOnlyMemory<byte[]> frames)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(RecordBytes);
        try
        {
            int filled = 0;
            for (int i = 0; i < frames.Length; i++)
            {
                byte[] frame = frames.Span[i];
                if (filled + frame.Length > RecordBytes)
                {
                    await WriteAsync(record.AsMemory(0, filled)).ConfigureAwait(false);
                    filled = 0;
                }

                if (frame.Length > RecordBytes)
                {
                    await WriteAsync(frame).ConfigureAwait(false);
                    continue;
                }

                frame.CopyTo(record.AsSpan(filled));
                filled += frame.Length;
            }

            if (filled > 0)
                await WriteAsync(record.AsMemory(0, filled)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }
}
