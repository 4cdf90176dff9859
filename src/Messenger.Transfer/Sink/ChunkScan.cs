using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Sink;

/// <summary>Says of each chunk what is known of it, from the journal and what is on this disk.</summary>
internal sealed class ChunkScan(TransferPlan plan, TargetFile[] targets, LocalBytes local, JournalContents? contents, UInt128 boot)
{
    /// <summary>Chunks that were hashed again, and hold: to be said once more, for this boot.</summary>
    public List<JournalRecord> Confirmed { get; } = [];

    /// <summary>Chunks that the journal believes in and this disk does not.</summary>
    public List<int> Lost { get; } = [];

    public ChunkState Classify(int chunk)
    {
        if (IsUnwanted(chunk))
            return ChunkState.Unwanted;
        if (contents is not null && contents.Chunks.TryGetValue(chunk, out ChunkEntry entry))
        {
            ChunkState state = entry.InPlace ? ChunkState.InPlace : ChunkState.Verified;
            if (IsBelieved(chunk, entry))
                return state;
            // JRN-BOOT-2: hashed again before it is believed.
            if (local.HashOf(chunk, partsOnly: !entry.InPlace) == entry.Hash)
            {
                JournalRecordType type = entry.InPlace ? JournalRecordType.InPlace : JournalRecordType.Verified;
                Confirmed.Add(new JournalRecord(type, chunk, entry.Hash));
                return state;
            }

            Lost.Add(chunk);
        }

        return HasBytes(chunk) ? ChunkState.Candidate : ChunkState.Missing;
    }

    /// <summary>Whether all bytes of a chunk could be on this disk.</summary>
    public bool HasBytes(int chunk)
    {
        foreach (FileSegment segment in plan.Segments(chunk))
        {
            TargetFile target = targets[segment.File];
            if (target.Backing == Backing.Part && !IsInPart(target, segment))
                return false;
        }

        return true;
    }

    public bool IsUnwanted(int chunk)
    {
        foreach (FileSegment segment in plan.Segments(chunk))
        {
            if (targets[segment.File].Resolution != Resolution.Keep)
                return false;
        }

        return true;
    }

    private bool IsBelieved(int chunk, in ChunkEntry entry)
    {
        // JRN-BOOT-1: within one boot the page cache holds what was written, whatever killed the process.
        if (entry.Boot != boot)
            return false;
        foreach (FileSegment segment in plan.Segments(chunk))
        {
            TargetFile target = targets[segment.File];
            if (target.Backing == Backing.Promoted)
                continue;
            // JRN-PART-1: another file under the part's name, or one that others may write, is looked at again.
            bool inPart = target.Backing == Backing.Part || !entry.InPlace;
            if (!inPart || !target.PartIsKnown || !IsInPart(target, segment))
                return false;
        }

        return true;
    }

    private static bool IsInPart(TargetFile target, in FileSegment segment) =>
        target.PartId is not null && segment.FileOffset + segment.Length <= target.PartLength;
}
