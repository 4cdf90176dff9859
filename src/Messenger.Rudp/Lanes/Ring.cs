namespace Messenger.Rudp.Lanes;

/// <summary>Bytes of a stream kept in an array whose length is a power of two, at the stream offset modulo that length.</summary>
internal static class Ring
{
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
