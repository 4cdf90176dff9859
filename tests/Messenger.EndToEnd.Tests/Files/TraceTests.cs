using System.Text.Json;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Records of transfers that something held back, and what is said about them.</summary>
public sealed class TraceTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("get")]
    [InlineData("put")]
    public async Task Loss_is_found_in_the_record(string way)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var person = new Person(binaries, "ann");
        var content = Samples.Noise(6_000_000, seed: 1);
        server.Offer("file", content);
        File.WriteAllBytes(person["own"], content);
        (await person.RunAsync(server, way, "--udp", way == "get" ? "file" : "own", "--trace", "t", "--impair", "loss=10%,mtu=1400,rate=40M,seed=7")).Expect(0);

        var told = (await person.RunAsync("localhost:1", "trace", "t")).Expect(0).Text;
        Assert.Contains("Loss: ", told);
        Assert.Contains("rate", told);
        Assert.Contains("of 5.72 MiB verified", told);
        Assert.Contains("Loss: ", string.Concat(JsonObjects.Parse((await person.RunAsync("localhost:1", "trace", "t", "--json")).Expect(0).Text).GetProperty("verdict").EnumerateArray()));
    }

    [Fact]
    public async Task A_place_that_takes_the_bytes_slowly_is_found_in_the_record()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file", Samples.Noise(4_000_000, seed: 3));
        using var person = new Person(binaries, "ann");
        using var pipe = new Fifo(person["pipe"]);
        await using var get = RunningProgram.Start("/bin/sh", ["-c", $"exec '{binaries.Client}' get --tcp file -o - --trace t > pipe"], new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = server.Address }, person.Desk);
        await using var reader = pipe.OpenRead();
        // Nobody reads until most of what will have been its time has gone into that.
        while (WriteWait(person["t"]) < 6_000)
            await Task.Delay(50);
        using var read = new MemoryStream();
        await reader.CopyToAsync(read);
        Assert.Equal(0, (await get.ExitAsync()).ExitCode);

        Assert.Equal(content, read.ToArray());
        Assert.Contains("Writing held it back", (await person.RunAsync("localhost:1", "trace", "t")).Expect(0).Text);
    }

    [Fact]
    public async Task UDP_that_is_blocked_half_way_is_found_in_the_record()
    {
        const int Size = 16 << 20;
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file", Samples.Noise(Size, seed: 2));
        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");
        relay.HoldAt(Size / 2);
        await using var get = person.Start(relay.Address, "get", "file", "--trace", "t");
        await relay.HeldAsync();
        relay.Block();
        Assert.Equal(0, (await get.ExitAsync()).ExitCode);
        Assert.Contains("UDP stopped getting through", (await person.RunAsync("localhost:1", "trace", "t")).Expect(0).Text);
    }

    [Fact]
    public async Task What_is_no_record_is_refused()
    {
        using var person = new Person(binaries, "ann");
        Assert.Contains("it does not exist", Sentence.Of((await person.RunAsync("localhost:1", "trace", "nothing")).Expect(9)));
        File.WriteAllText(person["text"], "hello\n");
        Assert.Contains("line 1 of", Sentence.Of((await person.RunAsync("localhost:1", "trace", "text")).Expect(8)));
    }

    // Milliseconds of the last whole sample; 0: there is none yet.
    private static double WriteWait(string record)
    {
        if (!File.Exists(record))
            return 0;
        using var file = new FileStream(record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(file);
        var last = text.ReadToEnd().Split('\n')[..^1].LastOrDefault(line => line.Contains("write_wait"));
        return last is null ? 0 : JsonDocument.Parse(last).RootElement.GetProperty("data").GetProperty("write_wait").GetDouble();
    }

    private sealed class Fifo : IDisposable
    {
        private readonly string _path;

        public Fifo(string path)
        {
            _path = path;
            using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
            made.WaitForExit();
        }

        public FileStream OpenRead() => new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

        public void Dispose() => File.Delete(_path);
    }
}
