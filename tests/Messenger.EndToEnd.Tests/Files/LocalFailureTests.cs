using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Targets that cannot take the files: exit 9 and one sentence that names them.</summary>
public sealed class LocalFailureTests(PublishedBinaries binaries)
{
    // $0 is the folder, $1 its size, the rest the command. The disk dies with the namespace.
    private const string OnSmallDisk = """size=$1; shift; mount -t tmpfs -o "size=$size" tmpfs "$0" && cd "$0" && "$@"; code=$?; ls -A >&2; exit $code""";

    [Fact]
    public async Task A_folder_that_cannot_be_made_or_written()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "x"u8.ToArray());
        using var person = new Person(binaries, "ann");
        await File.WriteAllTextAsync(person["plain"], "a file, not a folder");

        foreach (var (target, named) in ((string, string)[])
            [("/proc/new/", "/proc/new"), ("/proc/new", "/proc"), ("plain/", "/plain"), ("plain/below/file", "/plain/below"), ("/dev/null/x", "/dev/null")])
        {
            var sentence = Sentence.Of((await person.RunAsync(server, "get", "file.txt", "-o", target)).Expect(9));
            Assert.Contains($"{named}: ", sentence);
            Assert.EndsWith("; choose another place with -o", sentence);
        }

        Assert.Contains($"{person["plain"]}: it is a file and no folder;", Sentence.Of((await person.RunAsync(server, "get", "file.txt", "-o", "plain/")).Expect(9)));
        Assert.Contains($"{person["plain/below"]}: {person["plain"]} is a file and no folder;", Sentence.Of((await person.RunAsync(server, "get", "file.txt", "-o", "plain/below/")).Expect(9)));
        Assert.Equal(["plain"], Tree.Of(person.Desk).Keys);
    }

    [Fact]
    public async Task What_cannot_be_replaced_is_named_whole_with_another_way()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "x"u8.ToArray());
        using var person = new Person(binaries, "ann");
        Directory.CreateDirectory(person["there/file.txt"]);

        var device = Sentence.Of((await person.RunAsync(server, "get", "file.txt", "-o", "/dev/full")).Expect(9));
        Assert.Equal("cannot write to /dev/full: it is no regular file; choose another place with -o, or write into it with -o - >/dev/full", device);
        var folder = Sentence.Of((await person.RunAsync(server, "get", "file.txt", "-o", "there")).Expect(9));
        Assert.Equal($"cannot write to {person["there/file.txt"]}: it is a folder; choose another place with -o", folder);
    }

    [Fact]
    public async Task A_folder_of_somebody_else()
    {
        if (Environment.UserName != "root" || !Machine.Has("setpriv"))
            Assert.Skip("NOT RUN: only root can become somebody who may not write, with setpriv");
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "x"u8.ToArray());
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(folder.Sub("home"), (UnixFileMode)0b111_111_111);
        File.Copy(binaries.Client, folder["msgr"]);
        var environment = new Dictionary<string, string> { ["HOME"] = folder["home"], ["MSGR_HOST"] = server.Address, ["MSGR_USER"] = "ann" };

        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", folder["msgr"]];
        var result = await RunningProgram.RunAsync("setpriv", [.. nobody, "get", "file.txt"], environment, folder.Path);
        var sentence = Sentence.Of(result.Expect(9));
        Assert.Contains(folder.Path, sentence);
        Assert.Contains("ermission denied", sentence);
    }

    [Fact]
    public async Task A_disk_without_room_is_noticed_before_the_first_byte_and_nothing_is_left()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(8 << 20, seed: 1));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        var result = (await OnDiskAsync(person, relay.Address, "4m", "get", "--tcp", "file.bin")).Expect(9);
        Assert.Contains("MiB", result.Error);
        Assert.InRange(relay.BytesToClients, 1, 300_000);
        Assert.DoesNotContain("file.bin.part", result.Error);
    }

    [Fact]
    public async Task A_disk_that_fills_up_meanwhile_is_told_and_the_part_is_kept()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(8 << 20, seed: 2));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");

        // There was room at the beginning; then somebody else takes it.
        relay.HoldAt(2 << 20);
        await using var get = StartOnDisk(person, relay.Address, "12m", "sh", "-c", "\"$MSGR\" get --tcp file.bin & job=$!; read -r go; head -c 8m /dev/zero >other; echo full; wait $job");
        await relay.HeldAsync();
        await get.TypeAsync("go");
        await get.SaysAsync(l => l == "full");
        relay.Release();

        var result = (await get.ExitAsync()).Expect(9);
        Assert.Contains("file.bin.part", result.Error);
        Assert.Contains($"the disk of '{person.Desk}' is full; make room", result.Error);
    }

    private async Task<ProgramResult> OnDiskAsync(Person person, string host, string size, params string[] arguments)
    {
        await using var program = StartOnDisk(person, host, size, [binaries.Client, .. arguments]);
        program.CloseInput();
        return await program.ExitAsync();
    }

    private RunningProgram StartOnDisk(Person person, string host, string size, params string[] command)
    {
        if (Environment.UserName != "root")
            Assert.Skip("NOT RUN: only root can mount a small disk");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = host, ["MSGR"] = binaries.Client };
        return RunningProgram.Start("unshare", ["--mount", "sh", "-c", OnSmallDisk, person.Desk, size, .. command], environment, person.Desk);
    }
}
