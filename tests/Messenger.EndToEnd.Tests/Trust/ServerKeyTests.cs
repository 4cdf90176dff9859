namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>The server's key is pinned on first contact, and a change is never overlooked.</summary>
public sealed class ServerKeyTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task The_first_contact_is_told_once_with_the_fingerprint_that_the_server_prints()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");

        var first = (await person.RunAsync(server, "users")).Expect(0);
        Assert.Equal($"msgr: first contact with {server.Address}; its key is remembered: {await server.FingerprintAsync()}\n", first.Error);
        Assert.Equal("", (await person.RunAsync(server, "users")).Expect(0).Error);
    }

    [Fact]
    public async Task A_changed_key_is_refused_with_both_fingerprints_and_exit_11_by_every_command()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "x"u8.ToArray());
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "users")).Expect(0);
        var before = await server.FingerprintAsync();

        var after = await server.ChangeKeyAsync();
        Assert.NotEqual(before, after);
        foreach (var command in (string[][])[["users"], ["get", "file.txt"], ["chat"], ["chat", "--plain"], ["say", "x"], ["files"], ["ping"]])
        {
            var sentence = Sentence.Of((await person.RunAsync(server, command)).Expect(11));
            Assert.Contains(before, sentence);
            Assert.Contains(after, sentence);
        }

        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
        (await person.RunAsync(server, "chat", "--jsonl")).Expect(11);
    }

    [Fact]
    public async Task A_new_key_that_is_demanded_by_fingerprint_is_accepted_and_remembered()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "users")).Expect(0);

        var after = await server.ChangeKeyAsync();
        (await person.RunAsync(server, "users", "--fingerprint", after)).Expect(0);
        (await person.RunAsync(server, "users")).Expect(0);
    }

    [Fact]
    public async Task A_demanded_fingerprint_lets_no_other_server_in_and_nothing_is_pinned_by_the_attempt()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var other = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        var (right, wrong) = (await server.FingerprintAsync(), await other.FingerprintAsync());

        var sentence = Sentence.Of((await person.RunAsync(server, "users", "--fingerprint", wrong)).Expect(11));
        Assert.Contains(right, sentence);
        Assert.Contains(wrong, sentence);
        (await person.RunAsync(server, "users", "--fingerprint", right)).Expect(0);
        Sentence.Of((await person.RunAsync(server, "users", "--fingerprint", "SHA256:short")).Expect(2));
    }

    [Fact]
    public async Task A_chat_that_comes_back_to_another_server_ends_with_exit_11()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        await using var user = await ChatUser.EnterAsync(person, server);

        await server.ChangeKeyAsync();

        var result = (await user.Program.ExitAsync()).Expect(11);
        Assert.Contains(await server.FingerprintAsync(), result.Error);
    }

    [Fact]
    public async Task What_is_no_msgr_server_is_told_apart()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        // A server that takes the connection and says nothing.
        relay.HoldAt(0);
        Sentence.Of((await person.RunAsync(relay.Address, "users")).Expect(6));
    }
}
