using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>A plan that a peer sent: refused, or every chunk of it covers its files exactly and no name leaves the root.</summary>
internal sealed class Plans : FuzzTarget
{
    // Walked chunk by chunk up to so many.
    private const int MostChunks = 64;

    public override string Name => "plan";

    public override IEnumerable<byte[]> Seeds =>
    [
        [16, 2, 5, .. "a.txt"u8, 0, 10, 0, 0, 0, 0, 0, 0, 0, 7, .. "b/c.txt"u8, 0, 0, 0, 0, 1, 0, 0, 0, 0],
        [20, 3, 1, .. "a"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, .. "b/c"u8, 0, 255, 255, 255, 0, 0, 0, 0, 0, 1, .. "d"u8, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    ];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var feed = new Feed(input);
        int chunkSize = 1 << (feed.Byte() % 32);
        var files = new PlanFile[feed.Byte() % 32];
        for (int i = 0; i < files.Length; i++)
            files[i] = new PlanFile { Path = feed.Text(), Attributes = (PlanFileAttributes)feed.Byte(), Size = feed.Long() };
        TransferPlan plan;
        try
        {
            plan = TransferPlan.Create(files, chunkSize);
        }
        catch (PlanException)
        {
            return;
        }

        BrokenRuleException.ThrowUnless(plan.Files.All(f => RelativePath.IsSafe(f.Path)), "an unsafe path is believed");
        BrokenRuleException.ThrowUnless(plan.Files.Select(f => f.Path).Distinct(StringComparer.Ordinal).Count() == plan.Files.Count, "two files have one name");
        if (plan.ChunkCount <= MostChunks)
            Walk(plan);
    }

    private static void Walk(TransferPlan plan)
    {
        long done = 0;
        for (int chunk = 0; chunk < plan.ChunkCount; chunk++)
        {
            int inChunk = 0;
            foreach (FileSegment segment in plan.Segments(chunk))
            {
                BrokenRuleException.ThrowUnless(segment.Length > 0 && segment.FileOffset >= 0 && segment.FileOffset + segment.Length <= plan.Files[segment.File].Size, "a segment leaves its file");
                BrokenRuleException.ThrowUnless(plan.FileStart(segment.File) + segment.FileOffset == done, "a segment lies elsewhere");
                inChunk += segment.Length;
                done += segment.Length;
            }

            BrokenRuleException.ThrowUnless(inChunk == plan.ChunkLength(chunk) && plan.ChunkAt(plan.WireStart(chunk)) == chunk, "a chunk is not covered");
        }

        BrokenRuleException.ThrowUnless(done == plan.TotalBytes, "the chunks are not the whole");
    }
}
