using System.Runtime.InteropServices;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Uploads whose ends are killed or stopped go on where the server's journal stands, over either transport.</summary>
public sealed class UploadResumeTests(PublishedBinaries binaries)
{
    private const int Size = 16 << 20;
    private const int Chunk = 1 << 20;

    public static TheoryData<string, string> Ways => new()
    {
        { "--tcp", "--tcp" },
        { "--tcp", "--udp" },
        { "--udp", "--tcp" },
        { "--udp", "--udp" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_killed_client_is_finished_by_the_same_command(string first, string second)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        var content = Offer(person, seed: 1);

        long verified;
        await using (var killed = await HeldAsync(relay, person, first))
        {
            verified = await VerifiedAsync(killed);
            killed.Kill();
            await killed.ExitAsync();
        }

        Assert.False(File.Exists(Path.Combine(server.Files, "file.bin")));
        Release(relay);
        var result = JsonObjects.Parse((await person.RunAsync(relay.Address, "put", second, "file.bin", "--json")).Expect(0).Text);
        Assert.InRange(result.Number("resumedBytes"), verified, Size);
        Check(server, content);
    }

    [Theory]
    [InlineData("--tcp")]
    [InlineData("--udp")]
    public async Task A_killed_server_that_comes_back_is_gone_on_with_by_the_running_command(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        var content = Offer(person, seed: 2);

        await using var put = await HeldAsync(relay, person, transport);
        await VerifiedAsync(put);
        await server.KillAsync();
        relay.Control.CutAll();
        await server.StartAgainAsync();
        Release(relay);

        var result = JsonObjects.ParseLines((await put.ExitAsync()).Expect(0).Text)[^1];
        Assert.Equal(Size, result.Number("verifiedBytes"));
        Check(server, content);
    }

    [Fact]
    public async Task Ctrl_C_stops_cleanly_and_prints_the_command_that_goes_on()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        var content = Offer(person, seed: 3);

        await using var put = await HeldAsync(relay, person, "--tcp");
        await VerifiedAsync(put);
        put.Signal(PosixSignal.SIGINT);
        var stopped = (await put.ExitAsync()).Expect(130);
        Assert.Contains("msgr put --tcp file.bin --jsonl", stopped.Error);
        Assert.True(JsonObjects.ParseLines(stopped.Text)[^1].Flag("resumable"));
        Release(relay);
        (await person.RunAsync(relay.Address, "put", "--tcp", "file.bin")).Expect(0);
        Check(server, content);
    }

    [Fact]
    public async Task Both_ends_killed_again_and_again_still_finish_the_folder()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        long total = 0;
        for (var i = 0; i < 40; i++)
        {
            Directory.CreateDirectory(person[$"folder/{i % 4}"]);
            File.WriteAllBytes(person[$"folder/{i % 4}/{i}"], Samples.Noise(i * 20_011, seed: i));
            total += i * 20_011;
        }

        var random = new Random(79);
        for (var round = 0; round < 6; round++)
        {
            var limit = random.Next(20_000, (int)total / 6);
            relay.Control.HoldAt(limit);
            relay.HoldAt(limit);
            var overUdp = round % 2 == 0;
            await using var killed = person.Start(relay.Address, "put", overUdp ? "--udp" : "--tcp", "folder", "--quiet");
            await (overUdp ? relay.HeldAsync() : relay.Control.HeldAsync());
            killed.Kill();
            await killed.ExitAsync();
            if (round % 3 == 0)
            {
                await server.KillAsync();
                await server.StartAgainAsync();
            }

            Release(relay);
        }

        (await person.RunAsync(relay.Address, "put", "folder")).Expect(0);
        Assert.Equal(Tree.Of(person.Desk), Tree.Of(server.Files));
    }

    [Fact]
    public async Task Where_udp_is_blocked_tcp_takes_over()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        var content = Offer(person, seed: 5);
        relay.Block();

        var result = (await person.RunAsync(relay.Address, "put", "file.bin")).Expect(0);

        Assert.Single(result.Error.Split('\n'), line => line.Contains("UDP") && line.Contains("TCP"));
        Check(server, content);
    }

    [Fact]
    public async Task Where_udp_falls_silent_half_way_tcp_takes_over_the_same_files()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var relay = await MirroredAsync(server);
        using var person = new Person(binaries, "ann");
        var content = Offer(person, seed: 6);
        relay.HoldAt(Size / 2);

        var result = (await person.RunAsync(relay.Address, "put", "file.bin", "--json")).Expect(0);

        Assert.Single(result.Error.Split('\n'), line => line.Contains("UDP no longer gets through"));
        Assert.Equal(1, JsonObjects.Parse(result.Text).Number("filesWritten"));
        Check(server, content);
    }

    private static async Task<UdpRelay> MirroredAsync(TestServer server)
    {
        var relay = await UdpRelay.ToAsync(server);
        relay.IsMirrored = relay.Control.IsMirrored = true;
        return relay;
    }

    private static byte[] Offer(Person person, int seed)
    {
        var content = Samples.Noise(Size, seed);
        File.WriteAllBytes(person["file.bin"], content);
        return content;
    }

    // An upload that stands in its middle.
    private static async Task<RunningProgram> HeldAsync(UdpRelay relay, Person person, string transport)
    {
        relay.HoldAt(Size / 2);
        relay.Control.HoldAt(Size / 2);
        var put = person.Start(relay.Address, "put", transport, "file.bin", "--jsonl");
        await (transport == "--udp" ? relay.HeldAsync() : relay.Control.HeldAsync());
        return put;
    }

    private static void Release(UdpRelay relay)
    {
        relay.Release();
        relay.Control.Release();
    }

    // Waits until the client has heard of a verified chunk, and returns of how much it told.
    private static async Task<long> VerifiedAsync(RunningProgram put)
    {
        var line = await put.SaysAsync(l => JsonObjects.Parse(l) is var o && o.Is("progress") && o.Number("verifiedBytes") >= Chunk);
        return JsonObjects.Parse(line).Number("verifiedBytes");
    }

    private static void Check(TestServer server, byte[] content)
    {
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(server.Files, "file.bin"))));
        Assert.Empty(Tree.Unfinished(server.Files));
    }
}
