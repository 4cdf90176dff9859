using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Messenger.Contracts.Files;

namespace Messenger.Transfer.Plan;

/// <summary>The digest of a plan: chunk size, then each file's path (length first), size, time and attributes.</summary>
internal static class PlanHash
{
    private const int FixedLength = 4 + 8 + 8 + 1;

    public static PlanDigest Of(PlanFile[] files, int chunkSize)
    {
        var hash = new XxHash128();
        byte[] buffer = new byte[FixedLength + RelativePath.MaxBytes];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, chunkSize);
        hash.Append(buffer.AsSpan(0, 4));
        foreach (PlanFile file in files)
        {
            int length = Encoding.UTF8.GetBytes(file.Path, buffer.AsSpan(FixedLength));
            BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(4), file.Size);
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(12), file.Modified);
            buffer[20] = (byte)file.Attributes;
            hash.Append(buffer.AsSpan(0, FixedLength + length));
        }

        return new PlanDigest(hash.GetCurrentHashAsUInt128());
    }
}
