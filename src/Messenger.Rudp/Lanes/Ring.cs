using System.Numerics;

namespace Messenger.Rudp.Lanes;

/// <summary>Bytes of a stream kept in an array whose length is a power of two, at the stream offset modulo that length.</summary>
internal static class Ring
{
    // Most connections say little: a few wants, and how far they are.
    private const int Least = 1024;

    /// <summary>Makes a ring that holds so many bytes from an offset on; what it held from there on it holds still.</summary>
    public static byte[] Grown(byte[]? ring, long from, long bytes)
    {
        if (ring is not null && bytes <= ring.Length)
            return ring;
        byte[] larger = new byte[Math.Max(Least, (int)BitOperations.RoundUpToPowerOf2((ulong)bytes))];
        if (ring is null)
            return larger;
        int at = (int)(from & (ring.Length - 1));
        Write(larger, from, ring.AsSpan(at));
        Write(larger, from + ring.Length - at, ring.AsSpan(0, at));
        return larger;
    }

    public static void Write(byte[] ring, long offset, ReadOnlySpan<byte> bytes)
    {
        int at = (int)(offset & (ring.Length - 1));
        int first = Math.Min(bytes.Length, ring.Length - at);
        bytes[..first].CopyTo(ring.AsSpan(at));
        bytes[first..].CopyTo(ring);
    }

    public static void Read(byte[] ring, long offset, Span<byte> destination)
    {
        int at = (int)(offset & (ring.Length - 1));
        int first = Math.Min(destination.Length, ring.Length - at);
        ring.AsSpan(at, first).CopyTo(destination);
        ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }
}
