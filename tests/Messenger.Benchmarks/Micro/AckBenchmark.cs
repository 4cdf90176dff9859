using BenchmarkDotNet.Attributes;
using Messenger.Rudp;
using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Benchmarks.Micro;

/// <summary>ACKs: a thousand packets noted by the receiver, and a frame of all its ranges written and parsed.</summary>
public class AckBenchmark
{
    private const int Packets = 1_000, PacketBytes = 1_400;
    private static readonly Duration Rtt = Duration.FromMilliseconds(50);

    private readonly AckRange[] _ranges = [.. Enumerable.Range(0, Limits.MaxAckRanges).Select(i => new AckRange(new(10_000 - (i * 10)), new(10_004 - (i * 10))))];
    private readonly byte[] _frame = new byte[1_200];
    private int _length;

    [GlobalSetup]
    public void SetUp() => _length = AckFrame.Write(_frame, _ranges, Duration.Zero);

    /// <summary>With every tenth packet missing, or none.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    [Arguments(0)]
    [Arguments(10)]
    public long Note(int missing)
    {
        var tracker = new AckTracker(Rtt);
        for (int i = 1; i <= Packets; i++)
        {
            if (missing == 0 || i % missing != 0)
                tracker.OnReceived(new(i), PacketBytes, ackEliciting: true, new(i), Rtt);
        }

        return tracker.Largest.Value;
    }

    [Benchmark]
    public int WriteFullFrame() => AckFrame.Write(_frame, _ranges, Duration.Zero);

    [Benchmark]
    public long ParseFullFrame()
    {
        _ = AckFrame.TryRead(_frame.AsSpan(0, _length), out AckFrame frame, out _);
        long sum = 0;
        foreach (AckRange range in frame)
            sum += range.Last - range.First;
        return sum;
    }
}
