using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Abuse;

/// <summary>Names that lead elsewhere, links that change under way, files that are none, and names that are commands.</summary>
public sealed class FileAttackTests(PublishedBinaries binaries)
{
    private const string Secret = "this must not leave the machine";
    private const long Memory = 64L << 20;

    public static TheoryData<string> Escapes =>
        ["../secret/file", "folder/../../secret/file", "/etc/passwd", "..", "link/file", "link", "folder/\u0000", "folder//../../secret/file", "./../secret/file", "\u002e\u002e/secret/file"];

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task SINK_ROOT_1_no_name_leads_out_of_the_library(string name)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var outside = SecretBeside(server);
        File.CreateSymbolicLink(Path.Combine(server.Files, "link"), outside);
        server.Offer("folder/file", [1]);
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var cost = new ServerCost(server);
        await mallory.SendAsync(new OpenDownload { RequestId = 1, Selections = [name], Transports = TransferTransports.Tcp, HasAes = true });
        var answer = await mallory.ReadAsync<ServerFrame>(f => f is Refused { RequestId: 1 } or TransferOffer);
        Assert.True(answer is Refused or TransferOffer { TotalBytes: 0 or 1 }, $"{answer}");
        await mallory.SendAsync(new ListFiles { RequestId = 2, Pattern = name });
        var listed = await mallory.ReadAsync<ServerFrame>(f => f is Refused { RequestId: 2 } or FilePage);
        Assert.True(listed is Refused || ((FilePage)listed).Files.All(f => f.Path == "folder/file"), $"{listed}");
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/tmp/msgr-out")]
    [InlineData("a/../../out")]
    [InlineData("..")]
    [InlineData("a/\u202eexe.txt")]
    public async Task No_upload_leads_out_of_the_library(string name)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        await using var mallory = await RawClient.EnterAsync(server, "mallory");
        var fine = await UploadAsync(mallory, 1, "fine");
        Assert.True(fine is TransferOffer, $"{fine}");
        var cost = new ServerCost(server);
        var answer = await UploadAsync(mallory, 2, name);
        Assert.True(answer is Refused, $"{answer}");
        Assert.False(Path.Exists(Path.Combine(server.Files, "..", "out")) || Path.Exists("/tmp/msgr-out"));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task No_upload_follows_a_link_out_of_the_library()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        var outside = SecretBeside(server);
        File.CreateSymbolicLink(Path.Combine(server.Files, "link"), outside);
        using var person = new Person(binaries, "ann");
        File.WriteAllText(person["out"], "out");
        var cost = new ServerCost(server);
        Assert.NotEqual(0, (await person.RunAsync(server, "put", "out", "--as", "link/")).ExitCode);
        Assert.Equal(["file"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory]
    [InlineData("--tcp")]
    [InlineData("--udp")]
    public async Task A_folder_that_becomes_a_link_while_it_is_sent_gives_nothing_away(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        var outside = SecretBeside(server);
        for (var i = 0; i < 200; i++)
        {
            server.Offer($"folder/{i:000}", Samples.Noise(20_000, seed: i));
            File.WriteAllText(Path.Combine(outside, $"{i:000}"), Secret + new string('.', 20_000 - Secret.Length));
        }

        await using var relay = await UdpRelay.ToAsync(server);
        using var person = new Person(binaries, "ann");
        var cost = new ServerCost(server);
        if (transport == "--udp")
            relay.HoldAt(1_000_000);
        else
            relay.Control.HoldAt(1_000_000);
        await using var get = person.Start(relay.Address, "get", transport, "folder");
        await (transport == "--udp" ? relay.HeldAsync() : relay.Control.HeldAsync());
        Directory.Move(Path.Combine(server.Files, "folder"), Path.Combine(server.Files, "moved"));
        File.CreateSymbolicLink(Path.Combine(server.Files, "folder"), outside);
        relay.Release();
        relay.Control.Release();
        await get.ExitAsync();
        // However it ended: nothing of the secret has arrived, under no name.
        Assert.All(Directory.EnumerateFiles(person.Desk, "*", SearchOption.AllDirectories), f => Assert.DoesNotContain(Secret, File.ReadAllText(f)));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Theory]
    [InlineData("folder", true)]
    [InlineData("folder.part", false)]
    public async Task A_folder_on_the_desk_that_becomes_a_link_while_it_arrives_takes_nothing_elsewhere(string folder, bool isThere)
    {
        await using var server = await TestServer.StartAsync(binaries);
        for (var i = 0; i < 200; i++)
            server.Offer($"folder/{i:000}", Samples.Noise(20_000, seed: i));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        var outside = Directory.CreateDirectory(Path.Combine(person.Home, "outside")).FullName;
        if (isThere)
            Directory.CreateDirectory(person[folder]);
        relay.HoldAt(3_000_000);
        await using var get = person.Start(relay.Address, "get", "--tcp", "folder");
        await relay.HeldAsync();
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); !Directory.Exists(person[folder]) || !Directory.EnumerateFiles(person[folder]).Any();)
        {
            Assert.True(patience.Elapsed < Deadline.Ordinary, "no file has arrived");
            await Task.Delay(20);
        }

