using BenchmarkDotNet.Attributes;
using Messenger.Rudp;
using Messenger.Rudp.Reliability;

namespace Messenger.Benchmarks.Micro;

/// <summary>The sent-packet table with a window's packets in it: one added, one looked up, one forgotten.</summary>
public class SentPacketTableBenchmark
{
    private SentPacketTable _table = null!;

    [Params(1_000, 50_000)]
    public int Window { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _table = new SentPacketTable(new PacketNumber(0));
        for (int i = 0; i < Window; i++)
            _table.Add();
    }

    [Benchmark]
    public int AddFindForget()
    {
        _table.Add().Size = 1_200;
        int size = _table[_table.First + (Window / 2)].Size;
        _table.RemoveFirst();
        return size;
    }
}
