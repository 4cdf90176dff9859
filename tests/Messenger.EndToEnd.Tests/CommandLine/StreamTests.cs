namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary>What goes where, and what happens when nobody reads it.</summary>
public sealed class StreamTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("files | head -n 1", 0)]
    [InlineData("--help | head -n 1", 0)]
    [InlineData("files --json | true", 0)]
    [InlineData("get big.bin -o - | head -c 100000 | wc -c", 0)]
    [InlineData("chat --plain | head -n 1", 0)]
    public async Task A_reader_that_goes_away_ends_it_quietly(string line, int expected)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("big.bin", SampleLibrary.Samples.Noise(8 << 20, seed: 1));
        for (var i = 0; i < 300; i++)
            server.Offer($"{i:000} {new string('x', 200)}.txt", []);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "users")).Expect(0);

        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client };
        string[] command = ["-c", $"set -o pipefail; \"$MSGR\" {line}; echo \"${{PIPESTATUS[0]}}\" >&2"];
        // The chat reads a stdin that stays open: only the closed stdout can end it.
        await using var shell = RunningProgram.Start("bash", command, environment, person.Desk);
        if (line.StartsWith("chat"))
        {
            using var other = new Person(binaries, "bob");
            await shell.SaysAsync(_ => true);
            for (var i = 0; i < 50 && !shell.HasExited; i++)
                (await other.RunAsync(server, "say", "anybody?")).Expect(0);
        }

        var result = (await shell.ExitAsync()).Expect(0);
        Assert.Equal($"{expected}\n", result.Error);
        if (line.StartsWith("get"))
            Assert.Equal("100000\n", result.Text);
    }

    [Fact]
    public async Task A_closed_stdout_or_stderr_harms_nothing()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("a.txt", "a"u8.ToArray());
        using var person = new Person(binaries, "ann");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client };

        foreach (var line in (string[])["files >&-", "files 2>&-", "get a.txt >&- 2>&-", "users <&- >&- 2>&-"])
            (await RunningProgram.RunAsync("sh", ["-c", $"exec \"$MSGR\" {line}"], environment, person.Desk)).Expect(0);
        // No descriptor of a stream was taken for a file of its own.
        Assert.Equal("a", File.ReadAllText(person["a.txt"]));
    }

    [Fact]
    public async Task A_full_device_is_told_with_exit_9()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("NOT RUN: this machine has no /dev/full");
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("a.txt", "a"u8.ToArray());
        using var person = new Person(binaries, "ann");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address, ["MSGR"] = binaries.Client };

        foreach (var line in (string[])["files >/dev/full", "get a.txt -o - >/dev/full", "--help >/dev/full"])
            Sentence.Of((await RunningProgram.RunAsync("sh", ["-c", $"exec \"$MSGR\" {line}"], environment, person.Desk)).Expect(9));
    }

    [Fact]
    public async Task A_signal_ends_a_chat_with_its_code_and_others_see_it_leave()
    {
        await using var server = await TestServer.StartAsync(binaries);
        await using var crowd = await Crowd.EnterAsync(binaries, server, 1);
        foreach (var (signal, code) in (ValueTuple<System.Runtime.InteropServices.PosixSignal, int>[])
            [(System.Runtime.InteropServices.PosixSignal.SIGINT, 130), (System.Runtime.InteropServices.PosixSignal.SIGTERM, 143)])
        {
            var guest = await crowd.EnterAsync($"guest{code}");
            guest.Program.Signal(signal);
            (await guest.Program.ExitAsync()).Expect(code);
            await crowd.Users[0].HearsAsync(o => o.Is("presence", ("name", guest.Name), ("state", "left")));
        }
    }

    [Fact]
    public async Task Ping_tells_each_round_trip()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        var result = (await person.RunAsync(server, "ping", "-c", "2")).Expect(0);
        Assert.Matches($@"^127\.0\.0\.1:{server.Port}: \d+\.\d\d ms\n127\.0\.0\.1:{server.Port}: \d+\.\d\d ms\nleast .* ms, median .* ms, most .* ms\n$", result.Text);
        var json = JsonObjects.Parse((await person.RunAsync(server, "ping", "-c", "1", "--json")).Expect(0).Text);
        Assert.Single(json.GetProperty("milliseconds").EnumerateArray());
    }
}
