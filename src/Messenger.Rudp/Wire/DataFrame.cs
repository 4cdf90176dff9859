namespace Messenger.Rudp.Wire;

/// <summary>
/// DATA (RUDP-DATA-1): bytes of the transfer's address space, the last frame of its packet.
/// <code>
///   +----+----------------+--------------------------+
///   |0x03| offset, VarInt | bytes, all that is left  |    1 byte at least; offset + length is at most 2^62
///   +----+----------------+--------------------------+
/// </code>
/// </summary>
internal readonly ref struct DataFrame(long offset, ReadOnlySpan<byte> bytes)
{
    public const int MaxHeaderLength = 9;

    public long Offset { get; } = offset;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Length => HeaderLength(Offset) + Bytes.Length;

    /// <summary>Bytes before those of the transfer.</summary>
    public static int HeaderLength(long offset) => 1 + VarInt.Length(offset);

    public static bool TryRead(ReadOnlySpan<byte> source, out DataFrame frame, out int length)
    {
        frame = default;
        length = 0;
        int position = 1;
        if (source.IsEmpty || source[0] != (byte)FrameType.Data || !VarInt.TryRead(source, ref position, out long offset))
            return false;
        int count = source.Length - position;
        if (count == 0 || offset > Limits.AddressSpace - count)
            return false;
        frame = new(offset, source[position..]);
        length = source.Length;
        return true;
    }

    /// <summary>Writes what stands before the bytes, which the caller put (or will put) behind it.</summary>
    public static void WriteHeader(Span<byte> destination, long offset)
    {
        destination[0] = (byte)FrameType.Data;
        VarInt.Write(destination[1..], offset);
    }

    public int Write(Span<byte> destination)
    {
        WriteHeader(destination, Offset);
        Bytes.CopyTo(destination[HeaderLength(Offset)..]);
        return Length;
    }
}
