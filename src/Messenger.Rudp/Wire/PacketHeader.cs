using System.Buffers.Binary;
using System.IO.Hashing;

namespace Messenger.Rudp.Wire;

/// <summary>What a datagram is: the first, the second, or any later one.</summary>
internal enum PacketType : byte
{
    Initial = 0,
    Answer = 1,
    Data = 2,
}

/// <summary>
/// The header of every datagram (RUDP-WIRE-1); all numbers little endian.
/// <code>
///   byte 0          1               9               17          21
///   +---+-----+-+   +---------------+---------------+-----------+--------------------------------+---------+
///   |ver| type|P|   | transfer id   | packet number | CRC-32    | [client nonce, 32, in Initial] | tag, 16 |
///   | 4 |  3  |1|   | 8             | 8             | 4         | sealed frames                  |         |
///   +---+-----+-+   +---------------+---------------+-----------+--------------------------------+---------+
///   |&lt;------------- associated data --------------&gt;|
/// </code>
/// </summary>
internal readonly record struct PacketHeader(PacketType Type, bool Phase, ulong TransferId, PacketNumber Number)
{
    public const int Version = 1;

    public const int Length = 21;

    /// <summary>The part that the seal covers: all but the CRC.</summary>
    public const int AssociatedLength = 17;

    public const int TagLength = 16;

    /// <summary>What a datagram of frames costs beside its frames.</summary>
    public const int Overhead = Length + TagLength;

    private const int CrcOffset = AssociatedLength;

    public static bool TryRead(ReadOnlySpan<byte> datagram, out PacketHeader header)
    {
        header = default;
        if (datagram.Length < Overhead)
            return false;
        byte first = datagram[0];
        long number = BinaryPrimitives.ReadInt64LittleEndian(datagram[9..]);
        // RUDP-WIRE-2: another version, an unknown type, a number of 2^62 or more: dropped.
        if (first >> 4 != Version || (first >> 1 & 7) > (int)PacketType.Data || (ulong)number >= (ulong)Limits.AddressSpace)
            return false;
        header = new((PacketType)(first >> 1 & 7), (first & 1) != 0, BinaryPrimitives.ReadUInt64LittleEndian(datagram[1..]), new(number));
        return true;
    }

    public void Write(Span<byte> datagram)
    {
        datagram[0] = (byte)(Version << 4 | (int)Type << 1 | (Phase ? 1 : 0));
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[1..], TransferId);
        BinaryPrimitives.WriteInt64LittleEndian(datagram[9..], Number.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[CrcOffset..], 0);
    }

    /// <summary>RUDP-WIRE-3: CRC-32 over the whole sealed datagram with its own field zero, the last thing done to it.</summary>
    public static void WriteChecksum(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[CrcOffset..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[CrcOffset..], Crc32.HashToUInt32(datagram));
    }

    /// <summary>RUDP-WIRE-3: checked before any cryptography. Clears the field.</summary>
    public static bool VerifyChecksum(Span<byte> datagram)
    {
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(datagram[CrcOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(datagram[CrcOffset..], 0);
        return Crc32.HashToUInt32(datagram) == expected;
    }
}
