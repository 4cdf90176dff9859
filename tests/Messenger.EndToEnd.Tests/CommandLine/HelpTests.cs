namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary><c>--help</c> and <c>--version</c>: on stdout, exit 0, without a server.</summary>
public sealed class HelpTests(PublishedBinaries binaries)
{
    [Fact]
    public async Task Every_command_has_help_with_examples_that_fits_80_columns()
    {
        using var person = new Person(binaries, "ann");
        foreach (var command in (string[])["chat", "say", "users", "rooms", "whois", "files", "get", "ping"])
        {
            var help = (await person.RunAsync("127.0.0.1:1", command, "--help")).Expect(0);
            Assert.StartsWith($"msgr {command}: ", help.Text);
            Assert.Contains("\nExamples:\n", help.Text);
            Assert.Equal("", help.Error);
            Assert.All(help.Text.Split('\n'), l => Assert.InRange(l.Length, 0, 80));
        }

        var all = (await person.RunAsync("127.0.0.1:1", "-h")).Expect(0).Text;
        Assert.Contains("Examples:", all);
        Assert.Contains("Exit codes:", all);
        // Help wins over what is wrong elsewhere on the line, and touches nothing.
        Assert.StartsWith("msgr get: ", (await person.RunAsync("127.0.0.1:1", "get", "--help")).Expect(0).Text);
        Assert.Empty(Directory.GetFileSystemEntries(person.Home));
    }

    [Fact]
    public async Task The_server_has_help_with_examples_too()
    {
        var help = (await RunningProgram.RunAsync(binaries.Server, ["--help"])).Expect(0);
        foreach (var word in (string[])["--listen", "--port", "--files", "--data", "--log", "Examples:"])
            Assert.Contains(word, help.Text);
    }

    [Fact]
    public async Task The_version_is_known_anywhere_on_the_line()
    {
        using var person = new Person(binaries, "ann");
        var version = (await person.RunAsync("127.0.0.1:1", "--version")).Expect(0).Text;
        Assert.Matches(@"^msgr \d+\.\d+\.\d+ \(commit [0-9a-f]{7,}.*OpenSSL \d+\.\d+\.\d+.*\)\n$", version);
        Assert.Equal(version, (await person.RunAsync("127.0.0.1:1", "get", "-V")).Expect(0).Text);
    }
}
