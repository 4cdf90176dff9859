using Messenger.Cli.CommandLine;

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
            string[] argv = [name, option.Long, .. option.Value is null ? [] : new[] { ValueFor(option.Name) }, .. command.FewestWords > 0 ? new[] { command.Values.LastOrDefault("word") } : []];
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

    private static string ValueFor(string option) => option switch
    {
        "fingerprint" => "SHA256:" + new string('A', 43),
        "if-exists" => "rename",
        "ask-at" => "50%",
        "sha256" => new string('a', 64),
        "count" => "3",
        "limit-rate" => "1.5M",
        "cc" => "cubic",
        "count" or "seconds" => "3",
        "impair" => "loss=5%,seed=7",
        _ => "value",
    };
}
