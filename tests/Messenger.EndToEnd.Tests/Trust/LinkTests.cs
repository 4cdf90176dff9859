namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>Invitations: <c>msgr link</c>, and what others do with one.</summary>
public sealed class LinkTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task An_invitation_brings_others_to_the_server_and_its_room_with_its_key()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        var printed = (await ann.RunAsync(server, "link", "--room", "ops")).Expect(0);
        var link = printed.Text.Trim();
        var fingerprint = await server.FingerprintAsync();
        Assert.Equal($"msgr://{server.Address}/ops?fp={fingerprint["SHA256:".Length..]}", link);
        Assert.Contains("this machine alone", printed.Error);
        Assert.Equal(link, (await ann.RunAsync(server, "link", "--room", "ops", "--json")).Expect(0).Text.Split("\"link\":\"")[1].Split('"')[0]);

        Assert.Contains("127.0.0.1", (await bob.RunAsync("nowhere:1", "ping", "-c", "1", "--host", link)).Expect(0).Text);
        await using var chat = bob.Start("nowhere:1", "chat", link, "--jsonl");
        await chat.SaysAsync(l => l.Contains("\"entered\"") && l.Contains("\"ops\""));
    }

    [Fact]
    public async Task An_invitation_with_another_key_leads_nowhere()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var other = "msgr://" + server.Address + "?fp=" + new string('A', 43);
        using var ann = new Person(binaries, "ann");
        // On first contact, and where the server is known: an invitation replaces no pin.
        Sentence.Of((await ann.RunAsync(other, "ping", "-c", "1")).Expect(11));
        (await ann.RunAsync(server, "ping", "-c", "1")).Expect(0);
        Assert.Contains("the invitation names the key", Sentence.Of((await ann.RunAsync(other, "ping", "-c", "1")).Expect(11)));
        (await ann.RunAsync(server, "ping", "-c", "1")).Expect(0);
        Sentence.Of((await ann.RunAsync("localhost:1", "ping", "--host", "msgr://host/%1B")).Expect(2));
        Sentence.Of((await ann.RunAsync("localhost:1", "chat", "--host", "a", "msgr://b")).Expect(2));
    }
}
