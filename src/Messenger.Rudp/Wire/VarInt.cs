using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// An integer of 1, 2, 4 or 8 bytes up to 2⁶²-1 (RFC 9000 section 16): the two high bits of the first byte give the length; big endian.
/// </summary>
internal static class VarInt
{
    public static int Length(long value) => value switch
    {
        < 1L << 6 => 1,
        < 1L << 14 => 2,
        < 1L << 30 => 4,
        _ => 8,
    };

    public static int Write(Span<byte> destination, long value)
    {
        switch (Length(value))
        {
            case 1:
                destination[0] = (byte)value;
                return 1;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(value | 1 << 14));
                return 2;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value | 2u << 30);
                return 4;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(destination, (ulong)value | 3ul << 62);
                return 8;
        }
    }

    /// <summary>Reads at <paramref name="position"/> and moves it on; false on truncation.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        value = 0;
        if (position >= source.Length)
            return false;
        int length = 1 << (source[position] >> 6);
        if (source.Length - position < length)
            return false;
        value = source[position] & 0x3F;
        for (int i = 1; i < length; i++)
            value = value << 8 | source[position + i];
        position += length;
        return true;
    }
}
