using System.Collections.Concurrent;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Source;

/// <summary>Bytes of a source's wire space that were read, or are about to be.</summary>
internal sealed unsafe class ReadBlock
{
    /// <summary>Bytes of a block: large enough that calls cost little, small enough that a hundred transfers fit into memory.</summary>
    public const int Capacity = 128 * 1024;

    // Blocks of all transfers above which none is given more than it needs: 48 MiB.
    private const int PlentyCount = 384;
    private static readonly ConcurrentBag<ReadBlock> Spare = [];
    private static int _inUse;

    // Outside the managed heap: the hundreds of blocks of a crowd would stay there as garbage until its next full collection, beside those of the next crowd.
    private readonly byte* _bytes = Native.MapMemory(Capacity);

    private ReadBlock()
    {
    }

    /// <summary>Room for <see cref="Capacity"/> bytes.</summary>
    public Span<byte> Bytes => new(_bytes, Capacity);

    /// <summary>Where they lie in wire space.</summary>
    public WireRange Range { get; set; }

    /// <summary>They are here.</summary>
    public bool IsReady { get; set; }

    /// <summary>What went wrong; null: nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>For what is sent the first time: how much has been queued since the beginning when its last byte is; 0: it was read again.</summary>
    public long QueuedEnd { get; set; }

    /// <summary>When it was asked for last, in a count of the owner's.</summary>
    public long LastUse { get; set; }

    /// <summary>There is memory for more than what is needed.</summary>
    public static bool IsPlenty => Volatile.Read(ref _inUse) < PlentyCount;

    public static ReadBlock Rent()
    {
        ReadBlock taken = Spare.TryTake(out ReadBlock? block) ? block : new ReadBlock();
        Interlocked.Increment(ref _inUse);
        return taken;
    }

    /// <summary>It is used no more, by nobody.</summary>
    public void Return()
    {
        if (Interlocked.Decrement(ref _inUse) < PlentyCount / 4)
            Spare.Add(this);
        else
            Native.UnmapMemory(_bytes, Capacity);
    }
}
