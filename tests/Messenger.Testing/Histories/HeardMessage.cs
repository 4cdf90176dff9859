using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Messenger.Testing.Histories;

/// <summary>A message as somebody has it: 16 bytes, so that everybody's whole history can be kept.</summary>
/// <param name="Number">Its number in the log, 1 and up.</param>
/// <param name="Print">Stands for its id, its sender and its text.</param>
public readonly record struct HeardMessage(long Number, ulong Print)
{
    /// <summary>Of a message.</summary>
    public static HeardMessage Of(long number, Guid id, string from, string text)
    {
        var hash = new XxHash3();
        Span<byte> fixedPart = stackalloc byte[20];
        id.TryWriteBytes(fixedPart);
        BinaryPrimitives.WriteInt32LittleEndian(fixedPart[16..], from.Length);
        hash.Append(fixedPart);
        hash.Append(Encoding.Unicode.GetBytes(from + text));
        return new(number, hash.GetCurrentHashAsUInt64());
    }
}
