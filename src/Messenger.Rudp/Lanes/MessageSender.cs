using System.Buffers.Binary;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Lanes;

/// <summary>The sending side of the message lane: a byte stream in a ring of at most 64 KiB, each message after its length (RUDP-MSG-1).</summary>
internal sealed class MessageSender
{
    private const int Prefix = 2;

    private readonly RangeSet _unacknowledged = new();
    private readonly RangeSet _lost = new();
    private byte[]? _ring;
    private long _next;
    private long _end;
    private bool _refused;

    /// <summary>Bytes of the lane that the peer allows since the beginning.</summary>
    public long Limit { get; set; }

    public bool IsReady => !_lost.IsEmpty || _next < Math.Min(_end, Limit);

    private long Oldest => _unacknowledged.IsEmpty ? _next : _unacknowledged.First.Start;

    /// <summary>RUDP-MSG-2: at most 64 KiB wait or are in flight.</summary>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfZero(message.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, Limits.MaxMessageLength);
        if (_end - Oldest + Prefix + message.Length > Limits.MessageWindow)
        {
            _refused = true;
            return false;
        }

        _ring = Ring.Grown(_ring, Oldest, _end - Oldest + Prefix + message.Length);
        Span<byte> prefix = stackalloc byte[Prefix];
        BinaryPrimitives.WriteUInt16LittleEndian(prefix, (ushort)message.Length);
        Ring.Write(_ring, _end, prefix);
        Ring.Write(_ring, _end + Prefix, message);
        _end += Prefix + message.Length;
        return true;
    }

    /// <summary>Writes a MESSAGE frame. Returns the bytes of the lane in it; 0 for none.</summary>
    public int Write(Span<byte> destination, bool probe, out long offset)
    {
        offset = 0;
        int room = Math.Min(destination.Length - MessageFrame.HeaderLength, ushort.MaxValue);
        if (room <= 0)
            return 0;
        long end;
        if (!_lost.IsEmpty)
            (offset, end) = (_lost.First.Start, _lost.First.End);
        else if (_next < Math.Min(_end, Limit))
            (offset, end) = (_next, Math.Min(_end, Limit));
        else if (probe && !_unacknowledged.IsEmpty)
            (offset, end) = (_unacknowledged.First.Start, _unacknowledged.First.End);
        else
            return 0;
        int count = (int)Math.Min(end - offset, room);
        MessageFrame.WriteHeader(destination, offset, count);
        Ring.Read(_ring!, offset, destination.Slice(MessageFrame.HeaderLength, count));
        _lost.Remove(offset, offset + count);
        _unacknowledged.Add(offset, offset + count);
        _next = Math.Max(_next, offset + count);
        return count;
    }

    /// <summary>RUDP-HS-9: the beginning of the lane, for an Initial. It counts as not sent.</summary>
    public int CopyBeginning(Span<byte> destination)
    {
        int count = (int)Math.Min(_end, destination.Length);
        if (count > 0)
            Ring.Read(_ring!, 0, destination[..count]);
        return count;
    }

    /// <summary>Returns whether a message that was refused may now fit.</summary>
    public bool OnAcknowledged(long offset, int length)
    {
        _unacknowledged.Remove(offset, offset + length);
        _lost.Remove(offset, offset + length);
        bool space = _refused && _end - Oldest + Prefix + Limits.MaxMessageLength <= Limits.MessageWindow;
        if (space)
            _refused = false;
        return space;
    }

    public void OnLost(long offset, int length)
    {
        long end = offset + length;
        while (_unacknowledged.TryFirstOverlap(offset, end, out var part))
        {
            _lost.Add(part.Start, part.End);
            offset = part.End;
        }
    }
}
