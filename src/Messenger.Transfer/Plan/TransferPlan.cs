using Messenger.Contracts.Files;

namespace Messenger.Transfer.Plan;

/// <summary>
/// What a transfer moves: files one after another in one space of bytes, on a fixed grid of chunks. Immutable, and safe to carry out once made.
/// In wire space each chunk's bytes are followed by their 16-byte XXH3-128, so that chunk i begins at i x (chunk size + 16).
/// </summary>
public sealed class TransferPlan
{
    /// <summary>Bytes of a chunk's hash in wire space.</summary>
    public const int HashLength = 16;

    /// <summary>Files of a plan, at most.</summary>
    public const int MaxFiles = 1_000_000;

    /// <summary>Bytes of a plan, at most: 2^60, so that no sum of offsets overflows.</summary>
    public const long MaxBytes = 1L << 60;

    /// <summary>Bytes of a small file at most: larger ones cost more for their bytes than for their names.</summary>
    internal const int SmallFile = 64 * 1024;

    /// <summary>Its files are small ones, by and large.</summary>
    internal bool HasSmallFiles => TotalBytes / Files.Count <= SmallFile;

    private readonly PlanFile[] _files;
    private readonly long[] _starts;

    private TransferPlan(PlanFile[] files, long[] starts, int chunkSize)
    {
        (_files, _starts, ChunkSize) = (files, starts, chunkSize);
        TotalBytes = starts[^1];
        ChunkCount = (int)((TotalBytes + chunkSize - 1) / chunkSize);
        Digest = PlanHash.Of(files, chunkSize);
    }

    /// <summary>The files and empty folders, in order.</summary>
    public IReadOnlyList<PlanFile> Files => _files;

    /// <summary>Bytes of every chunk but the last, which may be shorter.</summary>
    public int ChunkSize { get; }

    /// <summary>Bytes of all files.</summary>
    public long TotalBytes { get; }

    /// <summary>Chunks; 0 where all files are empty.</summary>
    public int ChunkCount { get; }

    /// <summary>Bytes of the wire space: all chunks, each with its hash.</summary>
    public long WireLength => TotalBytes + ((long)ChunkCount * HashLength);

    /// <summary>The plan's name.</summary>
    public PlanDigest Digest { get; }

    /// <summary>Makes a plan of what a peer sent or a source found.</summary>
    /// <param name="files">The files; copied.</param>
    /// <param name="chunkSize">Bytes of a chunk, <see cref="ChunkSizes.Smallest"/> to <see cref="ChunkSizes.Largest"/>.</param>
    /// <exception cref="PlanException">Unsafe or clashing names, impossible sizes, too many files or chunks.</exception>
    public static TransferPlan Create(IReadOnlyList<PlanFile> files, int chunkSize)
    {
        if (chunkSize is < ChunkSizes.Smallest or > ChunkSizes.Largest)
            throw new PlanException($"The plan's chunks have {chunkSize} bytes; {ChunkSizes.Smallest} to {ChunkSizes.Largest} are possible.");
        if (files.Count is 0 or > MaxFiles)
            throw new PlanException($"The plan has {files.Count} files; 1 to {MaxFiles} are possible.");

        PlanFile[] copy = [.. files];
        PlanNames.Check(copy);
        long[] starts = Starts(copy);
        if (starts[^1] / chunkSize >= ChunkSizes.MaxCount)
            throw new PlanException($"The plan has {starts[^1]} bytes, too many for chunks of {chunkSize}.");
        return new TransferPlan(copy, starts, chunkSize);
    }

    /// <summary>First byte of a file in the plan's space of bytes.</summary>
    /// <param name="file">Index of the file; the count of files gives <see cref="TotalBytes"/>.</param>
    public long FileStart(int file) => _starts[file];

    /// <summary>Bytes of a chunk.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    public int ChunkLength(int chunk) => (int)Math.Min(ChunkSize, TotalBytes - ((long)chunk * ChunkSize));

    /// <summary>The wire range of a chunk's bytes and hash.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    public WireRange FullRange(int chunk) => new(WireStart(chunk), ChunkLength(chunk) + HashLength);

    /// <summary>MSG-5: how many chunks from the first on fit into so many bytes, but one at least, where there is one.</summary>
    /// <param name="bytes">1 or more.</param>
    public int FirstChunks(uint bytes) => (int)Math.Min(Math.Max(1, bytes / ChunkSize), ChunkCount);

    /// <summary>The wire range of a chunk's hash alone (WIRE-2).</summary>
    /// <param name="chunk">Index of the chunk.</param>
    public WireRange HashRange(int chunk) => new(WireStart(chunk) + ChunkLength(chunk), HashLength);

    /// <summary>The chunk that a wire offset lies in.</summary>
    /// <param name="wireOffset">0 to <see cref="WireLength"/> - 1.</param>
    public int ChunkAt(long wireOffset) => (int)(wireOffset / (ChunkSize + HashLength));

    /// <summary>First byte of a chunk in wire space (WIRE-1).</summary>
    /// <param name="chunk">Index of the chunk.</param>
    public long WireStart(int chunk) => (long)chunk * (ChunkSize + HashLength);

    /// <summary>The files, and their ranges, that a chunk covers, in order; no allocation.</summary>
    /// <param name="chunk">Index of the chunk.</param>
    public ChunkSegments Segments(int chunk) => new(this, (long)chunk * ChunkSize, ChunkLength(chunk));

    /// <summary>Bytes at the end of a stretch that are the first ones of a small file, whose others lie behind it: a file that is cut costs twice as many calls.</summary>
    /// <param name="planOffset">Where the stretch begins.</param>
    /// <param name="length">Its bytes, 1 or more.</param>
    internal int CutAtEnd(long planOffset, int length)
    {
        long end = planOffset + length;
        int last = FileAt(end - 1);
        long start = _starts[last];
        return start > planOffset && _starts[last + 1] > end && _starts[last + 1] - start <= SmallFile ? (int)(end - start) : 0;
    }

    /// <summary>The file in which a byte of the plan lies: never an empty one.</summary>
    internal int FileAt(long planOffset)
    {
        int found = Array.BinarySearch(_starts, planOffset);
        if (found < 0)
            return ~found - 1;
        // Empty files share their start with the next: the last of them is the one with bytes.
        while (found + 1 < _starts.Length && _starts[found + 1] == planOffset)
            found++;
        return found;
    }

    /// <summary>The chunks that hold bytes of a file: first and count (0 for an empty one).</summary>
    internal (int First, int Count) ChunksOf(int file)
    {
        long start = _starts[file], end = _starts[file + 1];
        if (start == end)
            return (0, 0);
        int first = (int)(start / ChunkSize);
        return (first, (int)((end - 1) / ChunkSize) - first + 1);
    }

    private static long[] Starts(PlanFile[] files)
    {
        long[] starts = new long[files.Length + 1];
        for (int i = 0; i < files.Length; i++)
        {
            PlanFile file = files[i];
            bool folder = file.Attributes.HasFlag(PlanFileAttributes.Folder);
            if (file.Size < 0 || file.Size > MaxBytes - starts[i] || (folder && file.Size != 0))
                throw new PlanException($"The plan gives '{file.Path}' an impossible size.");
            starts[i + 1] = starts[i] + file.Size;
        }

        return starts;
    }
}
