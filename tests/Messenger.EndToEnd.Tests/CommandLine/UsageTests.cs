namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary>What was typed wrongly is told in one sentence, with exit 2, before anything is connected or written.</summary>
public sealed class UsageTests(PublishedBinaries binaries)
{
    private static readonly string[][] Wrong =
    [
        ["dance"], ["say"], ["get"], ["whois"], ["users", "word"], ["ping", "-c", "x"], ["ping", "-c", "0"], ["files", "a", "b"],
        ["get", "x", "--if-exists", "destroy"], ["get", "x", "--ask-at", "200%"], ["get", "x", "--sha256", "abc"], ["get", "x", "y", "--sha256", new string('a', 64)],
        ["get", "x", "--json", "--jsonl"], ["get", "x", "-o", "-", "--json"], ["get", "x", "-o", ""], ["get", ""], ["get", "x", "--tcp", "--udp"],
        ["chat", "--plain", "--jsonl"], ["chat", "--room", ""], ["say", "--to", "a", "--room", "b", "x"], ["say", " "], ["users", "--json=yes"],
        ["get", "x", "-o"], ["--nonsense"], ["get", "x", "-Z"], ["users", "--host", "a:b:c"],
    ];

    [Fact]
    public async Task It_is_one_sentence_that_points_to_the_help()
    {
        using var person = new Person(binaries, "ann");
        foreach (var arguments in Wrong)
        {
            var result = (await person.RunAsync("127.0.0.1:1", arguments)).Expect(2);
            Assert.Equal("", result.Text);
            Sentence.Of(result);
        }

        Assert.Empty(Directory.GetFileSystemEntries(person.Desk));
    }

    [Theory]
    [InlineData("chat", "chta")]
    [InlineData("files", "file")]
    [InlineData("users", "user")]
    [InlineData("--output", "get", "x", "--outptu", "y")]
    [InlineData("--if-exists", "get", "x", "--if-exist", "skip")]
    [InlineData("--plain", "chat", "--plian")]
    [InlineData("--host", "--hsot", "x", "users")]
    public async Task What_is_nearly_right_is_guessed(string meant, params string[] arguments)
    {
        using var person = new Person(binaries, "ann");
        Assert.Contains($"did you mean {meant}?", Sentence.Of((await person.RunAsync("127.0.0.1:1", arguments)).Expect(2)));
    }

    [Fact]
    public async Task The_server_is_as_strict()
    {
        using var folder = new TemporaryFolder();
        foreach (var arguments in (string[][])[["--port", "70000"], ["--listen", "nowhere"], ["--log", "xml"], ["--log-level", "loud"], ["--drain", "-1"], ["--nonsense"], ["word"], ["--port", "x"]])
        {
            var result = (await RunningProgram.RunAsync(binaries.Server, arguments, folder: folder.Path)).Expect(2);
            Assert.Single(result.Error.TrimEnd().Split('\n'));
            Assert.Equal("", result.Text);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Without_a_command_the_help_comes_on_stderr()
    {
        using var person = new Person(binaries, "ann");
        var result = (await person.RunAsync("127.0.0.1:1")).Expect(2);
        Assert.Equal("", result.Text);
        Assert.Contains("Usage: msgr", result.Error);
    }
}
