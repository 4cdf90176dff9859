using Messenger.Cli.CommandLine;
using Messenger.Platform;

namespace Messenger.Cli.Tests.CommandLine;

public sealed class CommandBinderTests
{
    public static TheoryData<string> Commands => [.. CommandTable.All.Select(c => c.Name)];

    /// <summary>The table and the binding are two lists: this keeps them one.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_of_every_command_is_bound(string name)
    {
        var command = CommandTable.Find(name)!;
        foreach (var option in command.AllOptions.Where(o => o.Name is not ("help" or "version")))
        {
            string[] argv = [name, option.Long, .. option.Value is null ? [] : new[] { ValueFor(option.Name) }, .. BesideIt(command, option.Name)];
            Assert.NotNull(CommandBinder.Bind(ArgvNormalizer.Normalize(argv), argv));
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--version")]
    [InlineData("--json")]
    [InlineData("--host")]
    public void Words_that_look_like_options_are_not_taken_for_them(string word)
    {
        var typed = ArgvNormalizer.Normalize(["say", "--", word]);
        Assert.IsType<Cli.Commands.SayCommand>(CommandBinder.Bind(typed, []));
    }

    [Theory]
    [InlineData("get --output --help a", typeof(Cli.Commands.GetCommand))]
    [InlineData("say --to -x a", typeof(Cli.Commands.SayCommand))]
    [InlineData("get -o - a", typeof(Cli.Commands.GetCommand))]
    public void Values_may_begin_with_a_dash(string typed, Type command)
    {
        var argv = typed.Replace("--output --help", "--output=--help").Split(' ');
        Assert.IsType(command, CommandBinder.Bind(ArgvNormalizer.Normalize(argv), argv));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("get --list")]
    [InlineData("get --refuse 3")]
    [InlineData("get --inbox --list 3")]
    [InlineData("get --inbox --refuse")]
    [InlineData("get --inbox 0")]
    [InlineData("get --inbox -1")]
    [InlineData("get --inbox -o - 1 2")]
    [InlineData("send")]
    [InlineData("send bob")]
    [InlineData("send bob - ")]
    [InlineData("send --list bob")]
    [InlineData("send --take-back bob")]
    [InlineData("send --take-back")]
    public void What_parcels_do_not_go_with_is_a_usage_error(string typed)
    {
        var argv = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => CommandBinder.Bind(ArgvNormalizer.Normalize(argv), argv)).Code);
    }

    // What an option makes sense with: the words that its command needs, or the option that it goes with.
    private static string[] BesideIt(CommandSpec command, string option) => (command.Name, option) switch
    {
        ("get", "list") => ["--inbox"],
        ("get", "refuse") => ["--inbox", "3"],
        ("get", "inbox") or ("send", "list") => [],
        ("get", _) => ["word"],
        ("send", "take-back") => ["3"],
        ("send", _) => ["bob", "word"],
        ("chat", "since") => ["--jsonl"],
        ("identity", _) => ["import"],
        _ => command.FewestWords > 0 ? [command.Values.LastOrDefault("word")] : [],
    };

    private static string ValueFor(string option) => option switch
    {
        "fingerprint" => "SHA256:" + new string('A', 43),
        "if-exists" => "rename",
        "ask-at" => "50%",
        "since" => "now",
        "sha256" => new string('a', 64),
        "count" => "3",
        "limit-rate" => "1.5M",
        "cc" => "cubic",
        "count" or "seconds" => "3",
        "impair" => "loss=5%,seed=7",
        _ => "value",
    };
}
