namespace Messenger.Transfer.Plan;

/// <summary>Sizes of a chunk, the unit that is verified and journalled.</summary>
public static class ChunkSizes
{
    /// <summary>Bytes of a chunk for plans up to 64 GiB.</summary>
    public const int Default = 1024 * 1024;

    /// <summary>Bytes of a chunk, at least: below it the hashes cost more than the bytes.</summary>
    public const int Smallest = 512;

    /// <summary>Bytes of a chunk, at most: what one flipped bit makes travel again.</summary>
    public const int Largest = 64 * 1024 * 1024;

    /// <summary>Chunks of a plan, at most: bounds both ends' memory (16 bytes of hash a chunk).</summary>
    public const int MaxCount = 4 * 1024 * 1024;

    private const long DefaultCount = 64 * 1024;

    /// <summary>The chunk size for so many bytes: 1 MiB, and beyond 64 GiB the power of two that keeps the grid at 65,536 chunks.</summary>
    /// <param name="totalBytes">Bytes of all files, 0 or more.</param>
    public static int For(long totalBytes)
    {
        int size = Default;
        while (size < Largest && totalBytes / size > DefaultCount)
            size *= 2;
        return size;
    }
}
