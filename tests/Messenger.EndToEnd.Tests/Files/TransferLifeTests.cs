using System.Diagnostics;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>What happens to a download on its way: a way that closes, a control connection that breaks, keys, a bounded rate.</summary>
public sealed class TransferLifeTests(PublishedBinaries binaries)
{
    private const int Size = 8 << 20;
    private const int Chunk = 1 << 20;

    [Fact]
    public async Task Where_UDP_closes_half_way_the_same_download_goes_on_by_TCP_and_says_so_once()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 1));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");

        relay.HoldAt(Size / 2);
        var result = (await person.RunAsync(relay.Address, "get", "file.bin", "--json")).Expect(0);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("UDP no longer gets through to the server; the transfer goes on over TCP"));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
        // What came by UDP does not come again: headers, seals and hashes of the rest aside, and the chunk that it broke off in.
        Assert.InRange(relay.Control.BytesToClients, Size / 2 - Chunk, Size + (2 * Chunk) - relay.BytesToClients);
    }

    [Fact]
    public async Task A_control_connection_that_breaks_is_made_again_and_the_bytes_go_on()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file.bin", Samples.Noise(Size, seed: 2));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");

        await using var get = person.Start(relay.Address, "get", "--udp", "file.bin", "--jsonl", "--limit-rate", "4M");
        await get.SaysAsync(line => JsonObjects.Parse(line) is var o && o.Is("progress") && o.Number("verifiedBytes") >= Chunk);
        relay.Control.CutAll();
        var objects = JsonObjects.ParseLines((await get.ExitAsync()).Expect(0).Text);
        Assert.Equal(Size, objects[^1].Number("verifiedBytes"));
        Assert.All(objects[..^1], o => Assert.Equal(0, o.Number("reconnects")));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person["file.bin"])));
    }

    [Theory]
    [InlineData("--udp")]
    [InlineData("--tcp")]
    public async Task A_bounded_rate_is_kept(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(Size, seed: 3));
        using var person = new Person(binaries, "ann");

        var watch = Stopwatch.StartNew();
        (await person.RunAsync(server, "get", transport, "file.bin", "--limit-rate", "4M")).Expect(0);
        // A busy machine makes it later, never sooner; without the bound it is a tenth of this.
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1), $"8 MiB at 4 MiB/s came in {watch.Elapsed.TotalSeconds:0.00} s");
    }

    [Fact]
    public async Task The_server_s_rate_is_for_all_together()
    {
        await using var server = await TestServer.StartAsync(binaries, "--limit-rate", "4M");
        server.Offer("file.bin", Samples.Noise(4 << 20, seed: 4));
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");

        var watch = Stopwatch.StartNew();
        var both = await Task.WhenAll(ann.RunAsync(server, "get", "--udp", "file.bin"), ben.RunAsync(server, "get", "--tcp", "file.bin"));
        Assert.All(both, result => result.Expect(0));
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(1), $"two times 4 MiB at 4 MiB/s came in {watch.Elapsed.TotalSeconds:0.00} s");
    }

    [Fact]
    public async Task Keys_pause_resume_and_stop_it_and_the_terminal_is_left_as_it_was()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("film.avi", Samples.Noise(Size, seed: 5));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = relay.Address, ["MSGR"] = binaries.Client };
        const string script = "stty -g >before; \"$MSGR\" get --tcp film.avi; echo code $?; \"$MSGR\" get --tcp film.avi; echo code $?; stty -g >after; cmp before after && echo same; read -r line";

        relay.HoldAt(Size / 2);
        await using var terminal = await Terminal.StartAsync("sh", ["-c", script], environment, person.Desk);
        await relay.HeldAsync();
        await terminal.TypeAsync("p");
        await terminal.WaitForAsync(s => s.Contains("paused"));
        // Still held: what lies in the kernel's buffers may be all the rest.
        await terminal.TypeAsync("q");
        var screen = await terminal.WaitForAsync(s => s.Contains("code 7"));
        relay.Release();
        Assert.Contains("kept; this continues it:", screen);

        screen = await terminal.WaitForAsync(s => s.Contains("code 0"));
        await terminal.WaitForAsync(s => s.Contains("same"));
        Assert.Equal(content, File.ReadAllBytes(person["film.avi"]));
    }
}
