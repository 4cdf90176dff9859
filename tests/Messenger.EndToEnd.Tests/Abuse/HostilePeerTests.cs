using Messenger.Contracts.Files;
using Messenger.Rudp;
using Messenger.Rudp.Wire;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Clients with valid keys who break the rules of reliable UDP: each loses its own transfer, and nobody else notices.</summary>
public sealed class HostilePeerTests(PublishedBinaries binaries)
{
    private const long Memory = 64L << 20;

    private int _people;

    // What an attack may cost in honest transfers, or in honest datagrams.
    private const double Worth = 4;

    [Fact]
    public async Task RUDP_ACK_8_who_acknowledges_what_was_never_sent_loses_that_transfer_alone()
    {
        const int transfers = 20;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(3_000_000, seed: 1));
        var download = await ServerCost.ProcessorOfAsync(server, () => DownloadAsync(server, content, times: transfers));
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        using var honest = await HostilePeer.ConnectAsync(server, await OfferAsync(mallory, 1));
        var cost = new ServerCost(server);
        for (uint i = 2; i < transfers; i++)
        {
            using var liar = await HostilePeer.ConnectAsync(server, await OfferAsync(mallory, i));
            await liar.UntilAsync(() => liar.Highest >= 0, "nothing came from the server");
            liar.Acknowledge(new AckRange(new(liar.Highest), new(liar.Highest + (1L << (int)(10 + i)))));
            await liar.UntilAsync(() => liar.End is not null, "the server goes on with a liar");
            Assert.Equal(RudpReason.AckOfUnsent, liar.End);
            // Who is silent is not waited for: this one says that it lives.
            honest.Send([(byte)FrameType.Ping]);
        }

        ServerCost.IsWorthAtMost(Worth, cost.Processor, download);
        await DownloadAsync(server, content);
        honest.Poll();
        Assert.Null(honest.End);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task RUDP_ACK_1_thirty_ranges_in_each_of_ten_thousand_packets_cost_little()
    {
        const int packets = 10_000;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(3_000_000, seed: 2));
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        using var bomber = await HostilePeer.ConnectAsync(server, await OfferAsync(mallory, 1));
        await bomber.UntilAsync(() => bomber.Highest >= 0, "nothing came from the server");
        var honest = await ServerCost.ProcessorOfAsync(server, () =>
        {
            for (var i = 0; i < packets; i++)
            {
                bomber.Poll();
                bomber.Acknowledge(new AckRange(new(0), new(0)));
            }

            return Task.CompletedTask;
        });
        var cost = new ServerCost(server);
        for (var i = 0; i < packets; i++)
        {
            bomber.Poll();
            // Every second number that has come, the same ones again and again.
            bomber.Acknowledge([.. Enumerable.Range(0, Limits.MaxAckRanges).Select(r => bomber.Highest - (2 * r)).Where(n => n >= 0).Select(n => new AckRange(new(n), new(n)))]);
        }

        // Thirty ranges are more to look at than one, and no more than thirty times as much.
        ServerCost.IsWorthAtMost(30, cost.Processor, honest);
        await DownloadAsync(server, content);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory]
    [InlineData("ranges that go below zero", RudpReason.FrameEncoding)]
    [InlineData("data beyond the address space", RudpReason.FrameEncoding)]
    [InlineData("bytes that nobody wants", RudpReason.UnexpectedRange)]
    [InlineData("a type that there is not", RudpReason.FrameEncoding)]
    public async Task RUDP_LIFE_4_what_no_honest_client_sends_ends_that_transfer_with_its_reason(string what, RudpReason reason)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(1_000_000, seed: 3));
        var honest = await ServerCost.ProcessorOfAsync(server, () => DownloadAsync(server, content));
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var cost = new ServerCost(server);
        using var breaker = await HostilePeer.ConnectAsync(server, await OfferAsync(mallory, 1));
        await breaker.UntilAsync(() => breaker.Highest >= 0, "nothing came from the server");
        breaker.Send(Frame(what));
        await breaker.UntilAsync(() => breaker.End is not null, $"the server goes on after {what}");
        Assert.Equal(reason, breaker.End);
        ServerCost.IsWorthAtMost(Worth, cost.Processor, honest);
        await DownloadAsync(server, content);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    private static byte[] Frame(string what)
    {
        switch (what)
        {
            case "ranges that go below zero":
                // Largest 0, one more range, and a gap below it.
                return [(byte)FrameType.Ack, .. new byte[8], .. new byte[4], 1, 0, 5, 5];
            case "data beyond the address space":
                return Data((1L << 62) - 1);
            case "bytes that nobody wants":
                return Data(1_000);
            default:
                return [0x7F];
        }
    }

    private static byte[] Data(long offset)
    {
        var frame = new DataFrame(offset, "??"u8);
        var bytes = new byte[frame.Length];
        frame.Write(bytes);
        return bytes;
    }

    private static async Task<TransferOffer> OfferAsync(RawClient client, uint requestId)
    {
        await client.SendAsync(new OpenDownload { RequestId = requestId, Selections = ["file.bin"], Transports = TransferTransports.Rudp, HasAes = true });
        return await client.ReadAsync<TransferOffer>(offer => offer.RequestId == requestId);
    }

    // Each time by somebody else, as each of the attacks.
    private async Task DownloadAsync(TestServer server, byte[] content, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            using var person = new Person(binaries, $"ann{Interlocked.Increment(ref _people)}");
            (await person.RunAsync(server, "get", "--udp", "file.bin")).Expect(0);
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        }
    }
}
