using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Journal;

/// <summary>
/// The head of a journal: <c>'MSGRJRN' version | body length u32 | CRC32 of the body u32 | body</c>. The body holds chunk size i32, count of files i32
/// and the files (size i64, time i64, attributes u8, length of the path u16, path), so that the plan can be had without its sender.
/// </summary>
internal static class JournalHeader
{
    public const int PrefixLength = 16;

    // A plan of a million files with long names; more is no journal of ours.
    public const int MaxBody = 512 * 1024 * 1024;

    private const int CountsLength = 4 + 4;
    private const int FixedFileLength = 8 + 8 + 1 + 2;
    private static readonly UTF8Encoding Strict = new(false, true);

    private static ReadOnlySpan<byte> Magic => "MSGRJRN\u0001"u8;

    /// <summary>The head of a plan's journal, and the seed of its records: a record of another journal never fits.</summary>
    public static byte[] Write(TransferPlan plan, out uint seed)
    {
        long length = PrefixLength + CountsLength;
        foreach (PlanFile file in plan.Files)
            length += FixedFileLength + Strict.GetByteCount(file.Path);
        byte[] bytes = new byte[length];
        Span<byte> rest = bytes.AsSpan(PrefixLength);
        BinaryPrimitives.WriteInt32LittleEndian(rest, plan.ChunkSize);
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], plan.Files.Count);
        rest = rest[CountsLength..];
        foreach (PlanFile file in plan.Files)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, file.Size);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], file.Modified);
            rest[16] = (byte)file.Attributes;
            int path = Strict.GetBytes(file.Path, rest[FixedFileLength..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[17..], (ushort)path);
            rest = rest[(FixedFileLength + path)..];
        }

        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length - PrefixLength);
        seed = Crc32.HashToUInt32(bytes.AsSpan(PrefixLength));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), seed);
        return bytes;
    }

    /// <summary>Reads the prefix: the body's length and the seed.</summary>
    public static bool TryReadPrefix(ReadOnlySpan<byte> prefix, out int bodyLength, out uint seed)
    {
        (bodyLength, seed) = (0, 0);
        if (prefix.Length < PrefixLength || !prefix.StartsWith(Magic))
            return false;
        bodyLength = BinaryPrimitives.ReadInt32LittleEndian(prefix[8..]);
        seed = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        return bodyLength is >= 8 and <= MaxBody;
    }

    /// <summary>Reads the body; null where it is damaged or not a plan.</summary>
    public static TransferPlan? ReadBody(ReadOnlySpan<byte> body, uint seed)
    {
        if (Crc32.HashToUInt32(body) != seed)
            return null;
        int chunkSize = BinaryPrimitives.ReadInt32LittleEndian(body);
        int count = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        body = body[8..];
        if (count is < 1 or > TransferPlan.MaxFiles || count > body.Length / FixedFileLength)
            return null;

        var files = new PlanFile[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                int length = BinaryPrimitives.ReadUInt16LittleEndian(body[17..]);
                files[i] = new PlanFile
                {
                    Size = BinaryPrimitives.ReadInt64LittleEndian(body),
                    Modified = BinaryPrimitives.ReadInt64LittleEndian(body[8..]),
                    Attributes = (PlanFileAttributes)body[16],
                    Path = Strict.GetString(body.Slice(FixedFileLength, length)),
                };
                body = body[(FixedFileLength + length)..];
            }

            return body.IsEmpty ? TransferPlan.Create(files, chunkSize) : null;
        }
        catch (Exception e) when (e is ArgumentException or PlanException)
        {
            return null;
        }
    }
}
