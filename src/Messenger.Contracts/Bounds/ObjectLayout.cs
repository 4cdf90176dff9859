using System.Buffers.Binary;
using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>
/// The layout of a version-tolerant object: a count of members, each member's length in bytes, then the members.
/// <code>
/// +-------+-----------+-----+-------------+----------+-----+------------+
/// | count | length 0  | ... | length n-1  | member 0 | ... | member n-1 |
/// | u8    | varint    |     | varint      |          |     |            |
/// +-------+-----------+-----+-------------+----------+-----+------------+
/// </code>
/// </summary>
internal static class ObjectLayout
{
    // MemoryPack's varint of a length: 0..127 is itself, else one of these codes and the value, little endian.
    private const sbyte Int16Code = -124;
    private const sbyte Int32Code = -126;

    /// <summary>Bytes of the object at the front of <paramref name="bytes"/>, of a null one 1.</summary>
    /// <returns>Whether there is a whole one, laid out as MemoryPack writes it.</returns>
    // CTL-BODY-3: MemoryPack skips members that it does not know by their lengths, and goes back behind the buffer where one is negative.
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.IsEmpty)
            return false;
        byte count = bytes[0];
        if (count == MemoryPackCode.NullObject)
        {
            length = 1;
            return true;
        }

        if (count >= MemoryPackCode.Reserved1)
            return false;

        int at = 1;
        long members = 0;
        for (int i = 0; i < count; i++)
        {
            if (!TryReadLength(bytes, ref at, out int member))
                return false;
            members += member;
        }

        if (members > bytes.Length - at)
            return false;
        length = at + (int)members;
        return true;
    }

    /// <summary>Reads an object whose layout is whole, and that fills it to the last byte.</summary>
    /// <exception cref="MemoryPackSerializationException">It is not.</exception>
    public static T? Read<T>(ref MemoryPackReader reader)
        where T : class, IMemoryPackable<T>
    {
        if (!TryMeasure(WireBytes.Peek(ref reader, (int)reader.Remaining), out int length))
            throw Malformed.Because("An object's lengths do not fit into its frame.");
        int end = reader.Consumed + length;
        T? value = reader.ReadPackable<T>();
        if (reader.Consumed != end)
            throw Malformed.Because("An object's lengths are not those of its members.");
        return value;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, ref int at, out int length)
    {
        length = -1;
        if (at >= bytes.Length)
            return false;
        sbyte code = (sbyte)bytes[at++];
        ReadOnlySpan<byte> rest = bytes[at..];
        switch (code)
        {
            case >= 0:
                length = code;
                return true;
            case Int16Code when rest.Length >= sizeof(short):
                length = BinaryPrimitives.ReadInt16LittleEndian(rest);
                at += sizeof(short);
                break;
            case Int32Code when rest.Length >= sizeof(int):
                length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                at += sizeof(int);
                break;
        }

        return length >= 0;
    }
}