        Directory.Move(person[folder], person["moved"]);
        File.CreateSymbolicLink(person[folder], outside);
        relay.Release();
        await get.ExitAsync();
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task Special_files_are_not_offered_and_hold_nobody_up()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file", [1, 2, 3]);
        Assert.Equal(0, (await RunningProgram.RunAsync("mkfifo", [Path.Combine(server.Files, "pipe")])).ExitCode);
        File.CreateSymbolicLink(Path.Combine(server.Files, "zero"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(server.Files, "self"), server.Files);
        var cost = new ServerCost(server);
        using var person = new Person(binaries, "ann");
        Assert.Equal("file\n", (await person.RunAsync(server, "files")).Expect(0).Text);
        foreach (var name in (string[])["pipe", "zero"])
            (await person.RunAsync(server, "get", name)).Expect(3);
        (await person.RunAsync(server, "get", "*")).Expect(0);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(person["file"]));
        cost.IsBounded(Memory);
        await cost.LeavesNothingOpenAsync();
    }

    [Fact]
    public async Task Names_that_are_options_commands_or_escapes_are_names()
    {
        string[] names = ["-rf", "--help", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "a b", "*", "?", "%s%n", "a\\b", "'\"", "~", "-"];
        await using var server = await TestServer.StartAsync(binaries);
        foreach (var name in names)
            server.Offer($"odd/{name}", System.Text.Encoding.UTF8.GetBytes(name));
        server.Offer("odd/\u001b]0;title\u0007", [1]);
        using var person = new Person(binaries, "ann");
        var listing = (await person.RunAsync(server, "files")).Expect(0).Text;
        Assert.DoesNotContain('\u001b', listing);
        (await person.RunAsync(server, "get", "odd")).Expect(0);
        foreach (var name in names)
            Assert.Equal(name, File.ReadAllText(Path.Combine(person.Desk, "odd", name)));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(person.Desk, "*", SearchOption.AllDirectories), f => f.Contains('\u001b') || f.EndsWith("/pwned", StringComparison.Ordinal));
        (await person.RunAsync(server, "get", "--", "odd/-rf")).Expect(0);
    }

    // Opens an upload whose plan is named rightly, whatever is in it: the digest of PROTOCOL.md.
    private static async Task<ServerFrame> UploadAsync(RawClient client, uint requestId, string path)
    {
        const int chunkSize = 1 << 20;
        var file = new PlanFile { Path = path, Size = 4, Modified = 5 };
        var utf8 = System.Text.Encoding.UTF8.GetBytes(path);
        byte[] hashed = [.. BitConverter.GetBytes(chunkSize), .. BitConverter.GetBytes(utf8.Length), .. BitConverter.GetBytes(file.Size), .. BitConverter.GetBytes(file.Modified), 0, .. utf8];
        await client.SendAsync(new OpenUpload
        {
            RequestId = requestId,
            Files = [file],
            ChunkSize = chunkSize,
            PlanDigest = System.IO.Hashing.XxHash128.Hash(hashed),
            Transports = TransferTransports.Tcp,
            HasAes = true,
            Command = Guid.NewGuid(),
        });
        return await client.ReadAsync<ServerFrame>(f => f is Refused || (f is TransferOffer offer && offer.RequestId == requestId));
    }

    private static string SecretBeside(TestServer server)
    {
        var outside = Directory.CreateDirectory(Path.Combine(server.Files, "..", "secret")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), Secret);
        return outside;
    }
}
