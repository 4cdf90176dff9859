using System.Buffers.Binary;

namespace Messenger.Rudp.Tests.Lives;

/// <summary>A file that exists only as a function of its offset, so that a life of 100 MB needs no memory for it.</summary>
internal readonly struct PatternFile(ulong seed)
{
    public void Read(long offset, Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[8];
        while (destination.Length > 0)
        {
            int within = (int)(offset & 7);
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(offset >> 3));
            int count = Math.Min(8 - within, destination.Length);
            word.Slice(within, count).CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    public bool Matches(long offset, ReadOnlySpan<byte> bytes)
    {
        Span<byte> word = stackalloc byte[8];
        while (bytes.Length > 0)
        {
            int within = (int)(offset & 7);
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(offset >> 3));
            int count = Math.Min(8 - within, bytes.Length);
            if (!word.Slice(within, count).SequenceEqual(bytes[..count]))
                return false;
            bytes = bytes[count..];
            offset += count;
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
