namespace Messenger.EndToEnd.Tests.Discovery;

/// <summary>Servers and hosts of the local network, found by multicast DNS between two network namespaces.</summary>
public sealed class LocalNetworkTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task A_server_is_found_by_its_announcement_and_by_its_machines_name()
    {
        await using var machines = await TwoMachines.TryCreateAsync();
        Assert.SkipWhen(machines is null, "network namespaces need root");
        using var folder = new TemporaryFolder();
        await using var server = Serve(machines, folder, "--name", "Field lab");
        var port = ListeningLine.PortOf(await server.SaysAsync(ListeningLine.Matches));
        var fingerprint = (await server.SaysAsync(l => l.StartsWith("fingerprint ")))["fingerprint ".Length..];
        using var person = new Person(binaries, "ann");

        var found = (await RunAsync(machines, person, "discover", "--seconds", "3")).Expect(0);
        var link = $"msgr://{TwoMachines.Here}:{port}?fp={fingerprint["SHA256:".Length..]}";
        Assert.Equal($"Field lab\t{TwoMachines.Here}:{port}\t{link}", found.Text.Trim());
        Assert.Contains($"\"server\":\"{TwoMachines.Here}:{port}\"", (await RunAsync(machines, person, "discover", "--json")).Expect(0).Text);
        (await RunAsync(machines, person, "ping", "-c", "1", "--host", link)).Expect(0);
        (await RunAsync(machines, person, "ping", "-c", "1", "--host", $"{Environment.MachineName.Split('.')[0]}.local:{port}")).Expect(0);
        Assert.Contains("no machine of the local network is called", Sentence.Of((await RunAsync(machines, person, "ping", "--host", "nobody-there.local")).Expect(5)));
    }

    [Fact]
    public async Task A_server_is_found_on_a_network_that_comes_up_after_its_start()
    {
        await using var machines = await TwoMachines.TryCreateAsync();
        Assert.SkipWhen(machines is null, "network namespaces need root");
        await machines.UnplugAsync();
        using var folder = new TemporaryFolder();
        await using var server = Serve(machines, folder);
        var port = ListeningLine.PortOf(await server.SaysAsync(ListeningLine.Matches));
        using var person = new Person(binaries, "ann");

        await machines.PlugInAsync();
        using var late = new CancellationTokenSource(Deadline.Ordinary);
        ProgramResult found;
        do
        {
            late.Token.ThrowIfCancellationRequested();
            found = await RunAsync(machines, person, "discover", "--seconds", "1");
        }
        while (!found.Text.Contains($"{TwoMachines.Here}:{port}"));
    }

    [Theory]
    [InlineData("--announce", "off")]
    [InlineData("--listen", "127.0.0.1")]
    public async Task A_server_that_is_not_to_be_found_or_cannot_be_reached_announces_nothing(string option, string value)
    {
        await using var machines = await TwoMachines.TryCreateAsync();
        Assert.SkipWhen(machines is null, "network namespaces need root");
        using var folder = new TemporaryFolder();
        await using var server = Serve(machines, folder, option, value);
        await server.SaysAsync(ListeningLine.Matches);
        using var person = new Person(binaries, "ann");
        Assert.Contains("no server announces itself", Sentence.Of((await RunAsync(machines, person, "discover")).Expect(3)));
    }

    private RunningProgram Serve(TwoMachines machines, TemporaryFolder folder, params string[] options) => RunningProgram.Start(
        "ip",
        machines.Run(here: true, binaries.Server, ["--port", "0", "--files", folder.Sub("files"), "--data", folder["data"], .. options]),
        new Dictionary<string, string> { ["HOME"] = folder.Sub("home") });

    private Task<ProgramResult> RunAsync(TwoMachines machines, Person person, params string[] arguments) =>
        RunningProgram.RunAsync("ip", machines.Run(here: false, binaries.Client, arguments), person.Environment, person.Desk);
}
