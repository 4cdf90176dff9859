using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// WINDOW (RUDP-FLOW-2): how many bytes the peer may have sent since the beginning, each counted when it is sent for the first time.
/// <code>
///   +----+---------------+------------------+
///   |0x05| data limit, 8 | message limit, 8 |    0 to 2^62
///   +----+---------------+------------------+
/// </code>
/// </summary>
internal readonly record struct WindowFrame(long DataLimit, long MessageLimit)
{
    public const int Length = 17;

    public static bool TryRead(ReadOnlySpan<byte> source, out WindowFrame frame)
    {
        frame = default;
        if (source.Length < Length || source[0] != (byte)FrameType.Window)
            return false;
        frame = new(BinaryPrimitives.ReadInt64LittleEndian(source[1..]), BinaryPrimitives.ReadInt64LittleEndian(source[9..]));
        return (ulong)frame.DataLimit <= (ulong)Limits.AddressSpace && (ulong)frame.MessageLimit <= (ulong)Limits.AddressSpace;
    }

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)FrameType.Window;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], DataLimit);
        BinaryPrimitives.WriteInt64LittleEndian(destination[9..], MessageLimit);
        return Length;
    }
}
