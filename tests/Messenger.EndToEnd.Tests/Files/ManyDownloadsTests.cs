using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Ten people download at once while others chat, and any of them may be killed.</summary>
public sealed class ManyDownloadsTests(PublishedBinaries binaries)
{
    private const int People = 10;

    [Fact]
    public async Task Ten_download_folders_and_big_files_while_two_chat_and_all_is_whole()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("big.bin", Samples.Noise(16 << 20, seed: 1));
        for (var i = 0; i < 30; i++)
            server.Offer($"folder/{i}", Samples.Noise(i * 10_007, seed: i));
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        using var people = new PersonList(binaries, People);
        await using var relay = Relay.To(server);

        // All ten stand in the middle of their transfers.
        relay.HoldAt(2 << 20);
        var running = people.Select(p => p.Start(relay.Address, "get", "--tcp", "big.bin", "folder")).ToArray();
        await relay.HeldAsync(People);

        // The chat does not notice.
        for (var i = 0; i < 20; i++)
        {
            await crowd.Users[i % 2].SayAsync($"message {i}");
            await crowd.Users[1 - i % 2].HearsTextAsync($"message {i}");
        }

        // Three are killed; the others go on, and the three finish later.
        foreach (var victim in running[..3])
        {
            victim.Kill();
            await victim.ExitAsync();
        }

        relay.Release();
        foreach (var get in running[3..])
            (await get.ExitAsync()).Expect(0);
        foreach (var person in people.Take(3))
        {
            var result = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", "--tcp", "big.bin", "folder", "--json")).Expect(0).Text);
            Assert.InRange(result.Number("resumedBytes"), 1, 16 << 20);
        }

        var expected = Tree.Of(server.Files);
        Assert.All(people, p => Assert.Equal(expected, Tree.Of(p.Desk)));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"message {i}"), crowd.Users[0].Texts);
        Assert.Equal(crowd.Users[0].Texts, crowd.Users[1].Texts);
        // Downloads are no sessions of the chat: nobody came or went.
        Assert.DoesNotContain(crowd.Users[0].Objects, o => o.Is("presence") && o.Text("name") != crowd.Users[1].Name);
        foreach (var get in running)
            await get.DisposeAsync();
    }

    [Fact]
    public async Task The_server_is_killed_under_ten_downloads_and_all_finish_when_it_is_back()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("big.bin", Samples.Noise(8 << 20, seed: 2));
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        using var people = new PersonList(binaries, People);
        await using var relay = Relay.To(server);

        relay.HoldAt(3 << 20);
        var running = people.Select(p => p.Start(relay.Address, "get", "--tcp", "big.bin")).ToArray();
        await relay.HeldAsync(People);
        await server.KillAsync();
        relay.CutAll();
        relay.Release();
        await server.StartAgainAsync();

        foreach (var get in running)
            (await get.ExitAsync()).Expect(0);
        Assert.All(people, p => Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(p["big.bin"]))));
        Assert.All(people, p => Assert.Empty(Tree.Unfinished(p.Desk)));
        await crowd.Users[0].SayAsync("back again");
        foreach (var get in running)
            await get.DisposeAsync();
    }

    private sealed class PersonList(PublishedBinaries binaries, int count)
        : List<Person>(Enumerable.Range(0, count).Select(i => new Person(binaries, $"reader{i}"))), IDisposable
    {
        public void Dispose() => ForEach(p => p.Dispose());
    }
}
