using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>Packets from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct AckRange(PacketNumber First, PacketNumber Last)
{
    public bool Contains(PacketNumber number) => number >= First && number <= Last;
}

/// <summary>
/// ACK (RUDP-ACK-1): what was received, newest first. Gaps and lengths can only descend, so ranges that overlap or ascend cannot be written.
/// <code>
///   +----+------------+-----------+---------+-----------------+ - - - - - - - - - - - - - - - - -+
///   |0x02| largest, 8 | delay, 4  | more, 1 | first length, v | gap, v | length, v   (more times) |
///   +----+------------+-----------+---------+-----------------+ - - - - - - - - - - - - - - - - -+
///     delay: microseconds. length: packets of the range less 1. gap: packets missing before it less 1. v: a VarInt.
/// </code>
/// </summary>
internal readonly ref struct AckFrame
{
    private const int FixedLength = 14;

    private readonly ReadOnlySpan<byte> _ranges;
    private readonly int _more;

    private AckFrame(PacketNumber largest, Duration delay, int more, ReadOnlySpan<byte> ranges)
    {
        Largest = largest;
        Delay = delay;
        _more = more;
        _ranges = ranges;
    }

    public PacketNumber Largest { get; }

    /// <summary>How long the receiver held the ACK back.</summary>
    public Duration Delay { get; }

    public int Count => _more + 1;

    public static bool TryRead(ReadOnlySpan<byte> source, out AckFrame frame, out int length)
    {
        frame = default;
        length = 0;
        if (source.Length < FixedLength || source[0] != (byte)FrameType.Ack)
            return false;
        long largest = BinaryPrimitives.ReadInt64LittleEndian(source[1..]);
        int more = source[13];
        if ((ulong)largest >= (ulong)Limits.AddressSpace || more >= Limits.MaxAckRanges)
            return false;
        var candidate = new AckFrame(
            new(largest), Duration.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(source[9..])), more, source[FixedLength..]);
        var ranges = candidate.GetEnumerator();
        while (ranges.MoveNext())
        {
        }

        if (!ranges.IsWhole)
            return false;
        length = FixedLength + ranges.Position;
        frame = candidate;
        return true;
    }

    public Enumerator GetEnumerator() => new(Largest, _more, _ranges);

    /// <summary>The room that a frame with these ranges takes.</summary>
    public static int LengthOf(ReadOnlySpan<AckRange> newestFirst)
    {
        int length = FixedLength + VarInt.Length(newestFirst[0].Last - newestFirst[0].First);
        for (int i = 1; i < newestFirst.Length; i++)
            length += VarInt.Length(newestFirst[i - 1].First - newestFirst[i].Last - 2) + VarInt.Length(newestFirst[i].Last - newestFirst[i].First);
        return length;
    }

    /// <summary>Writes 1 to 30 ranges, newest first, that neither touch nor overlap.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<AckRange> newestFirst, Duration delay)
    {
        destination[0] = (byte)FrameType.Ack;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], newestFirst[0].Last.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[9..], (uint)Math.Clamp(delay.Microseconds, 0, uint.MaxValue));
        destination[13] = (byte)(newestFirst.Length - 1);
        int position = FixedLength;
        position += VarInt.Write(destination[position..], newestFirst[0].Last - newestFirst[0].First);
        for (int i = 1; i < newestFirst.Length; i++)
        {
            position += VarInt.Write(destination[position..], newestFirst[i - 1].First - newestFirst[i].Last - 2);
            position += VarInt.Write(destination[position..], newestFirst[i].Last - newestFirst[i].First);
        }

        return position;
    }

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private long _next;
        private int _left;
        private bool _started;
        private int _position;

        internal Enumerator(PacketNumber largest, int more, ReadOnlySpan<byte> bytes)
        {
            _bytes = bytes;
            _next = largest.Value;
            _left = more + 1;
        }

        public AckRange Current { get; private set; }

        /// <summary>Bytes read so far.</summary>
        public readonly int Position => _position;

        /// <summary>Whether every announced range was there and none fell below packet 0.</summary>
        public readonly bool IsWhole => _left == 0;

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            long last = _next;
            if (_started)
            {
                if (!VarInt.TryRead(_bytes, ref _position, out long gap))
                    return false;
                last = _next - gap - 2;
            }

            if (!VarInt.TryRead(_bytes, ref _position, out long span) || last < 0 || span > last)
                return false;
            _started = true;
            _next = last - span;
            _left--;
            Current = new(new(last - span), new(last));
            return true;
        }
    }
}
