using System.Buffers.Binary;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>A file that exists only as a function of its offset, so that a life of 100 MB needs no memory for it.</summary>
internal readonly struct PatternFile(ulong seed)
{
    public void Read(long offset, Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        for (; destination.Length > 0 && (offset & 7) != 0 || destination.Length is > 0 and < 8;)
        {
            int within = (int)(offset & 7);
            int count = Math.Min(8 - within, destination.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(offset >> 3));
            word.Slice(within, count).CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }

        for (; destination.Length >= 8; destination = destination[8..], offset += 8)
            BinaryPrimitives.WriteUInt64LittleEndian(destination, Word(offset >> 3));
        if (destination.Length > 0)
            Read(offset, destination);
    }

    public bool Matches(long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> expected = stackalloc byte[2_048];
        while (bytes.Length > 0)
        {
            Span<byte> part = expected[..Math.Min(expected.Length, bytes.Length)];
            Read(offset, part);
            if (!part.SequenceEqual(bytes[..part.Length]))
                return false;
            bytes = bytes[part.Length..];
            offset += part.Length;
        }

        return true;
    }

    private ulong Word(long index)
    {
        ulong z = seed + ((ulong)index * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        return z ^ (z >> 31);
    }
}
