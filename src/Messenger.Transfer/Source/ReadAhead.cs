using System.Collections.Concurrent;
using Messenger.Transfer.Disk;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Source;

/// <summary>Reads bytes of the wire space.</summary>
internal delegate void WireRead(long offset, Span<byte> destination);

/// <summary>
/// Reads the ranges of one transfer before their bytes are packed, in order, on the <see cref="DiskThreads"/>, and keeps a few blocks for what is lost on the way:
/// so a cold disk and the hash of a whole chunk delay this transfer and no other. Used by one thread, that of the driver; calls back on any.
/// </summary>
/// <param name="read">Reads bytes of the wire space; called by one thread at a time.</param>
/// <param name="plan">The plan.</param>
/// <param name="sent">Tells how many bytes were sent for the first time, since the beginning.</param>
/// <param name="wake">Something was read; on a thread of the disk.</param>
internal sealed class ReadAhead(WireRead read, TransferPlan plan, Func<long> sent, Action wake) : IDiskWork
{
    // At first: one is read while the other is sent. A link that has to wait for the disk gets more, where there is memory.
    private const int LeastAhead = 2, LeastKept = 2;
    private const int MostAhead = 16, MostKept = 24;

    // A transfer gives way to the others after so many blocks.
    private const int BlocksATurn = 4;

    private readonly List<ReadBlock> _blocks = [];
    private readonly ConcurrentQueue<ReadBlock> _work = new();
    private readonly ConcurrentQueue<ReadBlock> _done = new();

    // To read small files is as much work as to send them.
    private readonly bool _apart = plan.HasSmallFiles;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _working;
    private volatile bool _closed;
    private int _ahead = LeastAhead, _kept = LeastKept;
    private int _pending;
    private long _queued, _uses;
    private ReadBlock? _last;
    private bool _hasNews;

    /// <summary>Ranges were added that <see cref="TryGetReady"/> has not given out yet.</summary>
    public bool IsReading => _pending > 0;

    /// <summary>Whether another range should be asked for.</summary>
    public bool HasRoom => !_closed && Unsent() < _ahead;

    /// <summary>Reads a range that is to be sent next.</summary>
    /// <param name="range">1 to <see cref="ReadBlock.Capacity"/> bytes.</param>
    public void Add(WireRange range)
    {
        _pending++;
        Enqueue(Take(), range, isNew: true);
    }

    /// <summary>The next range that was read, in the order in which they were added; also notes what was read again.</summary>
    /// <param name="range">The range, to be sent now.</param>
    /// <param name="failure">What went wrong: then there is no range, and never again.</param>
    /// <returns>False: none is there.</returns>
    public bool TryGetReady(out WireRange range, out Exception? failure)
    {
        (range, failure) = (default, null);
        while (_done.TryDequeue(out ReadBlock? block))
        {
            _hasNews = true;
            (block.IsReady, failure) = (true, block.Failure);
            if (failure is not null)
                return true;
            if (block.QueuedEnd == 0)
                continue;
            _pending--;
            // Everything was sent before this was read: the disk, or this thread's way to it, is slower than the link.
            if (sent() == _queued && _ahead < MostAhead && _queued > 0 && ReadBlock.IsPlenty)
                _ahead++;
            range = block.Range;
            block.QueuedEnd = _queued += range.Length;
            return true;
        }

        return false;
    }

    /// <summary>Whether <see cref="TryGetReady"/> has noted anything since this was asked last: bytes that were not there may be.</summary>
    public bool TakeNews()
    {
        bool had = _hasNews;
        _hasNews = false;
        return had;
    }

