using Messenger.Transfer;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Messages;

namespace Messenger.Fuzz.Targets.Operations;

/// <summary>What a receiver asks for, with a sender that answers in any order, rightly and wrongly: each once at a time, and in the end everything.</summary>
internal sealed class WantOperations : FuzzTarget
{
    private readonly List<WantRun> _runs = [];
    private readonly List<int> _asked = [];

    public override string Name => "want";

    // Chunks; which are candidates; then: how many asks, answers and what becomes of them.
    public override IEnumerable<byte[]> Seeds => [[20, 0, 1, 0, 2, 0, 1, 1, 3, 9, 0, 5], [255, 255, 0, 0, 1, 1, 2, 2, 3, 3], [100, 7, .. Enumerable.Range(0, 150).Select(i => (byte)i)]];

    public override void Run(ReadOnlySpan<byte> input)
    {
        var feed = new Feed(input);
        int count = 1 + feed.Byte(), candidates = feed.Byte();
        var map = new ChunkMap(count, static _ => 1);
        for (int i = 0; i < count; i++)
            map[i] = (i * 7 % 256) < candidates ? ChunkState.Candidate : ChunkState.Missing;
        var scheduler = new WantScheduler(map);
        _asked.Clear();
        while (!feed.IsEmpty)
        {
            Ask(scheduler, map);
            for (int answers = feed.Byte(); answers > 0 && _asked.Count > 0; answers--)
                Answer(scheduler, map, feed.Below(_asked.Count), right: feed.Byte() % 8 != 0);
        }

        // An honest sender from here on: everything comes.
        for (int rounds = 0; map.UnsettledChunks > 0; rounds++)
        {
            BrokenRuleException.ThrowUnless(rounds <= 4 * count, "the end never comes");
            Ask(scheduler, map);
            BrokenRuleException.ThrowUnless(_asked.Count > 0, "nothing is asked for and not all is there");
            while (_asked.Count > 0)
                Answer(scheduler, map, 0, right: true);
        }
    }

    private void Ask(WantScheduler scheduler, ChunkMap map)
    {
        scheduler.Next(_runs);
        BrokenRuleException.ThrowUnless(_runs.Count <= WantRun.MaxPerMessage, "too many runs");
        foreach (WantRun run in _runs)
        {
            BrokenRuleException.ThrowUnless(run.First >= 0 && run.Count >= 1 && run.First + run.Count <= map.Count, "a run leaves the map");
            for (int chunk = run.First; chunk < run.First + run.Count; chunk++)
            {
                BrokenRuleException.ThrowUnless(map.IsOpen(chunk) && !_asked.Contains(chunk), "a chunk is asked for twice, or is there");
                BrokenRuleException.ThrowUnless(scheduler.IsAsked(chunk, out bool hashOnly) && hashOnly == run.HashOnly && hashOnly == (map[chunk] == ChunkState.Candidate), "the wrong thing is asked for");
                _asked.Add(chunk);
            }
        }
    }

    // A candidate whose hash is another becomes missing; bytes that are wrong stay missing.
    private void Answer(WantScheduler scheduler, ChunkMap map, int which, bool right)
    {
        int chunk = _asked[which];
        _asked.RemoveAt(which);
        map[chunk] = right ? ChunkState.Verified : ChunkState.Missing;
        scheduler.OnCame(chunk);
        BrokenRuleException.ThrowUnless(!scheduler.IsAsked(chunk, out _) && scheduler.WasAsked(chunk), "what came is still asked for");
    }
}
