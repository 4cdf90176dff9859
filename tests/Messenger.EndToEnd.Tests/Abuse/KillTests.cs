using System.Globalization;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Ends that die at random moments of chats and transfers, over and over, and everything is whole in the end.</summary>
public sealed class KillTests(PublishedBinaries binaries)
{
    private const int Size = 6_000_000;
    private const long Memory = 64L << 20;

    [Fact]
    public Task Twenty_kills_of_either_end_in_a_transfer_and_a_chat() => RunAsync(kills: 20, seed: 20_261_122);

    /// <summary>The long run: MSGR_KILLS kills with MSGR_SEED.</summary>
    [Fact(Explicit = true)]
    public Task Two_hundred_kills() => RunAsync(FromEnvironment("MSGR_KILLS", 200), FromEnvironment("MSGR_SEED", Environment.ProcessId));

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private async Task RunAsync(int kills, int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"MSGR_SEED={seed}");
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed));
        await using var relay = await UdpRelay.ToAsync(server);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        await using var listener = await ChatUser.EnterAsync(bob, server);
        var cost = new ServerCost(server);
        for (var i = 0; i < kills; i++)
            await KillOnceAsync(random, i, server, relay, ann, listener);

        relay.Release();
        relay.Control.Release();
        (await ann.RunAsync(relay.Address, "get", "file.bin")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(ann["file.bin"])));
        Assert.Empty(Directory.EnumerateFiles(ann.Desk, "*.part*"));

        // Who listened all the time heard all that anybody was told is said, once and in order.
        await listener.SayAsync("the end");
        await listener.HearsTextAsync("the end");
        var heard = listener.Texts.Where(t => t.StartsWith("before kill ", StringComparison.Ordinal)).Select(t => int.Parse(t["before kill ".Length..], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(Enumerable.Range(0, kills), heard);
        // The server of now, whichever that is, beside the first one when nothing had happened to it.
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    private async Task KillOnceAsync(Random random, int number, TestServer server, UdpRelay relay, Person ann, ChatUser listener)
    {
        var udp = random.Next(2) == 0;
        // So many bytes after which everything stands still, and one end dies: from the first handshake to shortly before the end.
        var at = random.Next(Size / 4);
        if (udp)
            relay.HoldAt(at);
        else
            relay.Control.HoldAt(at);
        if (!udp)
            relay.Release();
        await using (var get = ann.Start(relay.Address, "get", udp ? "--udp" : "--tcp", "file.bin", "--if-exists", "overwrite"))
        {
            var ended = get.ExitAsync();
            await Task.WhenAny(ended, udp ? relay.HeldAsync() : relay.Control.HeldAsync());
            if (!ended.IsCompleted)
            {
                await SayAsync(server, listener, number);
                if (random.Next(2) == 0)
                {
                    get.Kill();
                    await ended;
                }
                else
                {
                    await server.KillAsync();
                    get.Kill();
                    await ended;
                    relay.Release();
                    relay.Control.Release();
                    await server.StartAgainAsync();
                }
            }
            else
            {
                // What was left was less than the byte at which it would have been held.
                await SayAsync(server, listener, number);
            }
        }

        relay.Release();
        relay.Control.Release();
    }

    // A server that dies forgets its messages: whoever was in the chat has heard them by then.
    private async Task SayAsync(TestServer server, ChatUser listener, int number)
    {
        using var teller = new Person(binaries, $"teller{number}");
        (await teller.RunAsync(server, "say", $"before kill {number}")).Expect(0);
        await listener.HearsTextAsync($"before kill {number}");
    }
}
