using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Lanes;

/// <summary>
/// The ranges to be sent: queued, in flight, lost. Holds offsets only; bytes are pulled from the source when they are packed, and again
/// when they were lost (RUDP-DATA-2). New bytes need credit, repeated ones do not (RUDP-FLOW-1).
/// </summary>
internal sealed class DataSender(IRangeSource? source)
{
    private readonly ValueQueue<LongRange> _queue = new(4);
    private readonly RangeSet _unacknowledged = new();
    private readonly RangeSet _lost = new();
    private readonly SpareCopies _copies = new();
    private long _queued;
    private long _declaredLost;
    private long _probeFrom;
    private bool _notReady;

    private enum Origin
    {
        Lost,
        New,
        Copy,
        Probe,
    }

    /// <summary>Bytes that the peer allows since the beginning.</summary>
    public long Limit { get; set; }

    /// <summary>Bytes sent for the first time.</summary>
    public long Sent { get; private set; }

    public long SentAgain { get; private set; }

    public long Acknowledged { get; private set; }

    /// <summary>Bytes queued or sent and not acknowledged.</summary>
    public long Unacknowledged => _queued + _unacknowledged.Total;

    /// <summary>Bytes sent and not acknowledged, lost ones included.</summary>
    public long InFlight => _unacknowledged.Total;

    /// <summary>Separate ranges in flight or lost.</summary>
    public int Ranges => Math.Max(_unacknowledged.Count, _lost.Count);

    /// <summary>Whether a packet could be filled now.</summary>
    public bool IsReady => !_notReady && (!_lost.IsEmpty || _queued > 0 && Sent < Limit || _queued == 0 && !_copies.IsEmpty);

    /// <summary>What of the bytes on their way will be lost, if as much is as of all before.</summary>
    private double ExpectedLoss => _unacknowledged.Total * ((double)_declaredLost / (Sent + SentAgain));

    public void Send(long offset, long length)
    {
        if (source is null)
            throw new InvalidOperationException("This connection has no source.");
        if (length == 0)
            return;
        if (_queue.Count > 0 && _queue.Newest.End == offset)
            _queue.Newest = new(_queue.Newest.Start, offset + length);
        else if (_queue.Count < Limits.MaxRanges)
            _queue.Add(new(offset, offset + length));
        else
            throw new InvalidOperationException("Too many separate ranges are queued.");
        if (_queued == 0)
            _copies.Forget(_lost);
        _queued += length;
    }

    public void SourceReady() => _notReady = false;

    /// <summary>The length of the next DATA frame, with its header; 0 for none.</summary>
    public int NextLength(int room, bool probe) => TryPick(room, probe, out var range, out _) ? DataFrame.HeaderLength(range.Start) + (int)range.Length : 0;

    /// <summary>Writes a DATA frame. Returns the bytes of the transfer in it; 0 for none.</summary>
    public int Write(Span<byte> destination, bool probe, out long offset)
    {
        offset = 0;
        if (!TryPick(destination.Length, probe, out var range, out var origin))
            return 0;
        int count = source!.Read(range.Start, destination.Slice(DataFrame.HeaderLength(range.Start), (int)range.Length));
        if (count <= 0)
        {
            _notReady = true;
            return 0;
        }

        offset = range.Start;
        DataFrame.WriteHeader(destination, offset);
        OnWritten(new(offset, offset + count), origin);
        return count;
    }

    public void OnAcknowledged(long offset, int length)
    {
        Acknowledged += _unacknowledged.Remove(offset, offset + length);
        _lost.Remove(offset, offset + length);
        _copies.OnAcknowledged(offset, offset + length);
    }

    public void OnLost(long offset, int length)
    {
        // Parts that another copy has brought home already are not sent again.
        long end = offset + length;
        while (_unacknowledged.TryFirstOverlap(offset, end, out var part))
        {
            _declaredLost += part.Length;
            _lost.Add(part.Start, part.End);
            _copies.Cover(part, _lost);
            offset = part.End;
        }
    }

    private bool TryPick(int room, bool probe, out LongRange range, out Origin origin)
    {
        range = default;
        origin = Origin.Lost;
        if (_notReady || room <= DataFrame.MaxHeaderLength)
            return false;
        room = Math.Min(room, ushort.MaxValue);
        if (!_lost.IsEmpty)
        {
            range = Cut(_lost.First, room);
            return true;
        }

        if (_queued > 0 && Sent < Limit)
        {
            origin = Origin.New;
            range = Cut(_queue.Oldest, room);
            range = range with { End = range.Start + Math.Min(range.Length, Limit - Sent) };
            return true;
        }

        if (_queued == 0 && !_copies.IsEmpty)
        {
            origin = Origin.Copy;
            range = Cut(_copies.First, room);
            return true;
        }

        // RUDP-LOSS-6: a probe without anything new repeats what is in flight, a different part each time.
        if (!probe || _unacknowledged.IsEmpty)
            return false;
        origin = Origin.Probe;
        if (!_unacknowledged.TryFirstOverlap(_probeFrom, long.MaxValue, out var part))
            part = _unacknowledged.First;
        range = Cut(part, room);
        return true;
    }

    private static LongRange Cut(LongRange range, int room) => range with { End = Math.Min(range.End, range.Start + room - DataFrame.HeaderLength(range.Start)) };

    private void OnWritten(LongRange range, Origin origin)
    {
        switch (origin)
        {
            case Origin.New:
                _queue.Oldest = _queue.Oldest with { Start = range.End };
                if (_queue.Oldest.Length == 0)
                    _queue.Take();
                _queued -= range.Length;
                Sent += range.Length;
                _unacknowledged.Add(range.Start, range.End);
                break;
            case Origin.Lost:
                _lost.Remove(range.Start, range.End);
                SentAgain += range.Length;
                // RUDP-DATA-6: at the end nothing else needs the link, and each further loss would cost a round trip.
                if (_queued == 0)
                    _copies.Add(range, _copies.CountFor(range.Length, ExpectedLoss, Sent));
                break;
            case Origin.Copy:
                _copies.OnWritten(range);
                SentAgain += range.Length;
                break;
            default:
                _probeFrom = range.End;
                SentAgain += range.Length;
                break;
        }
    }
}
