using System.Globalization;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Chat;

/// <summary>Text in rows: cut between words, and inside one only where it is wider than a row.</summary>
internal static class Wrapping
{
    /// <summary>Where the rows of a text begin and end; at least one row. The blank or line feed at a break is in none.</summary>
    /// <param name="text">Safe text; line feeds end rows.</param>
    /// <param name="columns">Columns of a row, 1 and up.</param>
    public static IEnumerable<(int Start, int End)> Of(string text, int columns)
    {
        var start = 0;
        do
        {
            var end = RowEnd(text, start, columns);
            yield return (start, end);
            start = end < text.Length && text[end] is ' ' or '\n' ? end + 1 : end;
        }
        while (start < text.Length);
    }

    /// <summary>The pieces of a row.</summary>
    /// <param name="spans">The pieces of the text.</param>
    /// <param name="start">Where the row begins in it.</param>
    /// <param name="end">Where it ends.</param>
    public static IEnumerable<Span> Slice(IReadOnlyList<Span> spans, int start, int end)
    {
        var at = 0;
        foreach (var span in spans)
        {
            var from = Math.Max(start, at) - at;
            var to = Math.Min(end, at + span.Text.Length) - at;
            if (from < to)
                yield return from == 0 && to == span.Text.Length ? span : span with { Text = span.Text[from..to] };
            at += span.Text.Length;
        }
    }

    private static int RowEnd(string text, int start, int columns)
    {
        var feed = text.IndexOf('\n', start);
        var limit = feed < 0 ? text.Length : feed;
        var rest = text.AsSpan(start, limit - start);
        var fits = TextWidth.LengthThatFits(rest, columns);
        if (fits == rest.Length)
            return limit;
        // The blank right behind the row is as good a break as one in it. A long word goes on a row of its own first, then is cut.
        var blank = rest[..(fits + 1)].LastIndexOf(' ');
        return start + (blank > 0 ? blank : Math.Max(StringInfo.GetNextTextElementLength(rest), fits));
    }
}
