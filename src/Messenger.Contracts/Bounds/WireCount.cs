using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>The count in front of a collection: i32, -1 for a missing one.</summary>
internal static class WireCount
{
    /// <summary>Writes the count of a collection.</summary>
    /// <returns>Whether there are items to write.</returns>
    /// <exception cref="MemoryPackSerializationException">There are more than <paramref name="max"/>.</exception>
    public static bool TryWrite<TBufferWriter, T>(ref MemoryPackWriter<TBufferWriter> writer, [NotNullWhen(true)] T[]? items, int max)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (items is null)
        {
            writer.WriteNullCollectionHeader();
            return false;
        }

        if (items.Length > max)
            throw Malformed.Because($"{items.Length} items; {max} is the most.");
        writer.WriteCollectionHeader(items.Length);
        return true;
    }

    /// <summary>Reads a count that is within its bound and that the rest of the frame can hold.</summary>
    /// <param name="reader">At the count; moved past it.</param>
    /// <param name="max">Items, at most.</param>
    /// <param name="leastBytes">Bytes of the smallest item.</param>
    /// <param name="count">Items.</param>
    /// <returns>Whether there is a collection.</returns>
    // CTL-BODY-4: checked before anything is allocated.
    public static bool TryRead(ref MemoryPackReader reader, int max, int leastBytes, out int count)
    {
        count = reader.ReadUnmanaged<int>();
        if (count == MemoryPackCode.NullCollection)
            return false;
        if (count < 0 || count > max)
            throw Malformed.Because($"{count} items; {max} is the most.");
        if ((long)count * leastBytes > reader.Remaining)
            throw Malformed.Because($"{count} items do not fit into the frame.");
        return true;
    }
}
