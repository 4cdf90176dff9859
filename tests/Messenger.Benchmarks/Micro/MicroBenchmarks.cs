using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Messenger.Benchmarks.Micro;

/// <summary>What single steps of a packet's way cost, in time and allocations.</summary>
internal static class MicroBenchmarks
{
    /// <summary>Measures seal, header, ACK handling, sent-packet table and chunk map.</summary>
    /// <param name="filter">Which, such as *Seal*.</param>
    public static void Run(string filter = "*")
    {
        ManualConfig config = DefaultConfig.Instance
            // In this process: a project generated beside it would not build under the house's own rules.
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "msgr-benchmarks"));
        BenchmarkSwitcher.FromTypes([typeof(SealBenchmark), typeof(HeaderBenchmark), typeof(AckBenchmark), typeof(SentPacketTableBenchmark), typeof(ChunkMapBenchmark)])
            .Run(["--filter", filter], config);
    }
}
