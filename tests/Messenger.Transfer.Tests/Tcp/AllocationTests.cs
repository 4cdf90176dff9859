using System.Net;
using System.Net.Sockets;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Tcp;

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_longer_transfer_allocates_hardly_more_than_a_short_one()
    {
        const int small = 8 << 20, large = 72 << 20;
        await AllocatedAsync(small);
        long first = await AllocatedAsync(small), second = await AllocatedAsync(large);
        // 64 MiB more, which are 256 records, at least as many pieces, and 64 chunks: bytes allocated for them stay below one per hundred moved.
        Assert.True(second - first < (large - small) / 100, $"{first} bytes for {small}, {second} for {large}.");
    }

    private static async Task<long> AllocatedAsync(int size)
    {
        using var world = new World();
        world.MakeSource("a", size);
        FileSource source = world.OpenSource(1 << 20);
        using FileSink sink = world.OpenSink(source.Plan);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Task<TransferResult> send = TcpWorld.SendAsync(new NetworkStream(server, ownsSocket: true), source, new TransferControl());
        Task<TransferResult> receive = TcpWorld.ReceiveAsync(new NetworkStream(client, ownsSocket: true), sink, new TransferControl());
        await Task.WhenAll(send, receive).WaitAsync(TcpWorld.Patience);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(TransferEnd.Completed, (await receive).End);
        return allocated;
    }
}
