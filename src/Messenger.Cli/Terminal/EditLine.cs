using System.Globalization;
using System.Text;
using Messenger.Platform.Text;

namespace Messenger.Cli.Terminal;

/// <summary>
/// How prompt and line look on the last row of a terminal: one row whatever the length, scrolled so that the cursor is seen.
/// </summary>
internal static class EditLine
{
    /// <summary>Erases the row that the cursor is on.</summary>
    public const string Erase = "\r\e[K";

    /// <summary>The sequence that draws the row and puts the cursor in its place.</summary>
    /// <param name="prompt">Safe text; cut to half the row.</param>
    /// <param name="style">Escape sequence before the prompt; empty for none.</param>
    /// <param name="text">What is typed.</param>
    /// <param name="cursor">Characters of it before the cursor.</param>
    /// <param name="columns">Of the terminal.</param>
    public static string Draw(string prompt, string style, string text, int cursor, int columns)
    {
        // The last column stays free: a full row would move the cursor to the next.
        var shown = TextWidth.Fit(prompt, columns / 2);
        var room = Math.Max(1, columns - 1 - TextWidth.Of(shown));
        var before = Visible(text[..cursor]);
        var beforeWidth = TextWidth.Of(before);
        if (beforeWidth > room)
        {
            before = "‹" + Tail(before, room - 1);
            beforeWidth = TextWidth.Of(before);
        }

        var after = Visible(text[cursor..]);
        if (TextWidth.Of(after) > room - beforeWidth)
            after = room - beforeWidth > 0 ? string.Concat(after.AsSpan(0, TextWidth.LengthThatFits(after, room - beforeWidth - 1)), "›") : "";
        var column = TextWidth.Of(shown) + beforeWidth;
        var result = new StringBuilder(Erase).Append(style).Append(shown).Append(style.Length > 0 ? Ansi.Reset : "").Append(before).Append(after).Append('\r');
        if (column > 0)
            result.Append(CultureInfo.InvariantCulture, $"\e[{column}C");
        return result.ToString();
    }

    // What is typed or pasted may hold anything, too.
    private static string Visible(string text) => SafeText.Show(text, LayoutCharacters.All).Replace('\n', '↵').Replace('\t', ' ');

    private static string Tail(string text, int columns)
    {
        var at = 0;
        while (at < text.Length && TextWidth.Of(text.AsSpan(at)) > columns)
            at += StringInfo.GetNextTextElementLength(text.AsSpan(at));
        return text[at..];
    }
}
