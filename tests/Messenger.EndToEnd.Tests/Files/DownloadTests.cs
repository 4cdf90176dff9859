using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Files of every kind arrive whole, under the names that were asked for.</summary>
public sealed class DownloadTests(PublishedBinaries binaries)
{
    [Theory]
    [InlineData("--tcp")]
    [InlineData("--udp")]
    public async Task Text_picture_sound_video_program_and_nothing_at_all(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("text.txt", "Grüße\r\n世界"u8.ToArray());
        server.Offer("picture.png", Samples.Picture());
        server.Offer("sound.wav", Samples.Sound());
        server.Offer("video.avi", Samples.Video());
        server.Offer("program", File.ReadAllBytes(binaries.Client));
        server.Offer("empty", []);
        using var person = new Person(binaries, "ann");

        foreach (var name in Directory.GetFiles(server.Files).Select(f => Path.GetFileName(f)))
            (await person.RunAsync(server, "get", transport, name)).Expect(0);

        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
    }

    [Theory]
    [InlineData("--tcp")]
    [InlineData("--udp")]
    public async Task Any_size_on_either_side_of_a_chunk(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        foreach (var size in (int[])[1, 172_771, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 9_999_999])
        {
            var (name, content) = ($"{size}", Samples.Noise(size, seed: size));
            server.Offer(name, content);
            (await person.RunAsync(server, "get", transport, name)).Expect(0);
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(person[name])));
            Assert.Equal(File.GetLastWriteTimeUtc(Path.Combine(server.Files, name)), File.GetLastWriteTimeUtc(person[name]), TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task Names_of_every_kind_are_kept()
    {
        await using var server = await TestServer.StartAsync(binaries);
        string[] names = ["two words.txt", "Grüße 世界 👋.txt", "-rf", "--help", "a,b;c&d$(e)`f`.txt", "quote\"s'.txt", "[x]*.txt", new string('n', 240), "zero\u200bwidth"];
        foreach (var name in names)
            server.Offer(name, System.Text.Encoding.UTF8.GetBytes(name));
        using var person = new Person(binaries, "ann");

        foreach (var name in names)
            (await person.RunAsync(server, "get", "--", name)).Expect(0);

        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
    }

    [Fact]
    public async Task Folders_keep_their_tree_and_patterns_and_several_names_go_into_one_command()
    {
        await using var server = await TestServer.StartAsync(binaries);
        string[] files = ["top.txt", "photos/a.png", "photos/b.png", "photos/raw/c.dat", "photos/raw/deep/d.png", "music/one.wav", "music/two.wav"];
        foreach (var file in files)
            server.Offer(file, Samples.Noise(5_000, seed: file.Length));
        Directory.CreateDirectory(Path.Combine(server.Files, "photos/empty"));
        using var person = new Person(binaries, "ann");

        async Task<string[]> GetAsync(string folder, params string[] names)
        {
            (await person.RunAsync(server, ["get", .. names, "-o", folder + "/"])).Expect(0);
            return [.. Tree.Of(person[folder]).Keys];
        }

        Assert.Equal(["photos/a.png", "photos/b.png", "photos/empty/", "photos/raw/c.dat", "photos/raw/deep/d.png"], await GetAsync("folder", "photos"));
        Assert.Equal(["photos/a.png", "photos/b.png", "photos/empty/", "photos/raw/c.dat", "photos/raw/deep/d.png"], await GetAsync("slash", "photos/"));
        Assert.Equal(["photos/a.png", "photos/b.png"], (await GetAsync("pattern", "photos/*.png")).Select(f => f.StartsWith("photos/") ? f : $"photos/{f}"));
        Assert.Equal(3, (await GetAsync("everywhere", "**/*.png")).Length);
        Assert.Equal(3, (await GetAsync("several", "top.txt", "music/*")).Length);
        // A pattern that matches a folder brings it, empty as it is.
        Assert.Equal(files.Append("photos/empty/").Order(StringComparer.Ordinal), await GetAsync("all", "**"));
    }

    [Fact]
    public async Task A_thousand_small_files_are_one_transfer()
    {
        await using var server = await TestServer.StartAsync(binaries);
        for (var i = 0; i < 1_000; i++)
            server.Offer($"many/{i % 10}/{i}", Samples.Noise(i, seed: i));
        using var person = new Person(binaries, "ann");

        var result = JsonObjects.Parse((await person.RunAsync(server, "get", "many", "--json")).Expect(0).Text);

        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
        Assert.Equal(1_000, result.GetProperty("files").GetArrayLength());
        Assert.Equal(999 * 1_000 / 2, result.Number("totalBytes"));
        // The second time nothing is sent.
        var again = JsonObjects.Parse((await person.RunAsync(server, "get", "many", "--json")).Expect(0).Text);
        Assert.Equal(1_000, again.Number("filesSkipped"));
    }

    [Fact]
    public async Task Where_to_is_said_with_o()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("folder/file.txt", "content"u8.ToArray());
        using var person = new Person(binaries, "ann");
        Directory.CreateDirectory(person["there"]);

        foreach (var (output, expected) in ((string, string)[])
            [("name.txt", "name.txt"), ("new/", "new/file.txt"), ("there", "there/file.txt"), ("deep/er/name", "deep/er/name"), (person["absolute.txt"], "absolute.txt"), (".", "file.txt")])
        {
            (await person.RunAsync(server, "get", "folder/file.txt", "-o", output)).Expect(0);
            Assert.Equal(content, File.ReadAllBytes(person[expected]));
        }

        Assert.Equal(content, (await person.RunAsync(server, "get", "folder/file.txt", "-o", "-")).Expect(0).Output);
        (await person.RunAsync(server, "get", "folder", "-o", "-")).Expect(2);
        Assert.Equal(6, Tree.Of(person.Desk).Count);
    }

