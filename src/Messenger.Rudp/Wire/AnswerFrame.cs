using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// ANSWER (RUDP-HS-3): the acceptor's nonce, and which Initial it answers, so that a repeated one still gives a sound RTT.
/// <code>
///   +----+------------------+-----------+
///   |0x11| server nonce, 32 | number, 8 |
///   +----+------------------+-----------+
/// </code>
/// </summary>
internal readonly ref struct AnswerFrame(ReadOnlySpan<byte> serverNonce, PacketNumber initialNumber)
{
    public const int Length = 41;

    public ReadOnlySpan<byte> ServerNonce { get; } = serverNonce;

    /// <summary>The number of the Initial that this answers.</summary>
    public PacketNumber InitialNumber { get; } = initialNumber;

    public static bool TryRead(ReadOnlySpan<byte> source, out AnswerFrame frame)
    {
        frame = default;
        if (source.Length < Length || source[0] != (byte)FrameType.Answer)
            return false;
        frame = new(source.Slice(1, Limits.HandshakeNonceLength), new(BinaryPrimitives.ReadInt64LittleEndian(source[33..])));
        return true;
    }

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)FrameType.Answer;
        ServerNonce.CopyTo(destination[1..]);
        BinaryPrimitives.WriteInt64LittleEndian(destination[33..], InitialNumber.Value);
        return Length;
    }
}
