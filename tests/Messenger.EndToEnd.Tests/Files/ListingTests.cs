namespace Messenger.EndToEnd.Tests.Files;

/// <summary><c>msgr files</c>: what the server has, live.</summary>
public sealed class ListingTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Piped_it_is_one_whole_path_a_line_and_shows_what_is_there_now()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        Assert.Equal("", (await person.RunAsync(server, "files")).Expect(0).Text);

        server.Offer("b.txt", "b"u8.ToArray());
        server.Offer("a/deep/c d.txt", "c"u8.ToArray());
        Assert.Equal("a/deep/c d.txt\nb.txt\n", (await person.RunAsync(server, "files")).Expect(0).Text);
        File.Delete(Path.Combine(server.Files, "b.txt"));
        Assert.Equal("a/deep/c d.txt\n", (await person.RunAsync(server, "files")).Expect(0).Text);
        Assert.Equal("a/deep/c d.txt\n", (await person.RunAsync(server, "files", "a")).Expect(0).Text);
        Assert.Equal("a/deep/c d.txt\n", (await person.RunAsync(server, "files", "**/*.txt")).Expect(0).Text);
        Assert.Contains("(in folders too: '**/*.none')", Sentence.Of((await person.RunAsync(server, "files", "*.none")).Expect(3)));
        Assert.Contains("(in folders too: '**/*.none'); msgr files lists", Sentence.Of((await person.RunAsync(server, "get", "*.none")).Expect(3)));
    }

    [Fact]
    public async Task As_json_with_size_time_type_and_digest()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("picture.png", SampleLibrary.Samples.Picture());
        server.Offer("empty", []);
        using var person = new Person(binaries, "ann");

        var files = JsonObjects.Parse((await person.RunAsync(server, "files", "--json", "--sha256")).Expect(0).Text);
        Assert.Equal(["empty", "picture.png"], files.Texts("files", "path"));
        var picture = files.GetProperty("files")[1];
        Assert.Equal(content.Length, picture.Number("size"));
        Assert.Equal("image/png", picture.Text("mediaType"));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), picture.Text("sha256"));
        Assert.Equal(File.GetLastWriteTimeUtc(Path.Combine(server.Files, "picture.png")), picture.GetProperty("modified").GetDateTimeOffset().UtcDateTime, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Digests_are_what_sha256sum_checks()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("folder/one", SampleLibrary.Samples.Noise(3_000_000, seed: 1));
        server.Offer("two words", "2"u8.ToArray());
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "get", "**")).Expect(0);

        await File.WriteAllBytesAsync(person["sums"], (await person.RunAsync(server, "files", "--sha256")).Expect(0).Output);
        Assert.Equal("folder/one: OK\ntwo words: OK\n", (await RunningProgram.RunAsync("sha256sum", ["-c", "sums"], folder: person.Desk)).Expect(0).Text);
    }

    [Fact]
    public async Task Hidden_files_parts_special_files_deceiving_names_and_links_that_lead_outside_are_not_served()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("seen.txt", "x"u8.ToArray());
        server.Offer(".hidden", "x"u8.ToArray());
        server.Offer(".git/config", "x"u8.ToArray());
        server.Offer("turned \u202etxt.exe", "x"u8.ToArray());
        server.Offer("tab\tand line\nfeed", "x"u8.ToArray());
        server.Offer("half.part", "x"u8.ToArray());
        server.Offer("half.part.journal", "x"u8.ToArray());
        File.CreateSymbolicLink(Path.Combine(server.Files, "outside"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(server.Files, "up"), "..");
        (await RunningProgram.RunAsync("mkfifo", ["pipe"], folder: server.Files)).Expect(0);
        using var person = new Person(binaries, "ann");

        Assert.Equal("seen.txt\n", (await person.RunAsync(server, "files")).Expect(0).Text);
        (await person.RunAsync(server, "get", "**")).Expect(0);
        Assert.Equal(["seen.txt"], Tree.Of(person.Desk).Keys);
    }

    [Fact]
    public async Task Two_thousand_files_are_listed_in_order()
    {
        await using var server = await TestServer.StartAsync(binaries);
        for (var i = 0; i < 2_000; i++)
            server.Offer($"{i:0000} with a name that fills pages {new string('x', 100)}", []);
        using var person = new Person(binaries, "ann");

        var lines = (await person.RunAsync(server, "files")).Expect(0).Text.TrimEnd().Split('\n');
        Assert.Equal(Enumerable.Range(0, 2_000), lines.Select(l => int.Parse(l[..4])));
    }
}
