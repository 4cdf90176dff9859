using Messenger.SampleLibrary;

namespace Messenger.EndToEnd.Tests.Files;

/// <summary>Files that people put on a server.</summary>
public sealed class UploadTests(PublishedBinaries binaries)
{
    public static TheoryData<string> Transports => ["--tcp", "--udp"];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_folder_arrives_with_all_that_belongs_to_it_and_comes_back_the_same(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        Write(ann, "work/deep/a.bin", Samples.Noise(3_000_000, seed: 1));
        Write(ann, "work/deep/nothing", []);
        Write(ann, "work/run.sh", "#!/bin/sh\n"u8.ToArray());
        Directory.CreateDirectory(ann["work/empty/folder"]);
        var time = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(ann["work/deep/a.bin"], time);
        Directory.SetLastWriteTimeUtc(ann["work/empty/folder"], time);
        File.SetUnixFileMode(ann["work/run.sh"], File.GetUnixFileMode(ann["work/run.sh"]) | UnixFileMode.UserExecute);

        (await ann.RunAsync(server, "put", transport, "work")).Expect(0);
        (await ben.RunAsync(server, "get", transport, "work")).Expect(0);

        foreach (var folder in new[] { server.Files, ben.Desk })
        {
            Assert.Equal(Tree.Of(ann.Desk), Tree.Of(folder));
            Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(folder, "work/deep/a.bin")));
            Assert.Equal(time, Directory.GetLastWriteTimeUtc(Path.Combine(folder, "work/empty/folder")));
            Assert.True(File.GetUnixFileMode(Path.Combine(folder, "work/run.sh")).HasFlag(UnixFileMode.UserExecute));
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_thousand_small_files_are_one_transfer(string transport)
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var person = new Person(binaries, "ann");
        for (var i = 0; i < 1_000; i++)
            Write(person, $"many/{i % 10}/a file with a name that is not short at all {i}", Samples.Noise(i, seed: i));

        var result = JsonObjects.Parse((await person.RunAsync(server, "put", transport, "many", "--json")).Expect(0).Text);

