using System.Buffers.Binary;
using Messenger.Transfer.Messages;

namespace Messenger.Transfer.Tcp;

/// <summary>
/// What travels on a data connection, both ways: <c>offset u64 | length u32 | bytes</c>, little endian. An offset of 2^64-1 is a message.
/// </summary>
internal static class TcpRecord
{
    public const int HeaderLength = 12;

    /// <summary>Bytes behind a header, at most: large enough that calls cost nothing, small enough that a message never waits long.</summary>
    public const int MaxData = 256 * 1024;

    /// <summary>Bytes of a buffer that whole records are put into.</summary>
    public const int BufferLength = HeaderLength + MaxData;

    private const ulong Message = ulong.MaxValue;

    public static void WriteHeader(Span<byte> destination, long offset, int length)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, offset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], length);
    }

    /// <summary>A whole message record.</summary>
    public static byte[] OfMessage(ReadOnlySpan<byte> message)
    {
        byte[] record = new byte[HeaderLength + message.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(record, Message);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), message.Length);
        message.CopyTo(record.AsSpan(HeaderLength));
        return record;
    }

    /// <summary>Reads a header. False: no length that a record can have.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, out long offset, out int length, out bool isMessage)
    {
        ulong name = BinaryPrimitives.ReadUInt64LittleEndian(source);
        length = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        isMessage = name == Message;
        offset = (long)name;
        return length >= 1 && length <= (isMessage ? MessageLane.MaxLength : MaxData);
    }
}
