using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// PATH_CHALLENGE and PATH_RESPONSE (RUDP-PATH-4): 8 random bytes, and the same back.
/// <code>
///   +---------+----------+
///   |0x06/0x07| token, 8 |
///   +---------+----------+
/// </code>
/// </summary>
internal readonly record struct PathFrame(bool IsResponse, ulong Token)
{
    public const int Length = 9;

    public static bool TryRead(ReadOnlySpan<byte> source, out PathFrame frame)
    {
        frame = default;
        if (source.Length < Length || source[0] is not ((byte)FrameType.PathChallenge or (byte)FrameType.PathResponse))
            return false;
        frame = new(source[0] == (byte)FrameType.PathResponse, BinaryPrimitives.ReadUInt64LittleEndian(source[1..]));
        return true;
    }

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)(IsResponse ? FrameType.PathResponse : FrameType.PathChallenge);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[1..], Token);
        return Length;
    }
}
