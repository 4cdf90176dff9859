using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// DATA (RUDP-DATA-1): bytes of the transfer's address space.
/// <code>
///   +----+-----------+-----------+-------+
///   |0x03| offset, 8 | length, 2 | bytes |    1 to 65,535 bytes; offset + length is at most 2^62
///   +----+-----------+-----------+-------+
/// </code>
/// </summary>
internal readonly ref struct DataFrame(long offset, ReadOnlySpan<byte> bytes)
{
    public const int HeaderLength = 11;

    public long Offset { get; } = offset;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Length => HeaderLength + Bytes.Length;

    public static bool TryRead(ReadOnlySpan<byte> source, out DataFrame frame, out int length)
    {
        frame = default;
        length = 0;
        if (source.Length < HeaderLength || source[0] != (byte)FrameType.Data)
            return false;
        long offset = BinaryPrimitives.ReadInt64LittleEndian(source[1..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(source[9..]);
        if (count == 0 || source.Length - HeaderLength < count || offset < 0 || offset > Limits.AddressSpace - count)
            return false;
        frame = new(offset, source.Slice(HeaderLength, count));
        length = frame.Length;
        return true;
    }

    /// <summary>Writes what stands before the bytes, which the caller put (or will put) behind it.</summary>
    public static void WriteHeader(Span<byte> destination, long offset, int count)
    {
        destination[0] = (byte)FrameType.Data;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], offset);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[9..], (ushort)count);
    }

    public int Write(Span<byte> destination)
    {
        WriteHeader(destination, Offset, Bytes.Length);
        Bytes.CopyTo(destination[HeaderLength..]);
        return Length;
    }
}
