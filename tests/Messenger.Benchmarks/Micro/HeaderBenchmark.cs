using BenchmarkDotNet.Attributes;
using Messenger.Rudp;
using Messenger.Rudp.Wire;

namespace Messenger.Benchmarks.Micro;

/// <summary>A datagram's header written with its checksum, and read again.</summary>
public class HeaderBenchmark
{
    private readonly byte[] _datagram = new byte[1_452];
    private long _number;

    [Benchmark]
    public void Write()
    {
        new PacketHeader(PacketType.Data, Phase: false, 0x0123_4567_89AB_CDEF, new PacketNumber(_number++)).Write(_datagram);
        PacketHeader.WriteChecksum(_datagram);
    }

    [Benchmark]
    public bool Read()
    {
        PacketHeader.WriteChecksum(_datagram);
        return PacketHeader.VerifyChecksum(_datagram) && PacketHeader.TryRead(_datagram, out _);
    }
}
