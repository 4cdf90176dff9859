using System.Globalization;
using Messenger.Cli.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Lines in rows: the time in front, the rows after the first set in under the text.</summary>
internal static class LineRows
{
    private const int TimeColumns = 6;

    // A screen that is narrower spends no columns on indentation.
    private const int NarrowestIndented = 30;

    /// <summary>The rows of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="match">What was searched for, drawn so that it is seen; null: nothing.</param>
    public static List<ScreenRow> Of(TranscriptLine line, int columns, string? match = null)
    {
        var rows = new List<ScreenRow>();
        var indent = columns < NarrowestIndented ? 0 : TimeColumns;
        foreach (var (start, end) in Wrapping.Of(line.Text, Math.Max(1, columns - indent)))
        {
            var front = rows.Count == 0 && line.Time is { } time ? time.ToString("HH:mm ", CultureInfo.InvariantCulture) : new string(' ', TimeColumns);
            IEnumerable<Span> spans = indent == 0 ? [] : [new Span(front, SpanStyle.Dim)];
            spans = spans.Concat(Wrapping.Slice(line.Spans, start, end));
            rows.Add(new([.. match is null ? spans : spans.SelectMany(s => Marked(s, match))]));
        }

        return rows;
    }

    private static IEnumerable<Span> Marked(Span span, string match)
    {
        var at = 0;
        int found;
        while ((found = span.Text.IndexOf(match, at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            if (found > at)
                yield return span with { Text = span.Text[at..found] };
            yield return new(span.Text.Substring(found, match.Length), SpanStyle.Match);
            at = found + match.Length;
        }

        if (at < span.Text.Length)
            yield return span with { Text = span.Text[at..] };
    }
}
