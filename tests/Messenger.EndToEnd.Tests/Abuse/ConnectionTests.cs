using System.Net.Sockets;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Connections without end, and such that never get anywhere.</summary>
public sealed class ConnectionTests(PublishedBinaries binaries)
{
    private const string Elsewhere = "127.0.0.66";
    private const long Memory = 64L << 20;

    [Fact]
    public async Task One_address_takes_its_share_and_no_more()
    {
        const int share = 20;
        await using var server = await TestServer.StartAsync(binaries, "--count-loopback", "on", "--connections-per-address", $"{share}");
        var all = new ServerCost(server);
        // They answer what they are asked: who is silent for long is taken for dead.
        var flood = new List<Listener>();
        try
        {
            for (var i = 0; i < share; i++)
                flood.Add(await Listener.EnterAsync(server, $"mallory{i}", Elsewhere));
            var honest = all.Processor;
            var refused = new ServerCost(server);
            for (var i = 0; i < 2 * share; i++)
                Assert.Null(await TryEnterAsync(server, $"more{i}", Elsewhere));
            // To be let in costs a handshake, to be refused none.
            ServerCost.IsWorthAtMost(2, refused.Processor, honest);
            await refused.LeavesNothingOpenAsync();
            all.IsBounded(Memory);

            // Others do not notice.
            await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
            await crowd.Users[0].SayAsync("still here");
            await crowd.Users[1].HearsTextAsync("still here");

            // What one lets go of, another may have.
            await flood[0].DisposeAsync();
            await using var back = await EnterWhenFreeAsync(server, "back", Elsewhere);
        }
        finally
        {
            foreach (var client in flood)
                await client.DisposeAsync();
        }

        await all.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task Strangers_who_say_nothing_or_half_a_hello_or_nothing_after_it_are_ended_and_others_come_in()
    {
        const int each = 60;
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "zoe");
        await using (await ChatUser.EnterAsync(person, server))
        {
        }

        var honest = await ServerCost.ProcessorOfAsync(server, async () =>
        {
            for (var i = 0; i < each; i++)
                await (await RawClient.EnterAsync(server, $"honest{i}")).DisposeAsync();
        });
        var cost = new ServerCost(server);
        var silent = await ConnectManyAsync(server, each, "127.0.0.1");
        var half = await ConnectManyAsync(server, each, "127.0.0.1");
        var strangers = new List<RawClient>();
        try
        {
            foreach (var socket in half)
                await socket.SendAsync((byte[])[0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]);
            for (var i = 0; i < each; i++)
                strangers.Add(await RawClient.ConnectAsync(server));
            ServerCost.IsWorthAtMost(4, cost.Processor, honest);
            cost.IsBounded(Memory);

            // While all of them wait, somebody comes in and talks.
            await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
            await crowd.Users[0].SayAsync("hello");
            await crowd.Users[1].HearsTextAsync("hello");

            foreach (var stranger in strangers)
                _ = await stranger.ReadToEndAsync();
            Assert.Equal(2 * each, await CountRefusedAsync([.. silent, .. half], 2 * each));
        }
        finally
        {
            silent.ForEach(s => s.Dispose());
            half.ForEach(s => s.Dispose());
            foreach (var stranger in strangers)
                await stranger.DisposeAsync();
        }

        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_server_whose_descriptors_are_few_refuses_more_and_serves_those_who_are_in()
    {
        const int descriptors = 200, attempts = 400;
        await using var server = await TestServer.StartWithinAsync(descriptors, binaries);
        server.Offer("file.bin", new byte[100_000]);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        using var late = new Person(binaries, "late");
        var cost = new ServerCost(server);
        var flood = await ConnectManyAsync(server, attempts, Elsewhere);
        try
        {
            await CountRefusedAsync(flood, attempts - descriptors);
            Assert.InRange(ProcessCost.Descriptors(server.Program), 1, descriptors - 1);
            cost.IsBounded(Memory);
            await crowd.Users[0].SayAsync("we talk on");
            await crowd.Users[1].HearsTextAsync("we talk on");
            var refused = await late.RunAsync(server, "files");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.NotEmpty(Sentence.Of(refused));
        }
        finally
        {
            flood.ForEach(s => s.Dispose());
        }

        await cost.LeavesNothingOpenAsync();
        await using var back = await EnterWhenFreeAsync(server, "back", "127.0.0.1");
        (await late.RunAsync(server, "get", "file.bin")).Expect(0);
    }

    private static async Task<List<Socket>> ConnectManyAsync(TestServer server, int count, string from)
    {
        var sockets = new List<Socket>();
        for (var i = 0; i < count; i++)
        {
            try
            {
                sockets.Add(await RawClient.ConnectTcpAsync(server, from));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Refused before the call that connects had returned: a socket that has ended stands for it.
                sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
        }

        return sockets;
    }

    /// <summary>Waits until at least so many were closed by the server, and counts them.</summary>
    private static async Task<int> CountRefusedAsync(List<Socket> sockets, int expected)
    {
        var ends = sockets.ConvertAll(EndOfAsync);
        while (ends.Count(e => e.IsCompleted) < expected)
            await Task.WhenAny(ends.Where(e => !e.IsCompleted).Append(Task.Delay(20))).WaitAsync(Deadline.Ordinary);
        return ends.Count(e => e.IsCompleted);
    }

    private static async Task EndOfAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[1024]) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    // The server notices that connections are gone when it comes to them.
    private static async Task<RawClient> EnterWhenFreeAsync(TestServer server, string name, string from)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            if (await TryEnterAsync(server, name, from) is { } client)
                return client;
            Assert.True(patience.Elapsed < Deadline.Ordinary, "nobody comes in any more");
            await Task.Delay(50);
        }
    }

    private static async Task<RawClient?> TryEnterAsync(TestServer server, string name, string from)
    {
        try
        {
            return await RawClient.EnterAsync(server, name, from);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }
}
