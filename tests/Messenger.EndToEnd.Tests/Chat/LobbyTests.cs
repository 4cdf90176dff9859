namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>What everybody says to everybody.</summary>
public sealed class LobbyTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData(2, 30)]
    [InlineData(10, 10)]
    public async Task All_who_talk_at_once_see_every_message_once_and_in_one_order(int people, int messages)
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, people);

        await Task.WhenAll(crowd.Users.Select(async user =>
        {
            for (var i = 0; i < messages; i++)
                await user.RequestAsync(new { type = "say", text = $"{user.Name} {i}" });
        }));
        var last = crowd.Users.Select(user => $"{user.Name} {messages - 1}").ToArray();
        foreach (var user in crowd.Users)
        {
            foreach (var text in last)
                await user.HearsTextAsync(text);
            await user.SettleAsync();
        }

        var told = crowd.Users[0].Messages;
        Assert.Equal(people * messages, told.Length);
        Assert.Equal(Enumerable.Range(1, told.Length).Select(i => (long)i), told.Select(m => m.Number("sequence")));
        Assert.Single(told.Select(m => m.Text("epoch")).Distinct());
        foreach (var user in crowd.Users)
        {
            Assert.Equal(told.Select(m => m.Text("messageId")), user.Messages.Select(m => m.Text("messageId")));
            Assert.Equal(told.Select(m => m.Text("text")), user.Texts);
            var own = user.Messages.Where(m => m.Flag("own")).ToArray();
            Assert.All(own, m => Assert.Equal(user.Name, m.Text("from")));
            Assert.Equal(Enumerable.Range(0, messages).Select(i => $"{user.Name} {i}"), own.Select(m => m.Text("text")));
        }
    }

    [Fact]
    public async Task What_is_done_is_told_apart_from_what_is_said()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);

        await crowd.Users[0].AskAsync(new { type = "me", text = "waves" });
        await crowd.Users[0].SayAsync("hello");

        Assert.Equal("action", (await crowd.Users[1].HearsTextAsync("waves")).Text("kind"));
        Assert.Equal("text", (await crowd.Users[1].HearsTextAsync("hello")).Text("kind"));
    }

    [Fact]
    public async Task Text_of_every_script_and_of_4000_characters_arrives_as_it_is_and_one_more_is_two_messages()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (speaker, listener) = (crowd.Users[0], crowd.Users[1]);
        string[] texts = ["Grüße, 世界! ‏שלום‎ 👩‍👩‍👧 e\u0301", new('x', 4_000), "{\"type\":\"quit\"}", "/quit", "  kept  "];

        foreach (var text in texts)
            await speaker.SayAsync(text);
        await speaker.SayAsync(new string('y', 4_000) + "z");

        await listener.HearsAsync(o => o.Is("message") && o.Text("text")!.EndsWith('z'));
        // Marks that turn or hide text do not survive the server.
        Assert.Equal("Grüße, 世界! שלום 👩‍👩‍👧 e\u0301", listener.Texts[0]);
        Assert.Equal(texts[1..], listener.Texts[1..texts.Length]);
        Assert.Equal(new string('y', 4_000) + "z", string.Concat(listener.Texts[texts.Length..]));
        Assert.Equal(texts.Length + 2, listener.Texts.Length);
    }

    [Fact]
    public async Task A_newcomer_gets_what_was_said_before_and_knows_it_as_the_past()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var first = crowd.Users[0];
        for (var i = 0; i < 60; i++)
            await first.RequestAsync(new { type = "say", text = $"before {i}" });
        await first.HearsTextAsync("before 59");

        var newcomer = await crowd.EnterAsync("newcomer");
        await newcomer.HearsTextAsync("before 59");
        await first.SayAsync("after");
        await newcomer.HearsTextAsync("after");
        await newcomer.SettleAsync();

        Assert.Equal(first.Texts, newcomer.Texts);
        Assert.Equal(first.Messages.Select(m => m.Text("time")), newcomer.Messages.Select(m => m.Text("time")));
        Assert.All(newcomer.Messages[..60], m => Assert.True(m.Flag("history")));
        Assert.False(newcomer.Messages[60].Flag("history"));
    }

    [Fact]
    public async Task Who_comes_and_goes_is_told_once_and_one_shot_commands_are_not_told_at_all()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var watcher = crowd.Users[0];
        server.Offer("file.txt", "x"u8.ToArray());

        using var passer = new Person(binaries, "passer");
        foreach (var command in (string[][])[["users"], ["say", "only passing"], ["files"], ["get", "file.txt"], ["ping", "-c", "1"], ["rooms"]])
            (await passer.RunAsync(server, command)).Expect(0);
        var guest = await crowd.EnterAsync("guest");
        await watcher.HearsAsync(o => o.Is("presence", ("name", "guest"), ("state", "joined")));
        (await guest.LeaveAsync()).Expect(0);
        var left = await watcher.HearsAsync(o => o.Is("presence", ("name", "guest"), ("state", "left")));

        Assert.Equal("quit", left.Text("reason"));
        Assert.Contains("only passing", watcher.Texts);
        Assert.Equal(["joined", "left"], watcher.Objects.Where(o => o.Is("presence")).Select(o => o.Text("state")));
    }

    [Fact]
    public async Task A_killed_client_is_noticed_and_its_place_is_given_up()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (watcher, victim) = (crowd.Users[0], crowd.Users[1]);

        victim.Program.Kill();
        await victim.Program.ExitAsync();

        var left = await watcher.HearsAsync(o => o.Is("presence", ("name", victim.Name), ("state", "left")));
        Assert.Equal("lost", left.Text("reason"));
        Assert.Equal([watcher.Name], (await watcher.AskAsync(new { type = "who" })).Texts("users", "name"));
    }
}
