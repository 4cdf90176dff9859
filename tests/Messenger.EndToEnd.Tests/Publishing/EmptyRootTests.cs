using System.Runtime.InteropServices;

namespace Messenger.EndToEnd.Tests.Publishing;

public sealed class EmptyRootTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("msgr")]
    [InlineData("msgr-server")]
    public async Task A_program_runs_where_there_is_nothing_but_itself_and_randomness(string name)
    {
        using var root = await RootFolder.CreateAsync(Path.Combine(binaries.Folder, name));

        var result = await root.RunAsync($"/{name}", ["--version"]);

        result.Expect(0);
        Assert.StartsWith($"{name} ", result.Text);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("msgr", "ping", "--host", "127.0.0.1:1")]
    [InlineData("msgr-server", "--data", "/data")]
    public async Task Without_randomness_a_program_says_so_in_one_sentence_and_stops(string name, params string[] arguments)
    {
        using var root = await RootFolder.CreateAsync(Path.Combine(binaries.Folder, name));

        var result = await root.RunWithoutRandomnessAsync($"/{name}", arguments, ("HOME", "/"), ("MSGR_USER", "ann"));

        result.Expect(1);
        Assert.Contains("/dev/urandom", Assert.Single(result.Error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task Server_and_client_do_their_job_each_in_a_root_of_its_own()
    {
        using var there = await RootFolder.CreateAsync(binaries.Server);
        using var here = await RootFolder.CreateAsync(binaries.Client);
        Directory.CreateDirectory(there["files/folder"]);
        await File.WriteAllBytesAsync(there["files/folder/picture.png"], SampleLibrary.Samples.Picture());
        await using var server = there.Start("/msgr-server", ["--listen", "127.0.0.1", "--port", "0", "--files", "/files", "--data", "/data"]);
        var port = ListeningLine.PortOf(await server.SaysAsync(ListeningLine.Matches));

        (string, string)[] environment = [("HOME", "/home"), ("MSGR_HOST", $"127.0.0.1:{port}"), ("MSGR_USER", "ann")];
        (await here.RunAsync("/msgr", ["say", "hello"], environment)).Expect(0);
        (await here.RunAsync("/msgr", ["get", "folder"], environment)).Expect(0);
        server.Signal(PosixSignal.SIGTERM);

        (await server.ExitAsync()).Expect(0);
        Assert.Equal(SampleLibrary.Samples.Picture(), await File.ReadAllBytesAsync(here["folder/picture.png"]));
    }
}
