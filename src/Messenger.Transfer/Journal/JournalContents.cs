using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Journal;

/// <summary>What a journal says, all records replayed.</summary>
internal sealed class JournalContents(TransferPlan plan)
{
    public TransferPlan Plan { get; } = plan;

    /// <summary>Chunks that count as verified.</summary>
    public Dictionary<int, ChunkEntry> Chunks { get; } = [];

    /// <summary>The parts that were made, by file: device and inode.</summary>
    public Dictionary<int, UInt128> Parts { get; } = [];

    /// <summary>Decisions, by file.</summary>
    public Dictionary<int, byte> Decisions { get; } = [];

    /// <summary>Renames that were about to happen, by file: number and inode.</summary>
    public Dictionary<int, UInt128> Promotions { get; } = [];

    /// <summary>The boot that the last records were written in; null: none said.</summary>
    public UInt128? Boot { get; private set; }

    /// <summary>The state of the source that all chunks were verified against; null: none said.</summary>
    public UInt128? Source { get; private set; }

    /// <summary>Bytes up to the last whole record: what follows is torn, and overwritten.</summary>
    public long ValidLength { get; set; }

    /// <summary>Where the parts may be that were made, by device and inode: in a new folder, or beside their files' names.</summary>
    public IEnumerable<(string Path, UInt128 Id)> PartPaths()
    {
        foreach ((int file, UInt128 id) in Parts)
        {
            string path = Plan.Files[file].Path;
            yield return (PartNames.Part(path), id);
            if (path.Contains('/'))
                yield return (PartNames.PartInNewFolder(path), id);
        }
    }

    /// <summary>Takes one record in its order; an index outside the plan is ignored.</summary>
    public void Apply(in JournalRecord record)
    {
        int bound = record.Type is JournalRecordType.Verified or JournalRecordType.InPlace or JournalRecordType.Forgotten ? Plan.ChunkCount : Plan.Files.Count;
        if (record.Type is not (JournalRecordType.Boot or JournalRecordType.Source) && record.Index >= bound)
            return;
        switch (record.Type)
        {
            case JournalRecordType.Verified or JournalRecordType.InPlace:
                Chunks[record.Index] = new ChunkEntry(record.Value, record.Type == JournalRecordType.InPlace, Boot);
                break;
            case JournalRecordType.Forgotten:
                Chunks.Remove(record.Index);
                break;
            case JournalRecordType.Boot:
                Boot = record.Value;
                break;
            case JournalRecordType.Source:
                // JRN-SOURCE-1: what was verified against another state of the source says nothing of this one.
                if (Source != record.Value)
                    Chunks.Clear();
                Source = record.Value;
                break;
            case JournalRecordType.Part:
                Parts[record.Index] = record.Value;
                break;
            case JournalRecordType.Decision:
                Decisions[record.Index] = (byte)record.Value;
                break;
            case JournalRecordType.Promoting:
                Promotions[record.Index] = record.Value;
                break;
        }
    }
}

/// <summary>A chunk that was verified: its hash, where its bytes are, and the boot in which that was seen.</summary>
internal readonly record struct ChunkEntry(UInt128 Hash, bool InPlace, UInt128? Boot);
