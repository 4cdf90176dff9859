namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>Who is there, and how.</summary>
public sealed class PresenceTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Who_is_online_is_known_on_request_in_the_chat_and_outside()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 3);

        Assert.Equal(["ann", "bob", "cleo"], (await crowd.Users[2].AskAsync(new { type = "who" })).Texts("users", "name"));
        Assert.Equal("ann\nbob\ncleo\n", (await crowd.People[0].RunAsync(server, "users")).Expect(0).Text);
        var json = JsonObjects.Parse((await crowd.People[0].RunAsync(server, "users", "--json")).Expect(0).Text);
        Assert.Equal(["ann", "bob", "cleo"], json.Texts("users", "name"));
    }

    [Fact]
    public async Task Away_and_back_are_told_and_whois_knows_the_reason()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, bob) = (crowd.Users[0], crowd.Users[1]);

        await ann.AskAsync(new { type = "away", reason = "lunch" });
        await bob.HearsAsync(o => o.Is("presence", ("name", "ann"), ("state", "away")));
        var whois = await bob.AskAsync(new { type = "whois", name = "ann" });
        Assert.Equal("lunch", whois.Text("away"));
        Assert.True(whois.Flag("online"));
        Assert.StartsWith("SHA256:", whois.Text("fingerprint"));
        Assert.Contains("lunch", (await crowd.People[1].RunAsync(server, "whois", "ann")).Expect(0).Text);

        await ann.AskAsync(new { type = "away" });
        await bob.HearsAsync(o => o.Is("presence", ("name", "ann"), ("state", "back")));
        Assert.Null((await bob.AskAsync(new { type = "whois", name = "ann" })).Text("away"));
        Assert.Equal(3, (await bob.AnswerAsync(new { type = "whois", name = "nobody" })).Number("exit"));
    }

    [Fact]
    public async Task The_same_key_in_several_sessions_is_one_user_until_the_last_has_left()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, bob) = (crowd.Users[0], crowd.Users[1]);
        await using var second = await ChatUser.EnterAsync(crowd.People[1], server);

        await second.SayAsync("from the second");
        Assert.True((await bob.HearsTextAsync("from the second")).Flag("own"));
        Assert.Equal("ann\nbob\n", (await crowd.People[1].RunAsync(server, "users")).Expect(0).Text);

        (await bob.LeaveAsync()).Expect(0);
        await second.SayAsync("still here");
        await ann.HearsTextAsync("still here");
        (await second.LeaveAsync()).Expect(0);
        await ann.HearsAsync(o => o.Is("presence", ("name", "bob"), ("state", "left")));
        Assert.Equal(["joined", "left"], ann.Objects.Where(o => o.Is("presence", ("name", "bob"))).Select(o => o.Text("state")));
    }
}
