using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;
using Messenger.Testing;
using Messenger.Testing.Streams;
using Messenger.Transfer.Tcp;

namespace Messenger.Transfer.Tests.Impairments;

public sealed class ImpairedStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bytes_come_out_whole_and_in_order_and_the_end_is_the_end()
    {
        var options = new ImpairmentOptions { Delay = Duration.FromMilliseconds(3), Jitter = Duration.FromMilliseconds(3), Rate = 1e9, Loss = 0.5, Mtu = 68 };
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        byte[] sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        var near = new ImpairedStream(client, options, TimeProvider.System);
        var far = new ImpairedStream(server, options, TimeProvider.System);
        Task write = Task.Run(async () =>
        {
            await near.WriteAsync(sent);
            await near.DisposeAsync();
        });
        byte[] received = new byte[sent.Length];
        await far.ReadExactlyAsync(received).AsTask().WaitAsync(Patience);
        Assert.Equal(sent, received);
        Assert.Equal(0, await far.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        await write.WaitAsync(Patience);
        await far.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_comes_out_before_its_time()
    {
        var time = new ManualTimeProvider();
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        await using var near = new ImpairedStream(client, new ImpairmentOptions { Delay = Duration.FromMilliseconds(40) }, time);
        await near.WriteAsync(new byte[10]);
        Task<int> read = server.ReadAsync(new byte[10]).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(39));
        Assert.False(read.IsCompleted);
        while (!read.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal(10, await read);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_as_input_and_output_errors()
    {
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        await using var near = new ImpairedStream(client, new ImpairmentOptions(), TimeProvider.System);
        server.Break();
        await Assert.ThrowsAnyAsync<Exception>(async () => await near.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
                await near.WriteAsync(new byte[1]).AsTask().WaitAsync(Patience);
        });
    }
}
