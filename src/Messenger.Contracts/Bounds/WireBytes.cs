using System.Runtime.InteropServices;
using MemoryPack;

namespace Messenger.Contracts.Bounds;

/// <summary>A view of what a reader has not read yet.</summary>
internal static class WireBytes
{
    /// <summary>The next bytes, valid until the reader is used again.</summary>
    /// <param name="reader">Stays where it is.</param>
    /// <param name="count">Bytes, 0 up to what remains.</param>
    /// <exception cref="MemoryPackSerializationException">There are fewer.</exception>
    public static ReadOnlySpan<byte> Peek(ref MemoryPackReader reader, int count)
    {
        if ((uint)count > reader.Remaining)
            throw Malformed.Because("The frame ends too early.");
        if (count == 0)
            return default;
        ref byte first = ref reader.GetSpanReference(count);
        return MemoryMarshal.CreateReadOnlySpan(ref first, count);
    }
}
