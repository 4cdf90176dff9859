using Messenger.Cli.Output;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A long paste is asked about before it becomes part of what is typed.</summary>
internal static class PasteGuard
{
    private const int MostLines = 5, MostCharacters = 2_000;

    /// <summary>The text is so long that it may have been an accident.</summary>
    public static bool IsLong(string text) => text.Length > MostCharacters || LinesOf(text) > MostLines;

    /// <summary>The question; its first answer takes the text.</summary>
    public static Question Ask(string text)
    {
        var what = $"{Quantities.Count(LinesOf(text), "line")}, {Quantities.Count(text.Length, "character")}";
        Choice[] choices = [new('i', "put it into the line; Enter sends it"), new('d', "discard it")];
        return new Question("A long paste", [what + "."], choices, otherwise: 1);
    }

    private static int LinesOf(string text) => text.Count(c => c == '\n') + 1;
}
