using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// CLOSE (RUDP-CLOSE-1): the end, and why.
/// <code>
///   +----+-----------+---------+----------------+------+
///   |0x08| reason, 2 | code, 4 | text length, 1 | text |    at most 64 bytes of UTF-8
///   +----+-----------+---------+----------------+------+
/// </code>
/// </summary>
internal readonly ref struct CloseFrame(RudpReason reason, uint code, ReadOnlySpan<byte> text)
{
    private const int FixedLength = 8;

    public const int MaxLength = FixedLength + Limits.MaxCloseText;

    public RudpReason Reason { get; } = reason;

    public uint Code { get; } = code;

    public ReadOnlySpan<byte> Text { get; } = text;

    public int Length => FixedLength + Text.Length;

    public static bool TryRead(ReadOnlySpan<byte> source, out CloseFrame frame, out int length)
    {
        frame = default;
        length = 0;
        if (source.Length < FixedLength || source[0] != (byte)FrameType.Close)
            return false;
        int count = source[7];
        if (count > Limits.MaxCloseText || source.Length - FixedLength < count)
            return false;
        frame = new(
            (RudpReason)BinaryPrimitives.ReadUInt16LittleEndian(source[1..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[3..]),
            source.Slice(FixedLength, count));
        length = frame.Length;
        return true;
    }

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)FrameType.Close;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)Reason);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[3..], Code);
        destination[7] = (byte)Text.Length;
        Text.CopyTo(destination[FixedLength..]);
        return Length;
    }
}
