using Messenger.Cli.CommandLine;
using Messenger.Cli.Terminal;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Fact]
    public void The_main_help_names_every_command_and_every_exit_code()
    {
        var lines = HelpText.OfProgram().Split('\n');
        Assert.All(CommandTable.All, c => Assert.Contains(lines, l => l.StartsWith("  " + c.Name, StringComparison.Ordinal)));
        Assert.All(Enum.GetValues<ExitCode>(), c => Assert.Contains(lines, l => l.StartsWith($"  {(int)c} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_command_has_options_and_examples_in_80_columns()
    {
        foreach (var command in CommandTable.All)
        {
            var help = HelpText.Of(command);
            Assert.All(command.AllOptions, o => Assert.Contains(o.Long, help));
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, e => Assert.Contains(e.Line, help));
            Assert.All(help.Split('\n'), l => Assert.True(TextWidth.Of(l) <= 80, l));
        }

        Assert.All(HelpText.OfProgram().Split('\n'), l => Assert.True(TextWidth.Of(l) <= 80, l));
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_edits_and_swaps(string a, string b, int distance) => Assert.Equal(distance, NearMiss.Distance(a, b));
}
