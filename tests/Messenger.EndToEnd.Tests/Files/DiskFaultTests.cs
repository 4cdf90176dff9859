using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Disks at either end that take nothing, nothing more, or their time: one sentence each, and nobody else is held up.</summary>
public sealed class DiskFaultTests(PublishedBinaries binaries)
{
    private const long Memory = 64L << 20;

    // $0 is the folder, the rest the command. What is mounted dies with the namespace.
    private const string ReadOnly = """mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@" """;

    // The disk has a size; it is filled by the first line on stdin and emptied by the second.
    private const string Filling = """
        mount -t tmpfs -o size=3m,mode=700 tmpfs "$0" || exit 77
        { read -r go; head -c 8m /dev/zero >"$0/other"; echo full >&2; read -r go; rm "$0/other"; echo roomy >&2; } <&3 2>&2 &
        exec "$@" 3<&-
        """;

    // Twenty milliseconds for each step on a disk, as of one that is worn out or far away.
    private static readonly string[] Slow =
        ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pread64,preadv,pwrite64,pwritev,fsync,fdatasync", "-e", "inject=pread64,preadv,pwrite64,pwritev,fsync,fdatasync:delay_enter=20000"];

    [Fact]
    public async Task A_read_only_folder_to_download_into_is_named()
    {
        await RequireAsync("unshare", "--mount", "true");
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.bin", Samples.Noise(100_000, seed: 1));
        using var person = new Person(binaries, "ann");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address };

