using CsCheck;
using Messenger.Cli.CommandLine;
using Messenger.Cli.ShellCompletion;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.ShellCompletion;

public sealed class CompleterTests
{
    [Theory]
    [InlineData("", "chat,say,users")]
    [InlineData("--host h ", "chat,say,users")]
    [InlineData("--verbose ", "chat,say,users")]
    [InlineData("get --if-exists ", "skip,resume,rename,overwrite")]
    [InlineData("get --if-exists=", "skip,resume,rename,overwrite")]
    [InlineData("completion ", "bash,zsh,fish")]
    [InlineData("identity ", "show,export,import")]
    [InlineData("users --", "--room,--json,--host")]
    [InlineData("--", "--host,--user,--fingerprint")]
    public void What_is_known_beforehand_is_offered_from_the_definitions(string line, string first)
    {
        var known = Completer.Find(line.Split(' ')).Known.Select(c => c.Text).ToArray();
        Assert.Equal(first.Split(','), known.Take(first.Split(',').Length));
    }

    [Theory]
    [InlineData("--host ", WordKind.Server)]
    [InlineData("chat --room ", WordKind.Room)]
    [InlineData("chat --room=o", WordKind.Room)]
    [InlineData("say --to b", WordKind.User)]
    [InlineData("whois ", WordKind.User)]
    [InlineData("whois bob ", WordKind.Anything)]
    [InlineData("get a b ", WordKind.LibraryFile)]
    [InlineData("get -o ", WordKind.LocalPath)]
    [InlineData("get --output=x", WordKind.LocalPath)]
    [InlineData("get -- -o ", WordKind.LibraryFile)]
    [InlineData("identity import ", WordKind.LocalPath)]
    [InlineData("files ", WordKind.LibraryFile)]
    [InlineData("say hello ", WordKind.Anything)]
    [InlineData("nothing ", WordKind.Anything)]
    public void What_has_to_be_asked_for_is_named(string line, object kind) => Assert.Equal(kind, Completer.Find(line.Split(' ')).Asked);

    [Fact]
    public void Options_that_were_given_are_not_offered_again_and_say_whom_to_ask()
    {
        var wanted = Completer.Find("get --host h:1 --user=ann --tcp --".Split(' '));
        Assert.Equal(("h:1", "ann"), (wanted.Options["host"], wanted.Options["user"]));
        Assert.DoesNotContain(wanted.Known, c => c.Text is "--host" or "--tcp" or "--user");
        Assert.Contains(wanted.Known, c => c.Text == "--udp");
    }

    [Theory]
    [InlineData("msgr get pho", "msgr|get|pho")]
    [InlineData("msgr get ", "msgr|get|")]
    [InlineData("msgr get 'a b", "msgr|get|a b")]
    [InlineData("msgr get a\\ b \"c'd", "msgr|get|a b|c'd")]
    [InlineData("msgr --host=h:5 x", "msgr|--host=h:5|x")]
    [InlineData("  msgr   '' \\", "msgr||\\")]
    [InlineData("", "")]
    public void A_line_of_bash_is_split_as_bash_does(string line, string words) => Assert.Equal(words.Split('|'), CommandLineSplitter.Split(line));

    [Fact]
    public void Any_line_is_split_and_completed_without_failing()
    {
        var piece = Gens.OneOf("msgr", " ", "get", "--", "--host", "=", "'", "\"", "\\", "-o", "-", "", "é", "\n", "--room=", "identity");
        piece.Array[0, 12].Select(string.Concat).Sample(line =>
        {
            var words = CommandLineSplitter.Split(line);
            Assert.NotEmpty(words);
            Assert.NotNull(Completer.Find([.. words.Skip(1)]));
        });
    }

    [Fact]
    public void Paths_are_walked_folder_by_folder()
    {
        string[] paths = ["a.txt", "photos/cat.jpg", "photos/dog.jpg", "photos/old/x.jpg", "post.txt"];
        Assert.Equal(["a.txt", "photos/", "post.txt"], LiveNames.NextParts(paths, ""));
        Assert.Equal(["photos/", "post.txt"], LiveNames.NextParts(paths, "p"));
        Assert.Equal(["photos/cat.jpg", "photos/dog.jpg", "photos/old/"], LiveNames.NextParts(paths, "photos/"));
    }

    [Fact]
    public async Task Without_a_key_or_a_known_server_nobody_is_asked_and_nothing_is_made()
    {
        var bench = new CommandBench();
        var home = Directory.CreateTempSubdirectory("msgr-completion");
        try
        {
            bench.Environment["HOME"] = home.FullName;
            var code = await CommandRunner.RunAsync(["complete", "--", "zsh", "get", ""], bench.Context, default);
            Assert.Equal(Platform.ExitCode.Done, code);
            Assert.Equal("words\n", bench.Out);
            Assert.Equal("", bench.Error);
            Assert.Empty(home.GetFileSystemInfos());
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
