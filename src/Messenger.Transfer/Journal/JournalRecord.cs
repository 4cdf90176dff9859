using System.Buffers.Binary;
using System.IO.Hashing;

namespace Messenger.Transfer.Journal;

/// <summary>What a record of the journal says. The values are on disk.</summary>
internal enum JournalRecordType : byte
{
    /// <summary>A chunk is verified; its bytes are all in parts. Value: its hash.</summary>
    Verified = 1,

    /// <summary>A chunk is verified where its bytes were found. Value: its hash.</summary>
    InPlace = 2,

    /// <summary>What was said of a chunk holds no more.</summary>
    Forgotten = 3,

    /// <summary>The records that follow were written after this boot. Value: XXH3-128 of the boot id.</summary>
    Boot = 4,

    /// <summary>A part was made. Value: device and inode.</summary>
    Part = 5,

    /// <summary>Somebody decided about a file whose name was taken. Value: the answer.</summary>
    Decision = 6,

    /// <summary>A part is about to be renamed to its final name. Value: number in that name (0: none), and the inode.</summary>
    Promoting = 7,

    /// <summary>The state of the source that the chunks that follow were verified against. Value: its stamp.</summary>
    Source = 8,
}

/// <summary>
/// One record, 32 bytes: <c>type u8 | 0 u8[3] | index u32 | value u128 | 0 u32 | CRC32 of the 28 bytes before, seeded by the journal</c>; little endian.
/// </summary>
internal readonly record struct JournalRecord(JournalRecordType Type, int Index, UInt128 Value)
{
    public const int Length = 32;

    public void Write(Span<byte> destination, uint seed)
    {
        destination[..Length].Clear();
        destination[0] = (byte)Type;
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Index);
        BinaryPrimitives.WriteUInt128LittleEndian(destination[8..], Value);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], Crc32.HashToUInt32(destination[..28]) ^ seed);
    }

    public static bool TryRead(ReadOnlySpan<byte> source, uint seed, out JournalRecord record)
    {
        record = default;
        if (source.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(source[28..]) != (Crc32.HashToUInt32(source[..28]) ^ seed))
            return false;
        record = new JournalRecord(
            (JournalRecordType)source[0], BinaryPrimitives.ReadInt32LittleEndian(source[4..]), BinaryPrimitives.ReadUInt128LittleEndian(source[8..]));
        return record.Type is >= JournalRecordType.Verified and <= JournalRecordType.Source && record.Index >= 0;
    }
}