        var result = await RunningProgram.RunAsync("unshare", ["--mount", "sh", "-c", ReadOnly, person.Desk, binaries.Client, "get", "file.bin"], environment, person.Desk);
        var sentence = Sentence.Of(result.Expect(9));
        Assert.Contains(person.Desk, sentence);
        Assert.Contains("Read-only", sentence);
        Assert.EndsWith("; choose another place with -o", sentence);
    }

    [Fact]
    public async Task A_read_only_library_takes_nothing_says_so_and_serves_what_it_has()
    {
        await RequireAsync("unshare", "--mount", "true");
        await using var server = await TestServer.StartUnderAsync(s => ["unshare", "--mount", "sh", "-c", ReadOnly, s.Files], binaries, "--uploads", "on");
        var content = server.Offer("file.bin", Samples.Noise(300_000, seed: 2));
        using var ann = new Person(binaries, "ann");
        await using var chat = await ChatUser.EnterAsync(ann, server);
        File.WriteAllText(ann["mine.txt"], "mine");
        var cost = new ServerCost(server);

        Assert.Contains("tell its keeper", Sentence.Of((await ann.RunAsync(server, "put", "mine.txt")).Expect(1)));
        Assert.Contains("Read-only", await server.Program.Error.LineAsync(l => l.Contains("cannot be taken in")));
        (await ann.RunAsync(server, "get", "file.bin")).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(ann["file.bin"]));
        await chat.SayAsync("still here");
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_read_only_data_directory_refuses_the_start_in_one_sentence()
    {
        await RequireAsync("unshare", "--mount", "true");
        using var folder = new TemporaryFolder();
        string[] command = [binaries.Server, "--port", "0", "--listen", "127.0.0.1", "--files", folder.Sub("files"), "--data", folder.Sub("data")];
        var result = await RunningProgram.RunAsync("unshare", ["--mount", "sh", "-c", ReadOnly, folder["data"], .. command]);
        var sentence = Assert.Single(result.Expect(9).Error.TrimEnd().Split('\n'));
        Assert.Contains($"{folder["data"]}/server.lock: Read-only file system; ", sentence);
        Assert.EndsWith("--data", sentence);
    }

    [Fact]
    public async Task A_data_directory_without_room_stops_no_chat_and_is_written_again_when_there_is_some()
    {
        await RequireAsync("unshare", "--mount", "true");
        await using var server = await TestServer.StartUnderAsync(s => ["unshare", "--mount", "sh", "-c", "exec 3<&0; " + Filling, Directory.CreateDirectory(s.Data).FullName], binaries);
        using var ann = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        using var cleo = new Person(binaries, "cleo");
        await using var chat = await ChatUser.EnterAsync(ann, server);
        var cost = new ServerCost(server);
        await server.Program.TypeAsync("go");
        await server.Program.Error.LineAsync(l => l == "full");

        // Whoever is new is let in all the same, and the keeper is told that it will be forgotten.
        await using (var second = await ChatUser.EnterAsync(bob, server))
        {
            await server.Program.Error.LineAsync(l => l.Contains("The data file could not be written"));
            await second.SayAsync("no room, and yet heard");
            await chat.HearsTextAsync("no room, and yet heard");
            File.WriteAllBytes(bob["parcel.bin"], Samples.Noise(100_000, seed: 3));
            Assert.Contains("no room for this", Sentence.Of((await bob.RunAsync(server, "send", "ann", "parcel.bin")).Expect(4)));
        }

        await server.Program.TypeAsync("go");
        await server.Program.Error.LineAsync(l => l == "roomy");
        (await cleo.RunAsync(server, "users")).Expect(0);
        (await cleo.RunAsync(server, "send", "ann", bob["parcel.bin"])).Expect(0);
        await chat.SayAsync("and after it");
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task A_data_directory_that_turns_read_only_stops_no_chat_is_told_once_and_is_written_again_afterwards()
    {
        await RequireAsync("strace", "-D", "-qq", "-o", "/dev/null", "true");
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        var (ann, bob) = (crowd.Users[0], crowd.Users[1]);
        using var dora = new Person(binaries, "dora");
        using var emil = new Person(binaries, "emil");
        File.WriteAllBytes(dora["parcel.bin"], Samples.Noise(100_000, seed: 6));

        await using (var fault = await ReadOnlyAsync(server))
        {
            // Who is new comes in; who talks is heard; who would send files is told.
            (await dora.RunAsync(server, "say", "I am new")).Expect(0);
            await ann.HearsTextAsync("I am new");
            await server.Program.Error.LineAsync(l => l.Contains("The data file could not be written"));
            (await emil.RunAsync(server, "say", "and so am I")).Expect(0);
            await ann.SayAsync("we talk on");
            await bob.HearsTextAsync("we talk on");
            var told = Sentence.Of(await dora.RunAsync(server, "send", "ann", "parcel.bin"));
            Assert.Contains("tell its keeper", told);
            Assert.Single(server.Program.Error.Lines, l => l.Contains("The data file could not be written"));
            fault.Signal(System.Runtime.InteropServices.PosixSignal.SIGINT);
            await fault.ExitAsync();
        }

        await server.Program.Error.LineAsync(l => l.Contains("The data file is written again"));
        (await dora.RunAsync(server, "send", "ann", "parcel.bin")).Expect(0);
        await bob.SayAsync("and after it");
        await ann.HearsTextAsync("and after it");

        // The names of those who came meanwhile are theirs, though the server dies.
        await server.KillAsync();
        await server.StartAgainAsync();
        using var thief = new Person(binaries, "emil");
        (await thief.RunAsync(server, "say", "mine")).Expect(4);
        (await emil.RunAsync(server, "say", "mine")).Expect(0);
    }

    [Fact]
    public async Task A_slow_disk_at_either_end_holds_up_only_what_is_on_it()
    {
        await RequireAsync(Slow[0], [.. Slow[1..], "true"]);
        await using var server = await TestServer.StartUnderAsync(_ => Slow, binaries, "--uploads", "on");
        var content = server.Offer("file.bin", Samples.Noise(6 << 20, seed: 4));
        await using var crowd = await Crowd.EnterAsync(binaries, server, 2);
        using var dora = new Person(binaries, "dora");
        File.WriteAllBytes(dora["up.bin"], Samples.Noise(6 << 20, seed: 5));
        var environment = new Dictionary<string, string>(dora.Environment) { ["MSGR_HOST"] = server.Address };

        // Up, down, and down onto another slow disk, all at once, while two people talk.
        var cost = new ServerCost(server);
        var put = dora.RunAsync(server, "put", "--tcp", "up.bin");
        var get = dora.RunAsync(server, "get", "--udp", "file.bin", "-o", "a.bin");
        var slow = RunningProgram.RunAsync(Slow[0], [.. Slow[1..], binaries.Client, "get", "--tcp", "file.bin", "-o", "b.bin"], environment, dora.Desk);
        for (var i = 0; i < 20; i++)
        {
            await crowd.Users[i % 2].SayAsync($"word {i}");
            await crowd.Users[(i + 1) % 2].HearsTextAsync($"word {i}");
            // What a disk does not take slows its sender down, and does not gather in memory.
            cost.IsBounded(Memory);
        }

        foreach (var transfer in (Task<ProgramResult>[])[put, get, slow])
            (await transfer).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(dora["a.bin"]));
        Assert.Equal(content, File.ReadAllBytes(dora["b.bin"]));
        Assert.Equal(File.ReadAllBytes(dora["up.bin"]), File.ReadAllBytes(Path.Combine(server.Files, "up.bin")));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    // A mount cannot turn read-only under a file that is open for writing, but by a fault of its disk. So each step that would change a
    // disk gets what the kernel says after such a fault; when it is over, strace lets go.
    private static async Task<RunningProgram> ReadOnlyAsync(TestServer server)
    {
        const string Steps = "mkdir,mkdirat,unlink,unlinkat,rename,renameat2,ftruncate,pwrite64,pwritev,fsync,fdatasync";
        var fault = RunningProgram.Start("strace", ["-f", "-qq", "-o", "/dev/null", "-p", $"{server.Program.Id}", "-e", $"trace={Steps}", "-e", $"inject={Steps}:error=EROFS"]);
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); !Directory.GetDirectories($"/proc/{server.Program.Id}/task").All(IsTraced); await Task.Delay(20))
        {
            if (!fault.HasExited && patience.Elapsed < Deadline.Ordinary)
                continue;
            var said = fault.Error.Text.Trim();
            await fault.DisposeAsync();
            Assert.Skip($"NOT RUN: strace cannot attach to a running program here: {said}");
        }

        return fault;
    }

    private static bool IsTraced(string thread)
    {
        try
        {
            return !File.ReadLines(Path.Combine(thread, "status")).Contains("TracerPid:\t0");
        }
        catch (IOException)
        {
            // It has ended since.
            return true;
        }
    }

    private static async Task RequireAsync(string program, params string[] arguments)
    {
        if (Environment.UserName != "root" || !Machine.Has(program))
            Assert.Skip($"NOT RUN: it needs root and {program}");
        var probe = await RunningProgram.RunAsync(program, arguments);
        if (probe.ExitCode != 0)
            Assert.Skip($"NOT RUN: {program} does not work on this machine: {probe.Error.Trim()}");
    }
}
