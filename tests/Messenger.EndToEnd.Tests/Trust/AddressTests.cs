using System.Net;
using System.Net.Sockets;

namespace Messenger.EndToEnd.Tests.Trust;

/// <summary>How servers are named, and what is said where none is.</summary>
public sealed class AddressTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Everything_works_over_IPv6()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Skip("NOT RUN: this machine has no IPv6");
        await using var server = await TestServer.StartOnAsync("::1", binaries);
        var content = server.Offer("file.bin", SampleLibrary.Samples.Noise(3_000_000, seed: 6));
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);

        await crowd.Users[0].SayAsync("over six");
        await crowd.Users[1].HearsTextAsync("over six");
        foreach (var (person, way) in crowd.People.Zip(["--udp", "--tcp"]))
        {
            (await person.RunAsync(server, "get", way, "file.bin")).Expect(0);
            Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
        }

        Assert.StartsWith($"invite msgr chat --host [::1]:{server.Port} ", await server.Program.SaysAsync(l => l.StartsWith("invite ")));
    }

    [Fact]
    public async Task A_server_that_is_given_no_address_is_reached_by_both_families_and_by_name()
    {
        await using var server = await TestServer.StartOnAsync("*", binaries);
        var content = server.Offer("file.bin", SampleLibrary.Samples.Noise(3_000_000, seed: 7));
        using var person = new Person(binaries, "ann");

        string[] hosts = Socket.OSSupportsIPv6 ? ["127.0.0.1", "[::1]", "localhost"] : ["127.0.0.1", "localhost"];
        foreach (var host in hosts)
        {
            (await person.RunAsync($"{host}:{server.Port}", "get", "--udp", "file.bin")).Expect(0);
            Assert.Equal(content, File.ReadAllBytes(person["file.bin"]));
            File.Delete(person["file.bin"]);
        }
    }

    [Fact]
    public async Task A_closed_port_is_exit_5_with_host_and_port_in_the_sentence()
    {
        using var person = new Person(binaries, "ann");
        // Bound and not listening: nobody else takes it meanwhile.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = taken.LocalEndPoint!.ToString()!;

        foreach (var command in (string[][])[["users"], ["get", "x"], ["chat"], ["say", "x"], ["ping"], ["files"], ["rooms"]])
            Assert.Contains(address, Sentence.Of((await person.RunAsync(address, command)).Expect(5)));
        (await person.RunAsync(address, "chat", "--jsonl")).Expect(5);
        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Theory]
    [InlineData("no-such-host.invalid")]
    [InlineData("no such host")]
    [InlineData("host:99999")]
    [InlineData("[::1")]
    public async Task A_host_that_cannot_be_is_one_sentence_that_names_it(string host)
    {
        using var person = new Person(binaries, "ann");
        var result = await person.RunAsync(host, "users");
        // What cannot be an address is a matter of usage; what cannot be found, of the network.
        result.Expect(host.EndsWith(".invalid") ? 5 : 2);
        Assert.Contains(host.Split(':')[^1], Sentence.Of(result));
    }
}