    /// <summary>Copies bytes of a range that was ready once; what is not kept any more is read again.</summary>
    /// <param name="offset">Where they lie in wire space.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="endsBlock">A block was copied to its end, or passed by in one that was read again: there may be room for the next.</param>
    /// <returns>False: they are being read.</returns>
    public bool TryCopy(long offset, Span<byte> destination, out bool endsBlock)
    {
        endsBlock = false;
        _uses++;
        while (!destination.IsEmpty)
        {
            if (Find(offset) is not { } block)
            {
                ReadAgain(offset);
                return false;
            }

            if (!block.IsReady)
                return false;
            block.LastUse = _uses;
            int at = (int)(offset - block.Range.Offset), count = (int)Math.Min(destination.Length, block.Range.Length - at);
            block.Bytes.Slice(at, count).CopyTo(destination);
            // One that was read again may reach over the ends of those that are sent next.
            endsBlock |= at + count == block.Range.Length || block.QueuedEnd == 0;
            destination = destination[count..];
            offset += count;
        }

        return true;
    }

    /// <summary>Reads nothing more. Done when no thread is at the source any more.</summary>
    public async Task CloseAsync()
    {
        _closed = true;
        if (Interlocked.Exchange(ref _working, 1) == 0)
            _idle.TrySetResult();
        await _idle.Task.ConfigureAwait(false);
        foreach (ReadBlock block in _blocks)
            block.Return();
        _blocks.Clear();
        _last = null;
    }

    private int Unsent()
    {
        (int count, long gone) = (_pending, sent());
        foreach (ReadBlock block in _blocks)
            count += block.IsReady && block.QueuedEnd > gone ? 1 : 0;
        return count;
    }

    private ReadBlock? Find(long offset)
    {
        if (_last is { } last && Holds(last, offset))
            return last;
        foreach (ReadBlock block in _blocks)
        {
            if (Holds(block, offset))
                return _last = block;
        }

        return null;
    }

    private static bool Holds(ReadBlock block, long offset) => block.Range.Offset <= offset && offset < block.Range.End;

    private void ReadAgain(long offset)
    {
        if (_kept < MostKept && ReadBlock.IsPlenty)
            _kept++;
        // What was lost lies close to what was lost with it.
        long end = plan.FullRange(plan.ChunkAt(offset)).End;
        Enqueue(Take(), new WireRange(offset, Math.Min(ReadBlock.Capacity, end - offset)), isNew: false);
    }

    private void Enqueue(ReadBlock block, WireRange range, bool isNew)
    {
        (block.Range, block.IsReady, block.Failure, block.LastUse) = (range, false, null, ++_uses);
        block.QueuedEnd = isNew ? long.MaxValue : 0;
        _work.Enqueue(block);
        if (Interlocked.Exchange(ref _working, 1) == 0)
            DiskThreads.Run(this, _apart);
    }

    // A block whose bytes have all been sent, and that was not asked for for longest; or a new one.
    private ReadBlock Take()
    {
        if (_blocks.Count >= _ahead + _kept)
        {
            ReadBlock? oldest = null;
            long gone = sent();
            foreach (ReadBlock block in _blocks)
            {
                if (block.IsReady && block.QueuedEnd <= gone && (oldest is null || block.LastUse < oldest.LastUse))
                    oldest = block;
            }

            if (oldest is not null)
                return oldest;
        }

        ReadBlock fresh = ReadBlock.Rent();
        _blocks.Add(fresh);
        return fresh;
    }

    void IDiskWork.Run()
    {
        for (int i = 0; i < BlocksATurn && !_closed && _work.TryDequeue(out ReadBlock? block); i++)
        {
            try
            {
                read(block.Range.Offset, block.Bytes[..(int)block.Range.Length]);
            }
            // Whatever it is, it is this transfer's: the driver says what it means.
            catch (Exception e)
            {
                block.Failure = e;
            }

            _done.Enqueue(block);
            wake();
        }

        if (!_closed && !_work.IsEmpty)
        {
            DiskThreads.Run(this, _apart);
            return;
        }

        Volatile.Write(ref _working, 0);
        Thread.MemoryBarrier();
        // What came, or closed, between the last look and the note that nobody works.
        if ((_closed || !_work.IsEmpty) && Interlocked.Exchange(ref _working, 1) == 0)
        {
            if (_closed)
                _idle.TrySetResult();
            else
                DiskThreads.Run(this, _apart);
        }
    }
}
