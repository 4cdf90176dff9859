using System.Text.RegularExpressions;
using Messenger.Cli.CommandLine;

namespace Messenger.Cli.Tests.CommandLine;

public sealed partial class ManualPageTests
{
    [Fact]
    public void Every_command_option_example_and_exit_code_is_there()
    {
        var page = ManualPage.Write();
        foreach (var command in CommandTable.All)
        {
            Assert.Contains($".SS \"msgr {command.Name} ", page);
            Assert.All(command.Options, o => Assert.Contains(ManualPage.Escape(o.Long) + "\\fR", page));
            Assert.All(command.Examples, e => Assert.Contains(ManualPage.Escape(e.Line).Replace("\"", "\\(dq"), page));
        }

        Assert.All(CommandTable.Global, o => Assert.Contains(ManualPage.Escape(o.Long) + "\\fR", page));
        Assert.All(HelpText.ExitCodes, c => Assert.Contains(ManualPage.Escape(c.Meaning), page));
    }

    [Fact]
    public void No_text_becomes_a_request()
    {
        Assert.Equal("\\&.x", ManualPage.Escape(".x"));
        Assert.Equal("a\n\\&'b \\e \\-\\-c", ManualPage.Escape("a\n'b \\ --c"));
        Assert.All(ManualPage.Write().Split('\n').Where(l => l.StartsWith('.')), l => Assert.Matches(Requests, l));
    }

    [GeneratedRegex("^\\.(TH|SH|SS|TP|PP|B|I|RI)( |$)")]
    private static partial Regex Requests { get; }
}
