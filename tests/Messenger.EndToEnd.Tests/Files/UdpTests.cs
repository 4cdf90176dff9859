using Messenger.SampleLibrary;
using Messenger.Testing.Simulation;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Downloads over UDP: through good links and bad ones, none at all, and past ends that are killed.</summary>
public sealed class UdpTests(PublishedBinaries binaries)
{
    private const int People = 10;
    private const int Chunk = 1 << 20;

    [Fact]
    public async Task Eight_megabytes_on_one_machine()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(8_000_000, seed: 1));
        using var person = new Person(binaries, "ann");

        (await person.RunAsync(server, "get", "--udp", "file.bin")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
    }

    public static TheoryData<int, SimLinkOptions> Links => new()
    {
        { 1_300_000, new() { Delay = 5_000_000, Loss = 0.01, Mtu = 1_500 } },
        { 64 << 20, new() { Rate = 100e6, QueueBytes = 625_000, Delay = 25_000_000, Loss = 0.05, Mtu = 1_500 } },
        { 3_000_000, new() { Delay = 5_000_000, Loss = 0.1, Reorder = 0.2, ReorderDelay = 5_000_000, Duplicate = 0.1, Corrupt = 0.02, Mtu = 1_500 } },
    };

    [Theory]
    [MemberData(nameof(Links), DisableDiscoveryEnumeration = true)]
    public async Task A_link_that_loses_delays_doubles_and_damages_brings_all(int size, SimLinkOptions link)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(size, seed: 2));
        await using var relay = await UdpRelay.ToAsync(server, link);
        using var person = new Person(binaries, "ann");

        (await person.RunAsync(relay.Address, "get", "--udp", "file.bin")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.True(relay.ToClients.DroppedByLoss > 0 && relay.BytesToClients > size, "the bytes took another way");
    }

    [Fact]
    public async Task Ten_at_once_of_whom_three_are_killed_and_finish_later()
    {
        const int Size = 8 << 20;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("big.bin", Samples.Noise(Size, seed: 3));
        await using var relay = await UdpRelay.ToAsync(server);
        var people = Enumerable.Range(0, People).Select(i => new Person(binaries, $"reader{i}")).ToArray();

        // All ten stand in the middle of their transfers.
        relay.HoldAt(4 << 20);
        var running = people.Select(p => p.Start(relay.Address, "get", "--udp", "big.bin", "--jsonl")).ToArray();
        await relay.HeldAsync(People);
        foreach (var victim in running[..3])
        {
            await VerifiedAsync(victim);
            victim.Kill();
            await victim.ExitAsync();
        }

        relay.Release();
        foreach (var get in running[3..])
            (await get.ExitAsync()).Expect(0);
        foreach (var person in people[..3])
        {
            var result = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", "--udp", "big.bin", "--json")).Expect(0).Text);
            Assert.InRange(result.Number("resumedBytes"), Chunk, Size - Chunk);
        }

        Assert.All(people, p => Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(p["big.bin"]))));
        Assert.All(people, p => Assert.Empty(Tree.Unfinished(p.Desk)));
        foreach (var get in running)
            await get.DisposeAsync();
        foreach (var person in people)
            person.Dispose();
    }

    [Fact]
    public async Task A_killed_server_that_comes_back_is_gone_on_with_by_the_running_command()
    {
        const int Size = 16 << 20;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 4));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 2);
        await using var get = person.Start(relay.Address, "get", "--udp", "file.bin", "--jsonl");
        await relay.HeldAsync();
        await VerifiedAsync(get);
        await server.KillAsync();
        relay.Control.CutAll();
        await server.StartAgainAsync();
        var before = relay.BytesToClients;
        relay.Release();

        var result = JsonObjects.ParseLines((await get.ExitAsync()).Expect(0).Text)[^1];
        Assert.Equal(Size, result.Number("verifiedBytes"));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        // What was verified does not travel again.
        Assert.InRange(relay.BytesToClients - before, 1, Size - Chunk);
    }

    [Fact]
    public async Task Both_ends_killed_twenty_times_at_random_moments_still_finish_the_folder()
    {
        await using var server = await TestServer.StartAsync(binaries);
        for (var i = 0; i < 30; i++)
            server.Offer($"folder/{i % 4}/{i}", Samples.Noise(i * 40_013, seed: i));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");
        var total = Tree.Of(server.Files).Keys.Sum(f => new FileInfo(Path.Combine(server.Files, f)).Length);
        var random = new Random(78);

        for (var round = 0; round < 20; round++)
        {
            relay.HoldAt(random.Next(3_000, (int)total / 20));
            await using var killed = person.Start(relay.Address, "get", "--udp", "folder", "--quiet");
            await relay.HeldAsync();
            var withServer = random.Next(2) == 0;
            if (withServer)
                await server.KillAsync();
            killed.Kill();
            await killed.ExitAsync();
            if (withServer)
                await server.StartAgainAsync();
            relay.Release();
        }

        (await person.RunAsync(relay.Address, "get", "--udp", "folder")).Expect(0);
        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
    }

    [Fact]
    public async Task Whether_to_continue_is_asked_on_the_way_over_udp_too()
    {
        const int Size = 12 << 20;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 7));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");

        var stopped = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", "--udp", "file.bin", "--ask-at", "50%", "--json")).Expect(7).Text);
        Assert.InRange(stopped.Number("verifiedBytes"), Size / 2, Size);
        Assert.True(relay.BytesToClients >= Size / 2, "the bytes took another way");
        Assert.False(File.Exists(person["file.bin"]));

        var finished = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", "--udp", "file.bin", "--json")).Expect(0).Text);
        Assert.InRange(finished.Number("resumedBytes"), stopped.Number("verifiedBytes"), Size);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
    }

    [Fact]
    public async Task Where_udp_is_blocked_it_says_so_and_without_the_option_tcp_takes_over()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(2_000_000, seed: 5));
        await using var relay = await UdpRelay.ToAsync(server);
        relay.Block();
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");

        var alone = ann.RunAsync(relay.Address, "get", "--udp", "file.bin");
        var either = (await ben.RunAsync(relay.Address, "get", "file.bin")).Expect(0);
        Assert.Single(either.Error.Split('\n'), line => line.Contains("UDP") && line.Contains("TCP"));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(ben["file.bin"])));
        Assert.Equal(0, relay.BytesToClients);

        Assert.Contains("UDP", Sentence.Of((await alone).Expect(6)));
        Assert.False(File.Exists(ann["file.bin"]));
    }

    [Theory]
    [InlineData("--udp", "--tcp")]
    [InlineData("--tcp", "--udp")]
    public async Task What_was_begun_one_way_is_finished_the_other(string first, string second)
    {
        const int Size = 16 << 20;
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 6));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 2);
        relay.Control.HoldAt(Size / 2);
        long verified;
        await using (var killed = person.Start(relay.Address, "get", first, "file.bin", "--jsonl"))
        {
            await (first == "--udp" ? relay.HeldAsync() : relay.Control.HeldAsync());
            verified = await VerifiedAsync(killed);
            killed.Kill();
            await killed.ExitAsync();
        }

        relay.Release();
        relay.Control.Release();
        var result = JsonObjects.Parse((await person.RunAsync(relay.Address, "get", second, "file.bin", "--json")).Expect(0).Text);
        Assert.InRange(result.Number("resumedBytes"), verified, Size - Chunk);
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.Empty(Tree.Unfinished(person.Desk));
    }

    // Waits until the client has told of a verified chunk, and returns how much it told of.
    private static async Task<long> VerifiedAsync(RunningProgram get)
    {
        var line = await get.SaysAsync(l => JsonObjects.Parse(l) is var o && o.Is("progress") && o.Number("verifiedBytes") >= Chunk);
        return JsonObjects.Parse(line).Number("verifiedBytes");
    }
}
