using Messenger.Server.Commands;

namespace Messenger.Server.Tests.Commands;

public sealed class MisspellingTests
{
    [Theory]
    [InlineData("--prot 55000", " Did you mean --port?")]
    [InlineData("--files x --dat=y", " Did you mean --data?")]
    [InlineData("--upload on", " Did you mean --uploads?")]
    [InlineData("--halp", " Did you mean --help?")]
    [InlineData("opreators add ada", " Did you mean operators?")]
    [InlineData("--nonsense-of-mine", "")]
    [InlineData("serve", "")]
    [InlineData("--port x", "")]
    public void What_was_meant_is_asked(string line, string question) => Assert.Equal(question, Misspelling.Ask(line.Split(' ')));

    [Fact]
    public void The_options_are_the_parameters_of_the_command() => Assert.Equal(
        typeof(ServeCommand).GetMethod(nameof(ServeCommand.RunAsync))!.GetParameters().Select(p => "--" + string.Concat(p.Name!.Select(c => char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : c.ToString()))),
        Misspelling.Options);
}
