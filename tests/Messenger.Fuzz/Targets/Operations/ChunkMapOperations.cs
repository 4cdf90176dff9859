using Messenger.Transfer.Journal;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>The map of chunks beside sums that are made anew each time.</summary>
internal sealed class ChunkMapOperations : FuzzTarget
{
    private const int States = (int)ChunkState.Unwanted + 1;

    public override string Name => "chunk-map";

    public override IEnumerable<byte[]> Seeds => [[9, 0, 2, 1, 1, 1, 2, 0, 0, 8, 4, 3, 3], [0, 1, 1], [255, .. Enumerable.Range(0, 200).Select(i => (byte)(i * 7))]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var feed = new Feed(input);
        int count = 1 + feed.Byte();
        var map = new ChunkMap(count, static chunk => chunk + 1);
        var model = new ChunkState[count];
        while (!feed.IsEmpty)
        {
            int chunk = feed.Below(count);
            map[chunk] = model[chunk] = (ChunkState)feed.Below(States);
            int unsettled = 0;
            long settled = 0;
            for (int i = 0; i < count; i++)
            {
                bool isOpen = model[i] is ChunkState.Missing or ChunkState.Candidate;
                bool isSettled = !isOpen && model[i] != ChunkState.Received;
                unsettled += isSettled ? 0 : 1;
                settled += isSettled ? i + 1 : 0;
                BrokenRuleException.ThrowUnless(map[i] == model[i] && map.IsOpen(i) == isOpen, "state");
            }

            BrokenRuleException.ThrowUnless(map.UnsettledChunks == unsettled && map.SettledBytes == settled && map.Count == count, "sums");
        }
    }
}