        Assert.Equal(1_000, result.Number("filesWritten"));
        Assert.Equal(Tree.Of(person.Desk), Tree.Of(server.Files));
        Assert.Single(server.Program.Error.Text.Split('\n'), line => line.Contains(" begins"));
        var again = JsonObjects.Parse((await person.RunAsync(server, "put", transport, "many", "--json")).Expect(0).Text);
        Assert.Equal((0, 1_000), (again.Number("filesWritten"), again.Number("filesSkipped")));
    }

    [Fact]
    public async Task A_server_takes_nothing_unless_its_keeper_allows_it()
    {
        await using var server = await TestServer.StartAsync(binaries);
        using var person = new Person(binaries, "ann");
        Write(person, "a", [1]);
        Assert.Contains("--uploads on", Sentence.Of((await person.RunAsync(server, "put", "a")).Expect(4)));
        Assert.Empty(Tree.Of(server.Files));
    }

    [Fact]
    public async Task A_folder_of_its_own_is_not_served()
    {
        using var drop = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(binaries, "--uploads", drop["drop"]);
        using var person = new Person(binaries, "ann");
        Write(person, "a", [1, 2, 3]);
        (await person.RunAsync(server, "put", "a", "--as", "deep/b")).Expect(0);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(drop["drop/deep/b"]));
        Assert.Empty((await person.RunAsync(server, "files")).Expect(0).Text);
    }

    [Fact]
    public async Task Quotas_end_one_transfer_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on", "--upload-quota", "1M", "--upload-quota-user", "600k");
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        Write(ann, "big", Samples.Noise(700_000, seed: 1));
        Write(ann, "small", Samples.Noise(500_000, seed: 2));
        Write(ben, "other", Samples.Noise(600_000, seed: 3));
        Write(ben, "little", Samples.Noise(400_000, seed: 4));

        Assert.Contains("600 KiB", Sentence.Of((await ann.RunAsync(server, "put", "big")).Expect(4)));
        (await ann.RunAsync(server, "put", "small")).Expect(0);
        (await ann.RunAsync(server, "put", "small")).Expect(0);
        Assert.Contains("no room", Sentence.Of((await ben.RunAsync(server, "put", "other")).Expect(4)));
        (await ben.RunAsync(server, "put", "little")).Expect(0);
        await server.KillAsync();
        await server.StartAgainAsync();
        (await ben.RunAsync(server, "put", "little", "--as", "more")).Expect(4);
        Assert.Equal(["little", "small"], Tree.Of(server.Files).Keys);
    }

    [Fact]
    public async Task Another_file_of_the_name_stays_unless_it_is_one_s_own_and_one_says_so()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var ann = new Person(binaries, "ann");
        using var ben = new Person(binaries, "ben");
        Write(ann, "a.txt", "one"u8.ToArray());
        Write(ben, "a.txt", "two"u8.ToArray());
        (await ann.RunAsync(server, "put", "a.txt")).Expect(0);

        // One sentence, and nothing in it that was tried already.
        foreach (var tried in (string[][])[[], ["--if-exists", "overwrite"]])
        {
            var refused = Sentence.Of((await ben.RunAsync(server, ["put", "a.txt", .. tried])).Expect(10));
            Assert.Equal("'a.txt' exists, is another file, and was not put there by you; choose another name with --as, or --if-exists skip or rename", refused);
        }

        Assert.Contains("1 other file left alone", (await ben.RunAsync(server, "put", "a.txt", "--if-exists", "skip")).Expect(0).Error);
        Assert.Equal("one", File.ReadAllText(Path.Combine(server.Files, "a.txt")));
        (await ben.RunAsync(server, "put", "a.txt", "--if-exists", "rename")).Expect(0);
        Write(ann, "a.txt", "three"u8.ToArray());
        (await ann.RunAsync(server, "put", "a.txt", "--if-exists", "overwrite")).Expect(0);

        Assert.Equal(["a (1).txt", "a.txt"], Tree.Of(server.Files).Keys);
        Assert.Equal(["two", "three"], new[] { "a (1).txt", "a.txt" }.Select(name => File.ReadAllText(Path.Combine(server.Files, name))));
    }

    [Fact]
    public async Task Standard_input_is_a_file_under_the_name_that_it_is_given()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var person = new Person(binaries, "ann");
        await using var put = person.Start(server, "put", "-", "--as", "logs/today.txt");
        await put.TypeAsync("first line");
        await put.TypeAsync("second line");
        put.CloseInput();
        (await put.ExitAsync()).Expect(0);
        Assert.Equal("first line\nsecond line\n", File.ReadAllText(Path.Combine(server.Files, "logs/today.txt")));
        Assert.Empty(Directory.EnumerateFiles(person.Home, "stdin-*", SearchOption.AllDirectories));
        (await person.RunAsync(server, "put", "-")).Expect(2);
    }

    [Fact]
    public async Task Links_special_and_hidden_files_are_left_out_and_that_is_said()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var person = new Person(binaries, "ann");
        Write(person, "work/a", [1]);
        Write(person, "work/.secret", [2]);
        Write(person, "work/b.part", [3]);
        File.CreateSymbolicLink(person["work/link"], "/etc/passwd");
        File.CreateSymbolicLink(person["link"], "/etc/passwd");

        Assert.Contains("2 hidden files and parts, 1 link", (await person.RunAsync(server, "put", "work")).Expect(0).Error);
        Assert.Equal(["work/a"], Tree.Of(server.Files).Keys);
        Assert.Contains("is a link", Sentence.Of((await person.RunAsync(server, "put", "link")).Expect(9)));
        Assert.Contains("does not exist", Sentence.Of((await person.RunAsync(server, "put", "nothing")).Expect(9)));
        (await person.RunAsync(server, "put", "work/a", "--as", "../a")).Expect(2);
        (await person.RunAsync(server, "put", "work/a", "--as", ".a")).Expect(2);
    }

    [Fact]
    public async Task A_bot_puts_files_beside_its_chat()
    {
        await using var server = await TestServer.StartAsync(binaries, "--uploads", "on");
        using var person = new Person(binaries, "ann");
        Write(person, "a", [1, 2]);
        await using var chat = person.Start(server, "chat", "--jsonl");
        await chat.TypeAsync("""{"type":"put","files":["a"],"as":"b","id":1}""");
        var result = JsonObjects.Parse(await chat.SaysAsync(l => JsonObjects.Parse(l).Is("result")));
        Assert.Equal((0, 1), (result.Number("exit"), result.Number("filesWritten")));
        chat.CloseInput();
        (await chat.ExitAsync()).Expect(0);
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(server.Files, "b")));
    }

    private static void Write(Person person, string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(person[name])!);
        File.WriteAllBytes(person[name], content);
    }
}
