namespace Messenger.Testing.Simulation;

/// <summary>When a host's processor is taken away: intervals drawn one after the other, asked for in any order not far back.</summary>
internal sealed class SimStalls(SimRandom random, long every, long longest)
{
    private readonly List<(long Start, long End)> _stalls = [];
    private long _drawnUntil;

    /// <summary>The moment itself, or the end of the stall in which it lies.</summary>
    public long AwakeAt(long moment)
    {
        while (_drawnUntil <= moment)
        {
            long start = _drawnUntil + 1 + (long)(-Math.Log(1 - random.NextDouble()) * every);
            _drawnUntil = start + random.NextInt64(1, longest + 1);
            _stalls.Add((start, _drawnUntil));
        }

        for (int i = _stalls.Count - 1; i >= 0 && _stalls[i].End > moment; i--)
        {
            if (_stalls[i].Start <= moment)
                return _stalls[i].End;
        }

        return moment;
    }
}