    [Fact]
    public async Task A_big_file_goes_through_a_pipe_byte_for_byte()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("big", Samples.Noise(20_000_000, seed: 20));
        using var person = new Person(binaries, "ann");
        var piped = (await person.RunAsync(server, "get", "big", "-o", "-")).Expect(0);
        Assert.True(content.AsSpan().SequenceEqual(piped.Output));
        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Fact]
    public async Task What_is_not_there_is_exit_3_and_leaves_nothing()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("here", "x"u8.ToArray());
        File.WriteAllText(Path.Combine(server.Data, "../secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(server.Files, "outside"), Path.Combine(server.Data, "../secret"));
        server.Offer(".hidden", "x"u8.ToArray());
        using var person = new Person(binaries, "ann");

        foreach (var name in (string[])["nowhere", "*.none", "here/below", "../secret", "/etc/passwd", "outside", ".hidden", "a/../here/../../secret"])
        {
            var sentence = Sentence.Of((await person.RunAsync(server, "get", name)).Expect(3));
            Assert.Contains(name, sentence);
            Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
        }

        // One of several: nothing at all is written, and the one that is missing is named.
        Assert.Contains("nowhere", Sentence.Of((await person.RunAsync(server, "get", "here", "nowhere")).Expect(3)));
        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Fact]
    public async Task The_digest_that_is_demanded_must_be_right()
    {
        await using var server = await TestServer.StartAsync(binaries);
        var content = server.Offer("file", Samples.Noise(2_500_000, seed: 8));
        var right = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));
        var wrong = right[..^1] + (right[^1] == '0' ? '1' : '0');
        using var person = new Person(binaries, "ann");

        Sentence.Of((await person.RunAsync(server, "get", "file", "--sha256", wrong)).Expect(8));
        Assert.False(File.Exists(person["file"]));
        (await person.RunAsync(server, "get", "file", "-o", "-", "--sha256", wrong)).Expect(8);
        (await person.RunAsync(server, "get", "file", "--sha256", right)).Expect(0);
        Assert.Equal(content, File.ReadAllBytes(person["file"]));
        (await person.RunAsync(server, "get", "file", "--sha256", right.ToLowerInvariant())).Expect(0);
        (await person.RunAsync(server, "get", "file", "--sha256", wrong)).Expect(8);
        Assert.Equal(content, (await person.RunAsync(server, "get", "file", "-o", "-", "--sha256", right)).Expect(0).Output);
    }
}
