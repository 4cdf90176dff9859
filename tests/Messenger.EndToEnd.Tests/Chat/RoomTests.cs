namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>Rooms beside the lobby.</summary>
public sealed class RoomTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task What_is_said_in_a_room_stays_with_those_who_are_in_it()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 3);
        var (ann, bob, cleo) = (crowd.Users[0], crowd.Users[1], crowd.Users[2]);

        await ann.AskAsync(new { type = "join", room = "ops" });
        await bob.AskAsync(new { type = "join", room = "ops" });
        await ann.HearsAsync(o => o.Is("presence", ("room", "ops"), ("name", "bob"), ("state", "joined")));
        await bob.SayAsync("restart at noon", "ops");
        await bob.SayAsync("to all");

        Assert.Equal("ops", (await ann.HearsTextAsync("restart at noon")).Text("room"));
        await cleo.HearsTextAsync("to all");
        Assert.Equal(["to all"], cleo.Texts);
        Assert.DoesNotContain(cleo.Objects, o => o.Text("room") == "ops");

        // Who is not in it cannot talk into it.
        var refused = await cleo.AnswerAsync(new { type = "say", room = "ops", text = "let me in" });
        Assert.Equal("error", refused.Text("type"));
        Assert.Contains("ops", refused.Text("message"));

        await bob.AskAsync(new { type = "part", room = "ops" });
        await ann.HearsAsync(o => o.Is("presence", ("room", "ops"), ("name", "bob"), ("state", "left")));
        await ann.SayAsync("alone now", "ops");
        await ann.SayAsync("still there?");
        await bob.HearsTextAsync("still there?");
        Assert.DoesNotContain("alone now", bob.Texts);
    }

    [Fact]
    public async Task Rooms_are_listed_with_people_and_topic_and_a_newcomer_gets_topic_and_past()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, bob) = (crowd.Users[0], crowd.Users[1]);
        await ann.AskAsync(new { type = "join", room = "ops" });
        await ann.AskAsync(new { type = "topic", room = "ops", topic = "night shift" });
        await ann.SayAsync("all quiet", "ops");

        await bob.AskAsync(new { type = "join", room = "ops" });
        Assert.Equal("night shift", (await bob.HearsAsync(o => o.Is("entered", ("room", "ops")))).Text("topic"));
        Assert.True((await bob.HearsTextAsync("all quiet")).Flag("history"));

        await bob.AskAsync(new { type = "topic", room = "ops", topic = "day shift" });
        var changed = await ann.HearsAsync(o => o.Is("topic", ("topic", "day shift")));
        Assert.Equal(("ops", "bob"), (changed.Text("room"), changed.Text("by")));
        Assert.Equal("day shift", (await ann.AskAsync(new { type = "topic", room = "ops" })).Text("topic"));

        Assert.Equal("lobby\t2\t\nops\t2\tday shift\n", (await crowd.People[0].RunAsync(server, "rooms")).Expect(0).Text);
        var listed = JsonObjects.Parse((await crowd.People[0].RunAsync(server, "rooms", "--json")).Expect(0).Text);
        Assert.Equal(["lobby", "ops"], listed.Texts("rooms", "name"));
        Assert.Equal(["ann", "bob"], (await ann.AskAsync(new { type = "who", room = "ops" })).Texts("users", "name"));
        Assert.Equal("ann\nbob\n", (await crowd.People[0].RunAsync(server, "users", "--room", "ops")).Expect(0).Text);
    }

    [Fact]
    public async Task A_room_can_be_entered_on_the_way_in_and_said_into_by_a_one_shot_command()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var guest = await crowd.EnterAsync("guest", "--room", "ops");
        await guest.HearsAsync(o => o.Is("entered", ("room", "ops")));

        (await crowd.People[0].RunAsync(server, "say", "--room", "ops", "hello", "from", "outside")).Expect(0);
        (await crowd.People[0].RunAsync(server, "say", "--room", "ops", "--me", "waves")).Expect(0);

        Assert.Equal("ann", (await guest.HearsTextAsync("hello from outside")).Text("from"));
        Assert.Equal("action", (await guest.HearsTextAsync("waves")).Text("kind"));
        Assert.DoesNotContain(guest.Objects, o => o.Is("presence", ("room", "ops")));
    }

    [Fact]
    public async Task Rooms_that_are_not_there_or_have_no_name_are_refused()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ann = crowd.Users[0];

        foreach (var request in (object[])[new { type = "join", room = "a b" }, new { type = "join", room = new string('r', 200) }, new { type = "join", room = "\u202eops" }])
            Assert.Equal("error", (await ann.AnswerAsync(request)).Text("type"));
        Assert.Equal(3, (await ann.AnswerAsync(new { type = "who", room = "nowhere" })).Number("exit"));
        Sentence.Of((await crowd.People[0].RunAsync(server, "users", "--room", "nowhere")).Expect(3));
        await ann.SayAsync("still well");
    }
}
