namespace Messenger.EndToEnd.Tests.Files;

/// <summary>What happens to a file that is there already.</summary>
public sealed class ExistingTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task The_same_file_is_skipped_and_nothing_of_it_is_sent_again()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file", SampleLibrary.Samples.Noise(5_000_000, seed: 5));
        await using var relay = Relay.To(server);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(relay.Address, "get", "--tcp", "file")).Expect(0);
        var before = relay.BytesToClients;

        foreach (var policy in (string[][])[[], ["--if-exists", "skip"], ["--if-exists", "resume"]])
        {
            var result = JsonObjects.Parse((await person.RunAsync(relay.Address, ["get", "--tcp", "file", "--json", .. policy])).Expect(0).Text);
            Assert.Equal(1, result.Number("filesSkipped"));
        }

        Assert.InRange(relay.BytesToClients - before, 0, 200_000);
        Assert.Equal(["file"], Tree.Of(person.Desk).Keys);
    }

    [Theory]
    [InlineData(null, 10, "mine", false)]
    [InlineData("resume", 10, "mine", false)]
    [InlineData("skip", 0, "mine", false)]
    [InlineData("overwrite", 0, "theirs", false)]
    [InlineData("rename", 0, "mine", true)]
    public async Task Another_file_of_that_name_is_treated_as_the_policy_says(string? policy, int exit, string left, bool renamed)
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file.txt", "theirs"u8.ToArray());
        using var person = new Person(binaries, "ann");
        await File.WriteAllTextAsync(person["file.txt"], "mine");

        var result = (await person.RunAsync(server, ["get", "file.txt", "--json", .. policy is null ? Array.Empty<string>() : ["--if-exists", policy]])).Expect(exit);

        Assert.Equal(left, File.ReadAllText(person["file.txt"]));
        var others = Directory.GetFiles(person.Desk).Where(f => Path.GetFileName(f) != "file.txt").ToArray();
        Assert.Equal(renamed ? 1 : 0, others.Length);
        if (renamed)
            Assert.Equal("theirs", File.ReadAllText(others[0]));
        if (exit == 10)
            Assert.Contains("--if-exists", Sentence.Of(result));
        else
            Assert.Equal(policy == "skip" ? (1L, 6L) : (0L, 0L), (JsonObjects.Parse(result.Text).Number("filesKept"), JsonObjects.Parse(result.Text).Number("keptBytes")));
    }

    [Fact]
    public async Task One_file_in_the_way_of_a_folder_keeps_the_others_from_nothing()
    {
        await using var server = await TestServer.StartAsync(binaries);
        foreach (var name in (string[])["a", "b", "c"])
            server.Offer($"folder/{name}", System.Text.Encoding.ASCII.GetBytes($"theirs {name}"));
        using var person = new Person(binaries, "ann");
        Directory.CreateDirectory(person["folder"]);
        await File.WriteAllTextAsync(person["folder/b"], "mine");

        (await person.RunAsync(server, "get", "folder")).Expect(10);
        Assert.Equal("mine", File.ReadAllText(person["folder/b"]));
        (await person.RunAsync(server, "get", "folder", "--if-exists", "skip")).Expect(0);
        Assert.Equal(["theirs a", "mine", "theirs c"], new[] { "a", "b", "c" }.Select(n => File.ReadAllText(person[$"folder/{n}"])));
        (await person.RunAsync(server, "get", "folder", "--if-exists", "overwrite")).Expect(0);
        Assert.Equal(Tree.Of(server.Files), Tree.Of(person.Desk));
    }

    [Fact]
    public async Task A_folder_or_a_link_in_the_way_is_not_followed_or_destroyed()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("file", "theirs"u8.ToArray());
        using var person = new Person(binaries, "ann");
        using var elsewhere = new TemporaryFolder();
        await File.WriteAllTextAsync(elsewhere["victim"], "untouched");
        File.CreateSymbolicLink(person["file"], elsewhere["victim"]);

        var link = await person.RunAsync(server, "get", "file", "--if-exists", "overwrite");
        Assert.Equal("untouched", File.ReadAllText(elsewhere["victim"]));
        Assert.Contains(link.ExitCode, new[] { 0, 9, 10 });

        File.Delete(person["file"]);
        Directory.CreateDirectory(person["file/full"]);
        // As a target of one file, a folder takes it in: -o file means file/file.
        var folder = await person.RunAsync(server, "get", "file");
        Assert.Contains(folder.ExitCode, new[] { 9, 10 });
        Sentence.Of(folder);
        Assert.True(Directory.Exists(person["file/full"]));
    }
}
