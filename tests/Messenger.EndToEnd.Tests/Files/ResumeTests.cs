using System.Runtime.InteropServices;
using System.Text.Json;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Transfers that are cut, killed and stopped go on where they were, and send nothing again that was verified.</summary>
public sealed class ResumeTests(PublishedBinaries binaries)
{
    private const int Size = 24 << 20;
    private const int Chunk = 1 << 20;

    // What travels beside the bytes of the file: two TLS handshakes, login, plan, hashes, trailer.
    private const int Overhead = 200_000;

    public static TheoryData<int> KillPoints => [.. RandomPoints(seed: 9_001, count: 4)];

    [Theory]
    [MemberData(nameof(KillPoints))]
    public async Task A_killed_client_is_finished_by_the_same_command(int killPoint)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 1));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(killPoint);
        long verified;
        await using (var killed = person.Start(relay.Address, "get", "--tcp", "file.bin", "--jsonl"))
        {
            await relay.HeldAsync();
            verified = await VerifiedAsync(killed, killPoint - 3 * Chunk);
            killed.Kill();
            await killed.ExitAsync();
        }

        Assert.False(File.Exists(person["file.bin"]));
        relay.Release();
        await FinishAsync(relay, person, content, verified);
    }

    [Theory]
    [MemberData(nameof(KillPoints))]
    public async Task A_killed_server_that_comes_back_is_gone_on_with_by_the_running_command(int killPoint)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 2));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(killPoint);
        await using var get = person.Start(relay.Address, "get", "--tcp", "file.bin", "--jsonl");
        await relay.HeldAsync();
        await server.KillAsync();
        relay.CutAll();
        relay.Release();
        var stalled = JsonObjects.Parse(await get.SaysAsync(l => JsonObjects.Parse(l).Is("progress", ("phase", "stalled"))));
        Assert.InRange(stalled.Number("verifiedBytes"), 1, Size - 1);
        var before = relay.BytesToClients;
        await server.StartAgainAsync();

        var result = JsonObjects.ParseLines((await get.ExitAsync()).Expect(0).Text)[^1];
        Assert.Equal(Size, result.Number("verifiedBytes"));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        Assert.Empty(Tree.Unfinished(person.Desk));
        // What was in flight travels again, what was verified does not.
        var missing = Size - stalled.Number("verifiedBytes");
        Assert.InRange(relay.BytesToClients - before, missing, missing + Overhead);
    }

    [Fact]
    public async Task Both_ends_killed_again_and_again_still_finish_the_folder()
    {
        await using var server = await TestServer.StartAsync(binaries);
        for (var i = 0; i < 40; i++)
            server.Offer($"folder/{i % 4}/{i}", Samples.Noise(i * 20_011, seed: i));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        var total = Tree.Of(server.Files).Keys.Sum(f => new FileInfo(Path.Combine(server.Files, f)).Length);
        var random = new Random(77);

        for (var round = 0; round < 5; round++)
        {
            relay.HoldAt(random.Next(20_000, (int)total / 5));
            await using var killed = person.Start(relay.Address, "get", "--tcp", "folder", "--quiet");
            await relay.HeldAsync();
            killed.Kill();
            await killed.ExitAsync();
            if (round % 2 == 0)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            }

            relay.Release();
        }

        (await person.RunAsync(relay.Address, "get", "--tcp", "folder")).Expect(0);
        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
        Assert.InRange(relay.BytesToClients, total, 2 * total);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task A_signal_stops_cleanly_keeps_the_part_and_prints_the_command_that_goes_on(PosixSignal signal, int exit)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("a file.bin", Samples.Noise(Size, seed: 3));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 2);
        await using var get = person.Start(relay.Address, "get", "--tcp", "a file.bin", "--jsonl");
        await relay.HeldAsync();
        var verified = await VerifiedAsync(get, Size / 2 - 3 * Chunk);
        get.Signal(signal);
        var stopped = (await get.ExitAsync()).Expect(exit);
        relay.Release();

        var result = JsonObjects.ParseLines(stopped.Text)[^1];
        Assert.True(result.Is("result") && result.Flag("resumable") && result.Number("exit") == exit, result.ToString());
        Assert.Contains("msgr get --tcp 'a file.bin' --jsonl", stopped.Error);
        Assert.Equal(2, Tree.Unfinished(person.Desk).Length);
        Assert.False(File.Exists(person["a file.bin"]));
        await FinishAsync(relay, person, content, verified, "a file.bin");
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_lets_running_transfers_finish()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 4));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 4);
        await using var get = person.Start(relay.Address, "get", "--tcp", "file.bin");
        await relay.HeldAsync();
        server.Program.Signal(PosixSignal.SIGTERM);
        relay.Release();

        (await get.ExitAsync()).Expect(0);
        (await server.Program.ExitAsync()).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
    }

    [Fact]
    public async Task A_source_that_changed_meanwhile_is_never_mixed()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(Size, seed: 5));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 2);
        await using (var killed = person.Start(relay.Address, "get", "--tcp", "file.bin"))
        {
            await relay.HeldAsync();
            killed.Kill();
            await killed.ExitAsync();
        }

        relay.Release();
        var changed = server.Offer("file.bin", Samples.Noise(Size, seed: 6));
        File.SetLastWriteTimeUtc(Path.Combine(server.Files, "file.bin"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await person.RunAsync(relay.Address, "get", "--tcp", "file.bin")).Expect(0);
        Assert.Equal(changed, File.ReadAllBytes(person["file.bin"]));
        Assert.Empty(Tree.Unfinished(person.Desk));
    }

    private static IEnumerable<int> RandomPoints(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.Next(5 * Chunk, Size - Chunk));
    }

    // Waits until the client has told of so much verified, and returns how much it told of.
    private static async Task<long> VerifiedAsync(RunningProgram get, long atLeast)
    {
        var line = await get.SaysAsync(l => JsonObjects.Parse(l) is var o && o.Is("progress") && o.Number("verifiedBytes") >= atLeast);
        return JsonObjects.Parse(line).Number("verifiedBytes");
    }

    // The same command finishes, counts what was there, and only the rest travels.
    private static async Task FinishAsync(Relay relay, Person person, byte[] content, long verified, string name = "file.bin")
    {
        var before = relay.BytesToClients;
        var result = (JsonElement)JsonObjects.ParseLines((await person.RunAsync(relay.Address, "get", "--tcp", name, "--jsonl")).Expect(0).Text)[^1];

        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person[name])));
        Assert.Empty(Tree.Unfinished(person.Desk));
        Assert.Equal(content.Length, result.Number("verifiedBytes"));
        Assert.InRange(result.Number("resumedBytes"), verified, content.Length);
        Assert.InRange(relay.BytesToClients - before, content.Length - result.Number("resumedBytes"), content.Length - result.Number("resumedBytes") + Overhead);
    }
}
