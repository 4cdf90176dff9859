using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary><c>--impair</c>: a bad link put on by either program itself, without root.</summary>
public sealed class ImpairedTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("--udp")]
    [InlineData("--tcp")]
    public async Task A_file_arrives_whole_over_the_clients_bad_link_and_what_the_link_did_is_told(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file", Samples.Noise(2_000_000, seed: 7));
        using var person = new Person(binaries, "ann");
        var got = (await person.RunAsync(server, "get", "file", transport, "--impair", "loss=5%,delay=20ms,mtu=1500,seed=7")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file"]));
        Assert.Contains("msgr: impair: loss=5%,delay=20ms,mtu=1500,seed=7, on each direction", got.Error);
        // 1,400 datagrams of a size that Ethernet carries: that none of them is lost has a chance of 10^-31.
        Assert.Matches(transport == "--udp" ? "msgr: impair: sent [0-9]+ datagrams.*; received [0-9]+ datagrams: [0-9]+ lost" : "msgr: impair: sent 0 datagrams; received 0", got.Error);
    }

    [Fact]
    public async Task The_server_tells_its_bad_link_in_its_log()
    {
        await using var server = await TestServer.StartAsync(binaries, "--impair", "loss=5%,burst=4,jitter=2ms,reorder=5%,dup=1%,corrupt=1%,mtu=1500,seed=7");
        var content = server.Offer("file", Samples.Noise(1_000_000, seed: 8));
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "get", "file", "--udp")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file"]));
        var stopped = (await server.StopAsync()).Expect(0);
        Assert.Contains("impair: loss=5%,burst=4,jitter=2ms,reorder=5%/10ms,dup=1%,corrupt=1%,mtu=1500,seed=7", stopped.Error);
        Assert.Matches("impair: sent [0-9]+ datagrams: [0-9]+ lost", stopped.Error);
    }

    [Fact]
    public async Task Datagrams_that_are_too_large_for_the_link_leave_the_transfer_to_TCP()
    {
        await using var server = await TestServer.StartAsync(binaries, "--impair", "mtu=600");
        var content = server.Offer("file", Samples.Noise(300_000, seed: 9));
        using var person = new Person(binaries, "ann");
        var got = (await person.RunAsync(server, "get", "file")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file"]));
        Assert.Contains("goes on over TCP", got.Error);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_both_programs()
    {
        using var person = new Person(binaries, "ann");
        Assert.Contains("--impair loss=5 is not a percentage", Sentence.Of((await person.RunAsync("localhost:1", "get", "file", "--impair", "loss=5")).Expect(2)));
        var server = await RunningProgram.RunAsync(binaries.Server, ["--impair", "los=5%"]);
        Assert.Contains("msgr-server: 'los' is nothing that --impair knows", server.Expect(2).Error);
    }
}
