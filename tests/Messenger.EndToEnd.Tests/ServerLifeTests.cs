using System.Runtime.InteropServices;

namespace Messenger.EndToEnd.Tests;

/// <summary>How the published server starts and ends.</summary>
public sealed class ServerLifeTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task It_says_where_it_listens_who_it_is_and_what_to_give_to_others()
    {
        await using var server = await TestServer.StartAsync(binaries);

        var fingerprint = (await server.Program.SaysAsync(l => l.StartsWith("fingerprint SHA256:")))["fingerprint ".Length..];
        Assert.Equal(
            $"invite msgr chat --host {server.Address} --fingerprint {fingerprint}",
            await server.Program.SaysAsync(l => l.StartsWith("invite ")));
        Assert.InRange(server.Port, 1, 65_535);
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Asked_to_stop_it_exits_with_0_and_keeps_port_and_key_for_the_next_start(PosixSignal signal)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var (port, key) = (server.Port, await server.Program.SaysAsync(l => l.StartsWith("fingerprint ")));

        server.Program.Signal(signal);
        (await server.Program.ExitAsync()).Expect(0);
        await server.StartAgainAsync();

        Assert.Equal(port, server.Port);
        Assert.Equal(key, await server.Program.SaysAsync(l => l.StartsWith("fingerprint ")));
        (await server.StopAsync()).Expect(0);
    }

    [Fact]
    public async Task Its_key_and_data_are_for_its_owner_alone()
    {
        await using var server = await TestServer.StartAsync(binaries);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(server.Data));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(Path.Combine(server.Data, "server.pem")));
    }

    [Fact]
    public async Task Asked_for_json_it_writes_objects_alone_and_people_see_its_name_and_sentence()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "--listen", "127.0.0.1", "--port", "0", "--files", folder["files"], "--data", folder["data"],
            "--log", "json", "--name", "Lab 3", "--motd", "Back-ups run at noon.",
        ];
        await using var server = RunningProgram.Start(binaries.Server, arguments, folder: folder.Path);
        var listening = JsonObjects.Parse(await server.SaysAsync(l => JsonObjects.Parse(l).Is("listening")));
        var ready = JsonObjects.Parse(await server.SaysAsync(l => JsonObjects.Parse(l).Is("ready")));
        Assert.StartsWith("SHA256:", ready.Text("fingerprint"));
        Assert.Contains(ready.Text("fingerprint")!, ready.Text("invite"));

        using var person = new Person(binaries, "ann");
        await using var user = await ChatUser.EnterAsync(person, $"127.0.0.1:{listening.Number("port")}");
        await user.HearsAsync(o => o.Is("connection", ("state", "online"), ("serverName", "Lab 3")));
        await user.HearsAsync(o => o.Is("notice", ("text", "Back-ups run at noon.")));

        server.Signal(PosixSignal.SIGTERM);
        var result = (await server.ExitAsync()).Expect(0);
        Assert.Equal(2, JsonObjects.ParseLines(result.Text).Length);
        var log = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(log);
        Assert.All(log, l => Assert.Equal(System.Text.Json.JsonValueKind.Object, System.Text.Json.JsonDocument.Parse(l).RootElement.ValueKind));
    }

    [Fact]
    public async Task The_end_of_a_transfer_is_logged_without_a_blank_too_many()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("a.txt", [1, 2, 3]);
        using var person = new Person(binaries, "ann");
        foreach (var way in (string[])["--tcp", "--udp"])
            (await person.RunAsync(server, "get", "a.txt", way, "--if-exists", "rename")).Expect(0);

        server.Program.Signal(PosixSignal.SIGTERM);
        var lines = (await server.Program.ExitAsync()).Expect(0).Error.Split('\n').Where(line => line.Contains(" Transfer ")).ToArray();
        Assert.Equal(2, lines.Count(line => line.Contains(" ends: Completed, ") && line.EndsWith(" s.")));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_or_port_is_refused_in_one_sentence()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var folder = new TemporaryFolder();
        string[] taken = ["--listen", "127.0.0.1", "--port", $"{server.Port}", "--files", folder["files"], "--data", folder["data"]];
        string[] locked = ["--listen", "127.0.0.1", "--port", "0", "--files", folder["files"], "--data", server.Data];

        foreach (var arguments in (string[][])[taken, locked])
        {
            var result = await RunningProgram.RunAsync(binaries.Server, arguments, folder: folder.Path);
            Assert.NotEqual(0, result.ExitCode);
            Assert.Single(result.Error.TrimEnd().Split('\n'), l => l.StartsWith("msgr-server: "));
        }

        // Nothing is left of a start that failed.
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        var misspelt = await RunningProgram.RunAsync(binaries.Server, ["--prot", "0"], folder: folder.Path);
        Assert.Equal("msgr-server: Argument '--prot' is not recognized. Did you mean --port? See msgr-server --help.\n", misspelt.Expect(2).Error);
    }
}
