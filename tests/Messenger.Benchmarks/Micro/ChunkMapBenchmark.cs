using BenchmarkDotNet.Attributes;
using Messenger.Transfer.Journal;

namespace Messenger.Benchmarks.Micro;

/// <summary>A terabyte's chunk map: every chunk settled once.</summary>
public class ChunkMapBenchmark
{
    private const int Chunks = 1 << 20;
    private const int ChunkBytes = 1 << 20;

    [Benchmark(OperationsPerInvoke = Chunks)]
    public long Settle()
    {
        var map = new ChunkMap(Chunks, static _ => ChunkBytes);
        for (int i = 0; i < Chunks; i++)
            map[i] = ChunkState.Verified;
        return map.SettledBytes;
    }
}
