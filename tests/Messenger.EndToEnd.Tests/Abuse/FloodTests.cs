using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Members who talk, come and go as fast as they can, and one who does not listen.</summary>
public sealed class FloodTests(PublishedBinaries binaries)
{
    private const long Memory = 96L << 20;

    [Fact]
    public async Task CTL_FLOOD_1_a_flood_of_messages_is_told_once_and_dropped_and_others_are_heard()
    {
        const int perSecond = 50, sent = 20_000;
        await using var server = await TestServer.StartAsync(binaries, "--requests-per-second", $"{perSecond}");
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var honest = await ServerCost.ProcessorOfAsync(server, () => AskAsync(mallory, sent));
        var cost = new ServerCost(server);

        var (refused, accepted) = (0, 0);
        void Count(ServerFrame frame)
        {
            refused += frame is Refused { Code: RefusalCode.TooFast } ? 1 : 0;
            accepted += frame is MessageAccepted ? 1 : 0;
        }

        foreach (var part in Enumerable.Range(0, sent).Chunk(500))
        {
            await mallory.SendAsync([.. part.Select(i => new PostMessage { RequestId = (uint)i + 1, Room = "lobby", Text = $"flood {i}", ClientMessageId = Guid.NewGuid() })]);
            if (part[0] == sent / 2)
                await crowd.Users[1].SayAsync("in the middle of it");
            await mallory.SettleAsync(Count);
        }

        var attack = cost.Processor;
        await crowd.Users[1].SayAsync("behind it");
        await crowd.Users[0].HearsTextAsync("in the middle of it");
        await crowd.Users[0].HearsTextAsync("behind it");

        // What came in is what the server's own clock allows, whatever this machine's speed.
        var flood = crowd.Users[0].Messages.Where(m => m.Text("text")!.StartsWith("flood ", StringComparison.Ordinal)).ToArray();
        var seconds = (flood[^1].GetProperty("time").GetDateTimeOffset() - flood[0].GetProperty("time").GetDateTimeOffset()).TotalSeconds;
        Assert.Equal(accepted, flood.Length);
        Assert.InRange(flood.Length, 1, (6 * perSecond) + (int)(seconds * perSecond));
        Assert.InRange(refused, 1, (sent - accepted) / 2);
        // To say no, and to say nothing, costs no more than to answer.
        ServerCost.IsWorthAtMost(4, attack, honest);
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_storm_of_joins_and_parts_costs_the_others_a_few_frames()
    {
        const int rounds = 4_000;
        await using var server = await TestServer.StartAsync(binaries, "--requests-per-second", "0");
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var honest = await ServerCost.ProcessorOfAsync(server, () => TalkAsync(mallory, 4 * rounds));
        await using var ann = await RawClient.EnterAsync(server, "ann");
        await ann.SendAsync(new JoinRoom { RequestId = 1, Room = "work" });
        await ann.ReadAsync<RoomJoined>();
        var cost = new ServerCost(server);
        var presence = 0;
        void Count(ServerFrame frame) => presence += frame is PresenceChanged { Room: "work" } ? 1 : 0;

        for (var i = 0; i < rounds; i += 100)
        {
            ClientFrame[] storm = [.. Enumerable.Range(i, 100).SelectMany(n => (ClientFrame[])
            [
                new JoinRoom { RequestId = 2, Room = "work" }, new PartRoom { RequestId = 3, Room = "work" },
                new JoinRoom { RequestId = 4, Room = $"room{n}" }, new PartRoom { RequestId = 5, Room = $"room{n}" },
            ])];
            await mallory.SendAsync(storm);
            await mallory.SettleAsync();
            // Who is silent for long is taken for dead: ann reads as it comes.
            await ann.SettleAsync(Count);
        }

        ServerCost.IsWorthAtMost(8, cost.Processor, honest);
        // Changes are told together, and who came and went in between not at all.
        await ann.SettleAsync(Count);
        Assert.InRange(presence, 0, rounds);
        await ann.SendAsync(new ListRooms { RequestId = 9 });
        Assert.Equal(["lobby", "work"], (await ann.ReadAsync<RoomPage>()).Rooms.Select(r => r.Room));
        await ann.SendAsync(new ListMembers { RequestId = 10, Room = "work" });
        Assert.Equal(["ann"], (await ann.ReadAsync<MemberPage>()).Members.Select(m => m.Name));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task One_who_does_not_read_is_dropped_and_the_others_miss_nothing()
    {
        const int messages = 3_000, members = 8;
        var text = new string('x', 4_000);
        await using var server = await TestServer.StartAsync(binaries, "--requests-per-second", "0");
        await using var stalled = await RawClient.EnterAsync(server, "mallory", receiveBuffer: 4_096);
        await using var talker = await RawClient.EnterAsync(server, "talker");
        var cost = new ServerCost(server);
        var listening = new List<Task<int>>();
        var clients = new List<RawClient>();
        try
        {
            for (var i = 0; i < members; i++)
            {
                clients.Add(await RawClient.EnterAsync(server, $"member{i}"));
                listening.Add(ListenAsync(clients[^1], messages));
            }

            for (var i = 1; i <= messages; i += 20)
            {
                await talker.SendAsync([.. Enumerable.Range(i, 20).Select(n => new PostMessage { RequestId = (uint)n, Room = "lobby", Text = text, ClientMessageId = Guid.NewGuid() })]);
                await talker.ReadAsync<MessageAccepted>(a => a.RequestId == i + 19);
            }

            Assert.All(await Task.WhenAll(listening), heard => Assert.Equal(messages, heard));
            // Bounded by its outbox and the kernel's buffers, whatever was said: 12 MB.
            cost.IsBounded(Memory);
            await talker.ReadAsync<PresenceChanged>(p => p.Left.Any(d => d.Name == "mallory"));
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }

        await cost.LeavesNothingOpenAsync();
    }

    // Honest work: as many questions, each answered.
    private static async Task AskAsync(RawClient client, int questions)
    {
        for (var i = 0; i < questions; i += 500)
        {
            await client.SendAsync([.. Enumerable.Range(i, 500).Select(n => new ClientPing { RequestId = (uint)n + 1 })]);
            await client.SettleAsync();
        }
    }

    // Honest work: as many notes to oneself.
    private static async Task TalkAsync(RawClient client, int messages)
    {
        for (var i = 0; i < messages; i += 400)
        {
            await client.SendAsync([.. Enumerable.Range(i, 400).Select(n => new PostMessage { RequestId = (uint)n + 10, To = "mallory", Text = $"note {n}", ClientMessageId = Guid.NewGuid() })]);
            await client.SettleAsync();
        }
    }

    private static async Task<int> ListenAsync(RawClient client, int messages)
    {
        long last = 0;
        for (var heard = 0; heard < messages; heard++)
        {
            var message = (await client.ReadAsync<MessagePosted>()).Message!;
            Assert.True(last == 0 || message.Sequence == last + 1);
            last = message.Sequence;
        }

        return messages;
    }
}
