using Messenger.Rudp;
using Messenger.Rudp.Sockets;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;
using Messenger.Transfer.Tests.Tcp;

namespace Messenger.Transfer.Tests.Rudp;

[Collection(nameof(Alone))]
public sealed class RudpAllocationTests
{
    // Chunks of 1 MiB between two looks, each of which are 8 blocks that are read and at least 16 datagrams; and so many looks.
    private const int Step = 16, Steps = 9;

    [Theory]
    [InlineData(true, 1_200)]
    [InlineData(false, 1_200)]
    [InlineData(true, 65_507)]
    [InlineData(false, 65_507)]
    public async Task A_transfer_that_goes_on_allocates_nothing(bool offload, int datagram)
    {
        using var world = new World();
        world.MakeSource("a", Step * Steps << 20);
        FileSource source = world.OpenSource(1 << 20);
        long[] allocated = new long[Steps];
        int chunks = 0;
        using FileSink sink = world.OpenSink(source.Plan, new FileSinkOptions
        {
            BeforeStep = step =>
            {
                // One record for each chunk.
                if (step == SinkStep.Journal && ++chunks % Step == 0 && chunks / Step <= Steps)
                    allocated[(chunks / Step) - 1] = GC.GetTotalAllocatedBytes(precise: true);
            },
        });
        using var link = new RudpWorld(options: new UdpSocketOptions { Offload = offload })
        {
            Options = new RudpOptions { InitialRtt = Duration.FromMilliseconds(5), MaxDatagramSize = datagram },
        };
        (_, TransferResult received) = await link.RunAsync(source, sink);
        Assert.Equal(TransferEnd.Completed, received.End);
        long[] between = [.. allocated.Zip(allocated.Skip(1), (before, after) => after - before)];
        // Now and then a window grows, or a slow disk gets another buffer; what comes of packets or blocks is in every part of the way.
        Assert.True(between.Contains(0), $"Bytes for each {Step} MiB: {string.Join(", ", between)}.");
    }
}
