namespace Messenger.EndToEnd.Tests.CommandLine;

/// <summary>The completion scripts, in the shells that they are for.</summary>
public sealed class CompletionTests(PublishedBinaries binaries)
{
    private const string Bash = """
        source <("$MSGR" completion bash) || exit 1
        COMP_LINE=$1 COMP_POINT=${#1}
        read -ra COMP_WORDS <<<"$1"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _msgr "$MSGR"
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    [Theory]
    [InlineData("msgr us", "users")]
    [InlineData("msgr get --if-exists re", "resume,rename")]
    [InlineData("msgr completion --verbo", "--verbose")]
    [InlineData("msgr --host=loc", "")]
    public async Task Bash_offers_what_the_definitions_say(string line, string expected)
    {
        using var person = new Person(binaries, "ann");
        Assert.Equal(expected, string.Join(',', await CompleteInBashAsync(person, "localhost:1", line)));
    }

    [Fact]
    public async Task Bash_offers_the_rooms_people_and_files_of_a_server_that_was_met()
    {
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("photos/cat.jpg", [1]);
        server.Offer("photos/two words.jpg", [1]);
        server.Offer("post.txt", [1]);
        using var person = new Person(binaries, "ann");
        using var bob = new Person(binaries, "bob");
        await using var chat = bob.Start(server, "chat", "--jsonl", "--room", "ops");
        await chat.SaysAsync(l => l.Contains("\"entered\"") && l.Contains("\"ops\""));

        // Nothing before the first contact: a Tab trusts nobody.
        Assert.Equal([""], await CompleteInBashAsync(person, server.Address, "msgr get p"));
        (await person.RunAsync(server, "ping", "-c", "1")).Expect(0);
        Assert.Equal(["photos/", "post.txt"], await CompleteInBashAsync(person, server.Address, "msgr get p"));
        Assert.Equal(["photos/cat.jpg", "photos/two words.jpg"], await CompleteInBashAsync(person, server.Address, "msgr get photos/"));
        Assert.Equal(["bob"], await CompleteInBashAsync(person, server.Address, "msgr say --to b"));
        Assert.Equal(["ops"], await CompleteInBashAsync(person, server.Address, "msgr chat --room=o"));
        // bash replaces what stands behind the last colon or equals sign.
        Assert.Equal([server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)], await CompleteInBashAsync(person, server.Address, $"msgr --host 127.0.0.1:{server.Port / 10}"));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_a_second_and_no_word()
    {
        using var person = new Person(binaries, "ann");
        await using (var server = await TestServer.StartAsync(binaries))
        {
            (await person.RunAsync(server, "ping", "-c", "1")).Expect(0);
            server.Program.Freeze();
            Assert.Equal([""], await CompleteInBashAsync(person, server.Address, "msgr get p", timeout: "1"));
            server.Program.Thaw();
        }
    }

    [Fact]
    public async Task Fish_offers_words_with_their_meaning()
    {
        using var person = new Person(binaries, "ann");
        var shown = await RunShellAsync("fish", person, "localhost:1", ["--no-config", "-c", "source ($MSGR completion fish | psub); function msgr; $MSGR $argv; end; complete -C 'msgr us'; complete -C 'msgr get --if-exists re'"]);
        Assert.Contains("users\twho is there", shown);
        Assert.Contains("resume", shown);
    }

    [Fact]
    public async Task Zsh_takes_the_script()
    {
        using var person = new Person(binaries, "ann");
        var shown = await RunShellAsync("zsh", person, "localhost:1", ["-f", "-c", "autoload -Uz compinit; compinit -u -D; source <($MSGR completion zsh); print -r -- $_comps[msgr]"]);
        Assert.Equal("_msgr", shown.Trim());
    }

    [Theory]
    [InlineData("zsh", "-f -i", "autoload -Uz compinit; compinit -u -D; source <(msgr completion zsh)")]
    [InlineData("fish", "--no-config -i", "msgr completion fish | source")]
    public async Task Tab_completes_in_a_shell_on_a_terminal(string shell, string options, string script)
    {
        Assert.SkipUnless(Machine.Has(shell), $"{shell} is not installed here");
        await using var server = await TestServer.StartAsync(binaries);
        server.Offer("photos/two words.jpg", [1]);
        server.Offer("photos/cat.jpg", [1]);
        using var person = new Person(binaries, "ann");
        (await person.RunAsync(server, "ping", "-c", "1")).Expect(0);
        var environment = new Dictionary<string, string>(person.Environment)
        {
            ["MSGR_HOST"] = server.Address,
            ["MSGR_COMPLETION_TIMEOUT"] = "60",
            ["MSGR_FOLDER"] = binaries.Folder,
        };
        await using var terminal = await Terminal.StartAsync(shell, options.Split(' '), environment, person.Desk, columns: 120);
        await terminal.TypeAsync($"export PATH=\"$MSGR_FOLDER:$PATH\"; {script}; echo read''y");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync(s => s.Contains("\nready"));

        foreach (var (typed, completed) in ((string, string)[])[("msgr who", "msgr whois"), ("msgr get --if-exists ren", "rename"), ("msgr get photos/c", "photos/cat.jpg"), ("msgr get photos/t", "photos/two\\ words.jpg")])
        {
            await terminal.TypeAsync(typed);
            await terminal.PressAsync("Tab");
            await terminal.WaitForAsync(s => LastLine(s).Contains(completed));
            await terminal.PressAsync("C-u");
            await terminal.WaitForAsync(s => !LastLine(s).Contains("msgr"));
        }
    }

    [Fact]
    public async Task A_shell_that_has_no_script_is_refused()
    {
        using var person = new Person(binaries, "ann");
        Assert.Contains("name bash, zsh or fish", Sentence.Of((await person.RunAsync("localhost:1", "completion", "fisch")).Expect(2)));
    }

    private static string LastLine(string screen) => screen.TrimEnd().Split('\n')[^1];

    private async Task<string[]> CompleteInBashAsync(Person person, string host, string line, string timeout = "60") =>
        (await RunShellAsync("bash", person, host, ["--norc", "-c", Bash, "bash", line], timeout)).TrimEnd('\n').Split('\n');

    private async Task<string> RunShellAsync(string shell, Person person, string host, string[] arguments, string timeout = "60")
    {
        Assert.SkipUnless(Machine.Has(shell), $"{shell} is not installed here");
        var environment = new Dictionary<string, string>(person.Environment) { ["MSGR_HOST"] = host, ["MSGR"] = binaries.Client, ["MSGR_COMPLETION_TIMEOUT"] = timeout };
        return (await RunningProgram.RunAsync(shell, arguments, environment, person.Desk)).Expect(0).Text;
    }
}
