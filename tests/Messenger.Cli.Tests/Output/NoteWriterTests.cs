using Messenger.Cli.Output;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Output;

public sealed class NoteWriterTests
{
    [Fact]
    public void Notes_and_other_lines_are_told_as_sentences()
    {
        var told = new List<string>();
        var context = new CommandBench(terminal: true).Context.WithError(new NoteWriter(told.Add));
        context.Note("first");
        context.Error.Write("sec");
        Assert.Equal(["first"], told);
        context.Error.Write("ond\n\nthird\n");
        Assert.Equal(["first", "second", "third"], told);
        Assert.False(context.InputIsTerminal);
    }
}
