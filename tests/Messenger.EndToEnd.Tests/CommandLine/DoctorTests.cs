namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary><c>msgr doctor</c> and <c>msgr bench</c>.</summary>
public sealed class DoctorTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Everything_is_looked_at_and_passes_on_a_good_way()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        var told = (await person.RunAsync("nowhere:1", "doctor", server.Address)).Expect(0).Text;
        foreach (var check in (string[])["name", "tcp", "tls and key", "login", "udp both ways", "path mtu", "clock", "disk"])
            Assert.Contains($"pass  {check}: ", told);
        Assert.Matches("(pass|warn)  socket buffers: ", told);
        Assert.Contains(await server.FingerprintAsync(), told);
        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Fact]
    public async Task What_fails_first_is_the_exit_code_and_the_rest_says_why_it_was_not_checked()
    {
        using var person = new Person(binaries, "ann");
        var unknown = (await person.RunAsync("a", "doctor", "no-such-host.invalid", "--json")).Expect(5).Text;
        Assert.Contains("\"check\":\"name\",\"result\":\"fail\"", unknown);
        Assert.Contains("\"check\":\"udp both ways\",\"result\":\"skip\"", unknown);
        Assert.Contains("\"check\":\"disk\",\"result\":\"pass\"", unknown);
        var refused = (await person.RunAsync("a", "doctor", "127.0.0.1:1")).Expect(5).Text;
        Assert.Contains("pass  name: ", refused);
        Assert.Contains("fail  tcp: 127.0.0.1 refuses", refused);
        Assert.Contains("check that msgr-server runs there", refused);
    }

    [Fact]
    public async Task Datagrams_that_do_not_get_through_are_told_with_what_to_do()
    {
        await using var server = await TestServer.StartAsync(binaries, "--impair", "loss=100%");
        using var person = new Person(binaries, "ann");
        var told = (await person.RunAsync("a", "doctor", server.Address)).Expect(6).Text;
        Assert.Contains("fail  udp both ways: no datagram comes back", told);
        Assert.Contains("until then transfers go over TCP", told);
        Assert.Contains("pass  login: ", told);
    }

    [Fact]
    public async Task A_way_is_measured_over_both_transports_with_what_limits_it()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        var told = (await person.RunAsync(server, "bench", "--seconds", "1")).Expect(0).Text;
        Assert.Matches("(?s)UDP: .*bit/s at best.*round trip: .*processor: .*limited by .*TCP: .*bit/s at best.*limited by ", told);
        var json = (await person.RunAsync(server, "bench", "--tcp", "--seconds", "1", "--json", "--impair", "rate=8M,seed=1")).Expect(0).Text;
        var rate = double.Parse(json.Split("\"bytesPerSecond\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        // Half of the rate that was given, where a chunk is not verified yet, and no more than it.
        Assert.InRange(rate, 1, 1.1 * 1024 * 1024);
        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Fact]
    public async Task A_server_may_forbid_to_be_measured()
    {
        await using var server = await TestServer.StartAsync(binaries, "--measure", "off");
        using var person = new Person(binaries, "ann");
        Assert.Contains("does not let itself be measured", (await person.RunAsync(server, "bench", "--udp", "--seconds", "1")).Expect(4).Error);
        Assert.Contains("skip  udp both ways: ", (await person.RunAsync(server, "doctor")).Expect(0).Text);
    }
}
