using System.Collections;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Messages;

namespace Messenger.Transfer;

/// <summary>Decides what to ask for next: hashes where bytes are here that may be right, bytes where they are missing; each once.</summary>
internal sealed class WantScheduler(ChunkMap map)
{
    // Enough to keep any link busy, few enough that an answer can still change what comes next.
    private const int MaxHashesAsked = 64;

    // Below so many runs that were asked for and have not come, the next are asked for.
    private const int MaxRunsAsked = 2 * WantRun.MaxPerMessage;
    private readonly BitArray _asked = new(map.Count);
    private readonly BitArray _askedHash = new(map.Count);
    private readonly BitArray _everAsked = new(map.Count);
    private readonly BitArray _runEnds = new(map.Count);
    private int _hashesAsked, _runsAsked, _next;

    /// <summary>Whether a chunk is asked for and has not come.</summary>
    public bool IsAsked(int chunk, out bool hashOnly)
    {
        hashOnly = _askedHash[chunk];
        return _asked[chunk];
    }

    /// <summary>Whether a chunk was ever asked for: what comes of it twice is no fault.</summary>
    public bool WasAsked(int chunk) => _everAsked[chunk];

    /// <summary>Chunks have a new state: look at all again.</summary>
    public void Rescan() => _next = 0;

    /// <summary>What was asked for came.</summary>
    public void OnCame(int chunk)
    {
        _asked[chunk] = false;
        if (_askedHash[chunk])
            _hashesAsked--;
        _askedHash[chunk] = false;
        if (_runEnds[chunk])
            _runsAsked--;
        _runEnds[chunk] = false;
        if (map.IsOpen(chunk))
            _next = Math.Min(_next, chunk);
    }

    /// <summary>The next runs to ask for; empty: nothing now.</summary>
    public void Next(List<WantRun> runs)
    {
        runs.Clear();
        if (_runsAsked > MaxRunsAsked - WantRun.MaxPerMessage)
            return;
        while (_next < map.Count && runs.Count < WantRun.MaxPerMessage)
        {
            if (!IsWanted(_next))
            {
                _next++;
                continue;
            }

            bool hashOnly = map[_next] == ChunkState.Candidate;
            if (hashOnly && _hashesAsked == MaxHashesAsked)
                return;
            runs.Add(Take(hashOnly));
        }
    }

    /// <summary>MSG-5: the first chunks, of which nothing is here, were asked for before.</summary>
    /// <param name="chunks">How many, 1 or more.</param>
    public void Begin(int chunks)
    {
        for (int chunk = 0; chunk < chunks; chunk++)
            _asked[chunk] = _everAsked[chunk] = true;
        _runEnds[chunks - 1] = true;
        (_next, _runsAsked) = (chunks, 1);
    }

    private WantRun Take(bool hashOnly)
    {
        int first = _next;
        do
        {
            _asked[_next] = _everAsked[_next] = true;
            _askedHash[_next] = hashOnly;
            _hashesAsked += hashOnly ? 1 : 0;
            _next++;
        }
        while (_next < map.Count && IsWanted(_next) && (map[_next] == ChunkState.Candidate) == hashOnly && !(hashOnly && _hashesAsked == MaxHashesAsked));
        _runEnds[_next - 1] = true;
        _runsAsked++;
        return new WantRun(first, _next - first, hashOnly);
    }

    private bool IsWanted(int chunk) => map.IsOpen(chunk) && !_asked[chunk];
}
