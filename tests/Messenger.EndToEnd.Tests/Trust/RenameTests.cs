namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>People who take other names, and let names go.</summary>
public sealed class RenameTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Who_takes_another_name_in_the_chat_is_the_same_to_all_and_after_a_reconnect()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, bob) = (crowd.Users[0], crowd.Users[1]);
        await using var plain = crowd.People[1].Start(server, "chat", "--plain");
        await plain.SaysAsync(l => l.Contains("you are in lobby"));

        await ann.AskAsync(new { type = "rename", name = "Zoe" });
        await bob.HearsAsync(o => o.Is("presence", ("state", "renamed"), ("name", "ann"), ("newName", "Zoe")));
        await plain.SaysAsync(l => l.EndsWith("ann is Zoe now"));
        await ann.SayAsync("the same as before");
        await bob.HearsAsync(o => o.Is("message", ("from", "Zoe"), ("text", "the same as before")));
        // Whoever knows the name before reaches the person.
        await bob.AskAsync(new { type = "tell", to = "ann", text = "psst" });
        await ann.HearsAsync(o => o.Is("message", ("text", "psst")));

        // Nobody else has the one before.
        using var mallory = new Person(binaries, "ann");
        (await mallory.RunAsync(server, "users")).Expect(4);

        await server.KillAsync();
        await server.StartAgainAsync();
        await ann.SayAsync("and after a restart");
        await bob.HearsAsync(o => o.Is("message", ("from", "Zoe"), ("text", "and after a restart")));
    }

    [Fact]
    public async Task A_command_takes_a_name_and_lets_one_go()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        (await ann.RunAsync(server, "users")).Expect(0);
        Assert.Contains("stays yours", (await ann.RunAsync(server, "identity", "rename", "Zoe")).Expect(0).Error);
        (await bob.RunAsync(server, "identity", "rename", "ann")).Expect(4);
        (await ann.RunAsync(server, "identity", "release", "--user", "ann")).Expect(0);
        (await bob.RunAsync(server, "identity", "rename", "ann")).Expect(0);
        Assert.Contains("Zoe", (await bob.RunAsync(server, "whois", "zoe")).Expect(0).Text);
        (await ann.RunAsync(server, "users", "--user", "ann")).Expect(4);
        Assert.Contains("needs the name", Sentence.Of((await ann.RunAsync(server, "identity", "rename")).Expect(2)));
    }

    [Fact]
    public async Task A_full_screen_takes_another_name()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var ada = new Person(binaries, "ada");
        await using var screen = await ada.StartOnTerminalAsync(server.Address, ["chat"]);
        await screen.WaitForAsync(s => s.Contains("ann"));
        await screen.TypeAsync("/nick Countess");
        await screen.PressAsync("Enter");
        await screen.WaitForAsync(s => s.Contains("you are Countess now"));
        await crowd.Users[0].HearsAsync(o => o.Is("presence", ("state", "renamed"), ("newName", "Countess")));
    }
}
