using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Frames that lie about their length, their counts and their depth.</summary>
public sealed class FrameTests(PublishedBinaries binaries)
{
    private const long Memory = 64L << 20;

    [Theory]
    [InlineData(false, 0u)]
    [InlineData(false, 4_097u)]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, 0u)]
    [InlineData(true, 65_537u)]
    [InlineData(true, 0x8000_0000u)]
    public async Task CTL_FRAME_2_a_length_that_is_not_allowed_ends_the_connection_before_anything_is_kept(bool member, uint length)
    {
        const int liars = 20;
        await using var server = await TestServer.StartAsync(binaries);
        var honest = await ServerCost.ProcessorOfAsync(server, () => ComeAndGoAsync(server, liars));
        var cost = new ServerCost(server);
        for (var i = 0; i < liars; i++)
        {
            await using var mallory = member ? await RawClient.EnterAsync(server, $"mallory{i}") : await RawClient.ConnectAsync(server);
            await mallory.SendBytesAsync(BitConverter.GetBytes(length));
            Assert.Single(await mallory.ReadToEndAsync(), f => f is Closing { Reason: ClosingReason.Protocol });
        }

        await using var other = await RawClient.EnterAsync(server, "other");
        await other.SettleAsync();
        ServerCost.IsWorthAtMost(4, cost.Processor, honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_hundred_who_promise_a_large_frame_and_send_a_byte_of_it_cost_little()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var honest = await ServerCost.ProcessorOfAsync(server, () => ComeAndGoAsync(server, 100));
        var cost = new ServerCost(server);
        var promising = new List<RawClient>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                promising.Add(await RawClient.EnterAsync(server, $"mallory{i}"));
                await promising[^1].SendBytesAsync([.. BitConverter.GetBytes(WireLimits.FrameBytes), 6]);
            }

            await using var ann = await RawClient.EnterAsync(server, "ann");
            await ann.SettleAsync();
            ServerCost.IsWorthAtMost(4, cost.Processor, honest);
            cost.IsBounded(Memory);
        }
        finally
        {
            foreach (var client in promising)
                await client.DisposeAsync();
        }

        await cost.LeavesNothingOpenAsync();
    }

    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "a count of strings that is not there", Body(14, [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F]) },
        { "a string of two gigabytes", Body(5, [1, 0, 0, 0], [0x01, 0, 0, 0x80]) },
        { "an object of 250 members", [5, 250, .. new byte[250]] },
        { "objects in objects", [14, .. Enumerable.Repeat((byte)2, 4_000)] },
        { "a member that ends before it began", [2, 2, 4, 0x84, 0x00, 0x00, 0x00, 0x80, 7, 0, 0, 0] },
        { "the largest frame, all of one byte", [.. Enumerable.Repeat((byte)0x84, WireLimits.FrameBytes)] },
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public async Task CTL_BODY_9_a_bomb_is_refused_at_the_cost_of_its_bytes(string what, byte[] body)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var honest = await ServerCost.ProcessorOfAsync(server, () => ComeAndGoAsync(server, 10, requests: 20));
        var cost = new ServerCost(server);
        for (var i = 0; i < 10; i++)
        {
            await using var mallory = await RawClient.EnterAsync(server, $"mallory{i}");
            for (var n = 0; n < 12; n++)
                await mallory.SendBodyAsync(body);
            var refused = 0;
            await mallory.SettleAsync(f => refused += f is Refused ? 1 : 0);
            Assert.True(refused == 12, what);
            // A program that goes on so is broken, and ended.
            for (var n = 0; n < 8; n++)
                await mallory.SendBodyAsync(body);
            Assert.Contains(await mallory.ReadToEndAsync(), f => f is Closing { Reason: ClosingReason.Protocol });
        }

        await using var ann = await RawClient.EnterAsync(server, "ann");
        await ann.SettleAsync();
        ServerCost.IsWorthAtMost(4, cost.Processor, honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task Offers_that_nobody_takes_are_bounded_and_others_download_all_the_same()
    {
        const int keys = 80, each = 40;
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", new byte[500_000]);
        using var person = new Person(binaries, "ann");
        var honest = await ServerCost.ProcessorOfAsync(server, () => ComeAndGoAsync(server, keys, each));
        var cost = new ServerCost(server);
        var takers = new List<RawClient>();
        try
        {
            var (offered, refused) = (0, 0);
            for (var i = 0; i < keys; i++)
            {
                var mallory = await RawClient.EnterAsync(server, $"mallory{i}");
                takers.Add(mallory);
                for (uint n = 1; n <= each; n++)
                {
                    await mallory.SendAsync(new OpenDownload { RequestId = n, Selections = ["file.bin"], Transports = TransferTransports.Rudp | TransferTransports.Tcp, HasAes = true });
                    var answer = await mallory.ReadAsync<ServerFrame>(f => f is TransferOffer or Refused);
                    offered += answer is TransferOffer ? 1 : 0;
                    refused += answer is Refused { Code: RefusalCode.LimitReached } ? 1 : 0;
                }
            }

            Assert.Equal(keys * each, offered + refused);
            Assert.InRange(offered, 1, 2_000 + (keys * 8));
            ServerCost.IsWorthAtMost(8, cost.Processor, honest);
            cost.IsBounded(2 * Memory);
            // All places are taken; one that nobody came for is free again soon.
            for (var patience = System.Diagnostics.Stopwatch.StartNew(); (await person.RunAsync(server, "get", "file.bin")).ExitCode != 0;)
                Assert.True(patience.Elapsed < Deadline.Ordinary, "offers that nobody takes keep everybody out");
        }
        finally
        {
            foreach (var taker in takers)
                await taker.DisposeAsync();
        }

        await cost.LeavesNothingOpenAsync();
    }

    // Honest work: people who come in, ask what is there, and go.
    private static async Task ComeAndGoAsync(TestServer server, int people, int requests = 1)
    {
        for (var i = 0; i < people; i++)
        {
            await using var person = await RawClient.EnterAsync(server, $"honest{i}");
            for (uint n = 1; n <= requests; n++)
            {
                await person.SendAsync(new ListFiles { RequestId = n });
                await person.ReadAsync<FilePage>();
            }
        }
    }

    // A frame of members with their lengths as bytes.
    private static byte[] Body(byte tag, params byte[][] members) => [tag, (byte)members.Length, .. members.Select(m => (byte)m.Length), .. members.SelectMany(m => m)];
}
