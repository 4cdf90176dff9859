namespace Messenger.EndToEnd.Tests.Chat;

/// <summary>What one says to one.</summary>
public sealed class PrivateTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Only_the_two_see_it_in_every_session_of_theirs()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 3);
        var (ann, bob, cleo) = (crowd.Users[0], crowd.Users[1], crowd.Users[2]);
        await using var annElsewhere = await ChatUser.EnterAsync(crowd.People[0], server);

        await ann.AskAsync(new { type = "tell", to = "bob", text = "psst" });
        (await crowd.People[1].RunAsync(server, "say", "--to", "ann", "what?")).Expect(0);
        await ann.HearsTextAsync("what?");
        await ann.SayAsync("to all");

        foreach (var user in (ChatUser[])[ann, bob, cleo, annElsewhere])
            await user.HearsTextAsync("to all");
        Assert.Equal(["psst", "what?", "to all"], ann.Texts);
        Assert.Equal(["psst", "what?", "to all"], annElsewhere.Texts);
        Assert.Equal(["psst", "what?", "to all"], bob.Texts);
        Assert.Equal(["to all"], cleo.Texts);
        Assert.Equal("bob", (await ann.HearsTextAsync("psst")).Text("with"));
        Assert.Equal("ann", (await bob.HearsTextAsync("psst")).Text("with"));
    }

    [Fact]
    public async Task One_can_talk_to_oneself()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);

        await crowd.Users[0].AskAsync(new { type = "tell", to = "ann", text = "buy milk" });
        Assert.Equal("ann", (await crowd.Users[0].HearsTextAsync("buy milk")).Text("with"));
        await crowd.Users[0].SettleAsync();
        Assert.Single(crowd.Users[0].Messages);
    }

    [Fact]
    public async Task Nobody_of_that_name_is_an_error_with_the_name_in_it_and_exit_3()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        var ghost = await crowd.EnterAsync("ghost");
        (await ghost.LeaveAsync()).Expect(0);
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", "ghost"), ("state", "left")));

        foreach (var name in (string[])["nobody", "ghost"])
        {
            var answer = await crowd.Users[0].AnswerAsync(new { type = "tell", to = name, text = "psst" });
            Assert.True(answer.Is("error"), answer.ToString());
            Assert.Equal(3, answer.Number("exit"));
            Assert.Contains(name, answer.Text("message"));

            var said = (await crowd.People[0].RunAsync(server, "say", "--to", name, "psst")).Expect(3);
            Assert.Contains(name, Sentence.Of(said));
        }
    }
}
