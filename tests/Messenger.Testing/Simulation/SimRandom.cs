namespace Messenger.Testing.Simulation;

/// <summary>A seeded generator (SplitMix64): the same seed gives the same life on every machine and runtime.</summary>
public sealed class SimRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, below).</summary>
    public long NextInt64(long below) => (long)(NextUInt64() % (ulong)below);

    /// <summary>Uniform in [from, below).</summary>
    public long NextInt64(long from, long below) => from + NextInt64(below - from);

    /// <summary>True with this probability; draws nothing where it is 0, so that an option that is off changes no life.</summary>
    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    /// <summary>Fills a span.</summary>
    public void Fill(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = (byte)NextUInt64();
    }

    /// <summary>A generator of its own, so that one part's draws do not move another's.</summary>
    public SimRandom Fork() => new(NextUInt64());
}
