using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tests.Terminal;

public sealed class ColorPolicyTests
{
    [Theory]
    [InlineData(true, "TERM=xterm", true)]
    [InlineData(false, "TERM=xterm", false)]
    [InlineData(true, "TERM=dumb", false)]
    [InlineData(true, "TERM=vt100", false)]
    [InlineData(true, "TERM=vt220", false)]
    [InlineData(true, "TERM=xterm-mono", false)]
    [InlineData(true, "TERM=linux-m", false)]
    [InlineData(true, "TERM=vte-256color", true)]
    [InlineData(true, "TERM=vt100 CLICOLOR_FORCE=1", true)]
    [InlineData(true, "", false)]
    [InlineData(true, "TERM=xterm NO_COLOR=1", false)]
    [InlineData(true, "TERM=xterm NO_COLOR=", true)]
    [InlineData(false, "CLICOLOR_FORCE=1", true)]
    [InlineData(false, "CLICOLOR_FORCE=0", false)]
    [InlineData(false, "CLICOLOR_FORCE=1 NO_COLOR=1", false)]
    [InlineData(true, "TERM=xterm CLICOLOR=0", false)]
    public void Colours_follow_the_environment(bool terminal, string environment, bool color)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(color, ColorPolicy.UseColor(terminal, name => variables.GetValueOrDefault(name)));
    }

    [Fact]
    public void A_name_has_one_colour_however_it_is_cased_and_names_differ()
    {
        Assert.Equal(Ansi.ColorOf("Ada"), Ansi.ColorOf("ada"));
        Assert.True(Enumerable.Range(0, 100).Select(i => Ansi.ColorOf($"user{i}")).Distinct().Count() >= 8);
        Assert.DoesNotContain(Enumerable.Range(0, 100), i => Ansi.ColorOf($"user{i}") == Ansi.Red);
    }
}
