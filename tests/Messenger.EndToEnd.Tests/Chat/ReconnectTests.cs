namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>The server goes away while people chat, and comes back.</summary>
public sealed class ReconnectTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_typed_is_lost_and_nothing_is_doubled(bool killed)
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 3);
        var ann = crowd.Users[0];
        foreach (var user in crowd.Users)
            await user.SayAsync($"before, {user.Name}");
        foreach (var user in crowd.Users)
            await user.HearsTextAsync("before, cleo");

        var soFar = crowd.Users.Select(u => u.SoFar).ToArray();
        if (killed)
            await server.KillAsync();
        else
            (await server.StopAsync()).Expect(0);
        for (var i = 0; i < crowd.Users.Count; i++)
            await crowd.Users[i].HearsAsync(o => o.Is("connection", ("state", "waiting")), soFar[i]);
        for (var i = 0; i < 20; i++)
        {
            foreach (var user in crowd.Users)
                await user.RequestAsync(new { type = "say", text = $"meanwhile {i}, {user.Name}" });
        }

        await server.StartAgainAsync();
        var typed = crowd.Users.SelectMany(u => Enumerable.Range(0, 20).Select(i => $"meanwhile {i}, {u.Name}")).ToArray();
        foreach (var user in crowd.Users)
        {
            foreach (var text in typed)
                await user.HearsTextAsync(text);
        }

        await ann.SayAsync("after");
        foreach (var user in crowd.Users)
        {
            await user.HearsTextAsync("after");
            await user.SettleAsync();
            Assert.Equal(3 + typed.Length + 1, user.Texts.Length);
            Assert.Equal(user.Texts.Length, user.Messages.Select(m => m.Text("messageId")).Distinct().Count());
            Assert.Equal(ann.Texts[3..], user.Texts[3..]);
            // Each speaker's own order holds.
            foreach (var speaker in crowd.Users)
                Assert.Equal(typed.Where(t => t.EndsWith(speaker.Name)), user.Texts.Where(t => t.StartsWith("meanwhile") && t.EndsWith(speaker.Name)));
        }
    }

    [Fact]
    public async Task A_connection_cut_at_any_byte_while_everybody_talks_loses_and_doubles_nothing()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ann = crowd.Users[0];
        await using var relay = Relay.To(server);
        using var bert = new Person(binaries, "bert");
        await using var shaky = await ChatUser.EnterAsync(bert, relay.Address);
        var random = new Random(20_271);

        for (var round = 0; round < 5; round++)
        {
            var soFar = shaky.SoFar;
            relay.HoldAt(relay.BytesToClients + random.Next(1, 2_000));
            for (var i = 0; i < 10; i++)
            {
                await ann.RequestAsync(new { type = "say", text = $"ann {round} {i}" });
                await shaky.RequestAsync(new { type = "say", text = $"bert {round} {i}" });
            }

            await ann.HearsTextAsync($"ann {round} 9");
            relay.CutAll();
            relay.Release();
            await shaky.HearsAsync(o => o.Is("connection", ("state", "online")), soFar);
        }

        foreach (var user in (ChatUser[])[ann, shaky])
        {
            for (var round = 0; round < 5; round++)
            {
                for (var i = 0; i < 10; i++)
                {
                    await user.HearsTextAsync($"ann {round} {i}");
                    await user.HearsTextAsync($"bert {round} {i}");
                }
            }

            await user.SettleAsync();
        }

        Assert.Equal(100, ann.Texts.Length);
        Assert.Equal(ann.Messages.Select(m => m.Text("messageId")), shaky.Messages.Select(m => m.Text("messageId")));
        // It took its own place back each time: nobody was told.
        Assert.Equal(["joined"], ann.Objects.Where(o => o.Is("presence", ("name", "bert"))).Select(o => o.Text("state")));
    }

    [Fact]
    public async Task A_machine_that_sleeps_is_noticed_and_catches_up_when_it_wakes()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, sleeper) = (crowd.Users[0], crowd.Users[1]);

        sleeper.Program.Freeze();
        try
        {
            var left = await ann.HearsAsync(o => o.Is("presence", ("name", sleeper.Name), ("state", "left")));
            Assert.Equal("lost", left.Text("reason"));
            await ann.SayAsync("while it slept");
        }
        finally
        {
            sleeper.Program.Thaw();
        }

        await sleeper.HearsTextAsync("while it slept");
        await sleeper.SayAsync("awake");
        await ann.HearsTextAsync("awake");
        await sleeper.HearsTextAsync("awake");
        Assert.Equal(["while it slept", "awake"], sleeper.Texts);
    }

    [Fact]
    public async Task Rooms_are_entered_again_and_what_was_missed_is_fetched()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var relay = Relay.To(server);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ann = crowd.Users[0];
        await ann.AskAsync(new { type = "join", room = "ops" });
        using var bert = new Person(binaries, "bert");
        await using var shaky = await ChatUser.EnterAsync(bert, relay.Address, "--room", "ops");
        await ann.SayAsync("heard", "ops");
        await shaky.HearsTextAsync("heard");

        // Nothing gets through while this is said.
        relay.HoldAt(0);
        await ann.SayAsync("missed", "ops");
        await ann.AskAsync(new { type = "tell", to = "bert", text = "missed too" });
        relay.CutAll();
        relay.Release();

        Assert.True((await shaky.HearsTextAsync("missed")).Flag("history"));
        await shaky.HearsTextAsync("missed too");
        await ann.SayAsync("and on", "ops");
        await shaky.HearsTextAsync("and on");
        Assert.Equal(["heard", "missed", "and on"], shaky.Messages.Where(m => m.Text("room") == "ops").Select(m => m.Text("text")));
        Assert.Single(shaky.Texts, "missed too");
    }
}
