namespace Messenger.Server.Chat;

/// <summary>What became of a frame that was put into an outbox.</summary>
internal enum OutboxResult
{
    /// <summary>It waits with others: whoever drains the outbox has been told before.</summary>
    Queued,

    /// <summary>It is the first that waits: whoever drains the outbox has to be told.</summary>
    First,

    /// <summary>It does not fit: the session is too slow. What waited is still there.</summary>
    Full,

    /// <summary>The outbox is closed; the frame is dropped.</summary>
    Closed,
}

/// <summary>Whoever drains an outbox. Both calls only schedule work: the caller may hold a lock.</summary>
internal interface IOutboxReader
{
    /// <summary>Something waits, or the outbox is closed.</summary>
    void Wake();

    /// <summary>The outbox is closed: what waits in it has a bounded time to go out.</summary>
    void OnClosed();
}

/// <summary>
/// Frames that wait for one session, bounded in bytes. Many put in, one takes all out at once: a delivery is one store
/// under a lock that nobody holds for longer than that.
/// </summary>
internal sealed class Outbox(int limitBytes)
{
    // An array that a burst has made larger than this is not kept for the quiet time after it.
    private const int FramesKept = 64;

    private readonly Lock _gate = new();
    private byte[][] _frames = [];
    private int _count;
    private int _bytes;
    private bool _closed;
    private long _taken;

    /// <summary>Who drains it.</summary>
    public IOutboxReader? Reader { get; set; }

    /// <summary>Bytes that wait.</summary>
    public int WaitingBytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes that were taken out, in all.</summary>
    public long TakenBytes => Volatile.Read(ref _taken);

    /// <summary>No frame will be taken in any more.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Puts a frame in.</summary>
    /// <param name="frame">A frame with its length, shared and never changed.</param>
    public OutboxResult Add(byte[] frame)
    {
        lock (_gate)
        {
            if (_closed)
                return OutboxResult.Closed;
            if (_bytes + frame.Length > limitBytes && _count > 0)
                return OutboxResult.Full;
            Append(frame);
            return _count == 1 ? OutboxResult.First : OutboxResult.Queued;
        }
    }

    /// <summary>Closes the outbox; what waits, and the last frame, can still be taken out.</summary>
    /// <param name="last">The last frame of all, or null.</param>
    /// <param name="dropWaiting">Forgets what waits: its reader would not read it in time.</param>
    /// <returns>False when it was closed already.</returns>
    public bool Close(byte[]? last, bool dropWaiting = false)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _closed = true;
            if (dropWaiting)
                Clear();
            if (last is not null)
                Append(last);
        }

        Reader?.OnClosed();
        return true;
    }

    /// <summary>Takes all that waits, in its order.</summary>
    /// <param name="frames">Gives an empty array in exchange, or none; holds what was taken.</param>
    /// <returns>How many frames were taken.</returns>
    public int TakeAll(ref byte[][] frames)
    {
        lock (_gate)
        {
            int count = _count;
            (frames, _frames) = (_frames, frames.Length <= FramesKept ? frames : []);
            _taken += _bytes;
            _count = 0;
            _bytes = 0;
            return count;
        }
    }

    private void Append(byte[] frame)
    {
        if (_count == _frames.Length)
            Array.Resize(ref _frames, Math.Max(4, _count * 2));
        _frames[_count++] = frame;
        _bytes += frame.Length;
    }

    private void Clear()
    {
        _frames = [];
        _count = 0;
        _bytes = 0;
    }
}
