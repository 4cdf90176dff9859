using System.Buffers.Binary;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Lanes;

/// <summary>The receiving side of the message lane: puts the stream in order and cuts it into messages (RUDP-MSG-3).</summary>
internal sealed class MessageReceiver
{
    private const int Prefix = 2;

    private readonly RangeSet _missing = new();
    private byte[]? _ring;
    private long _read;
    private long _parsed;

    public MessageReceiver() => _missing.Add(0, Limits.AddressSpace);

    /// <summary>The limit that the peer was told.</summary>
    public long Announced { get; private set; } = Limits.MessageWindow;

    public long Limit => _read + Limits.MessageWindow;

    public bool WantsToAnnounce => Limit - Announced >= Limits.MessageWindow / 4;

    public bool HasMessage => _read < _parsed;

    public void OnAnnounced() => Announced = Limit;

    /// <summary>Keeps the new bytes of a frame. Returns the rule that it broke, or null.</summary>
    public RudpReason? Handle(in MessageFrame frame)
    {
        long start = frame.Offset, end = frame.Offset + frame.Bytes.Length;
        if (end > Announced)
            return RudpReason.MessageLane;
        _ring = Ring.Grown(_ring, _read, end - _read);
        while (_missing.TryFirstOverlap(start, end, out var part))
        {
            Ring.Write(_ring, part.Start, frame.Bytes.Slice((int)(part.Start - frame.Offset), (int)part.Length));
            _missing.Remove(part.Start, part.End);
            start = part.End;
        }

        return Parse() ? null : RudpReason.MessageLane;
    }

    public bool TryReceive(Span<byte> destination, out int length)
    {
        length = 0;
        if (!HasMessage)
            return false;
        length = LengthAt(_read);
        Ring.Read(_ring!, _read + Prefix, destination[..length]);
        _read += Prefix + length;
        return true;
    }

    /// <summary>Moves over whole messages. False on a length that no message has.</summary>
    private bool Parse()
    {
        long whole = _missing.First.Start;
        while (whole - _parsed >= Prefix)
        {
            int length = LengthAt(_parsed);
            if (length is 0 or > Limits.MaxMessageLength)
                return false;
            if (whole - _parsed < Prefix + length)
                return true;
            _parsed += Prefix + length;
        }

        return true;
    }

    private int LengthAt(long offset)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        Ring.Read(_ring!, offset, prefix);
        return BinaryPrimitives.ReadUInt16LittleEndian(prefix);
    }
}
