using System.Globalization;
using System.Text;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Chat;

/// <summary>Lines of the chat as a terminal or a file takes them.</summary>
internal static class LineRenderer
{
    private const int TimeColumns = 6;

    /// <summary>One line without colours, as it is: for pipes, logs and plain mode.</summary>
    public static string Plain(TranscriptLine line) => TimeOf(line) + line.Text;

    /// <summary>Rows of a terminal: wrapped between words, the rows after the first set in under the text.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">Of the terminal.</param>
    /// <param name="color">With colours.</param>
    public static IEnumerable<string> Rows(TranscriptLine line, int columns, bool color)
    {
        var text = line.Text;
        var start = 0;
        var first = true;
        var indent = line.Time is null || columns < 4 * TimeColumns ? 0 : TimeColumns;
        do
        {
            var end = RowEnd(text, start, Math.Max(1, columns - 1 - indent));
            var prefix = first && indent > 0 ? Styled(TimeOf(line), Ansi.Dim, color) : new string(' ', indent);
            yield return prefix + Slice(line, start, end, color);
            first = false;
            // The blank or line feed at the break is not drawn.
            start = end < text.Length && text[end] is ' ' or '\n' ? end + 1 : end;
        }
        while (start < text.Length);
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
        return start + (blank > 0 ? blank : Math.Max(1, fits));
    }

    private static string Slice(TranscriptLine line, int start, int end, bool color)
    {
        var row = new StringBuilder();
        var at = 0;
        foreach (var span in line.Spans)
        {
            var from = Math.Max(start, at) - at;
            var to = Math.Min(end, at + span.Text.Length) - at;
            if (from < to)
                row.Append(Styled(span.Text[from..to], StyleOf(span), color));
            at += span.Text.Length;
        }

        return row.ToString();
    }

    private static string StyleOf(Span span) => span.Style switch
    {
        SpanStyle.Dim => Ansi.Dim,
        SpanStyle.Name => Ansi.ColorOf(span.Text),
        SpanStyle.Place => Ansi.Cyan,
        SpanStyle.Mention => Ansi.BoldYellow,
        SpanStyle.Notice => Ansi.Dim,
        SpanStyle.Error => Ansi.Red,
        _ => "",
    };

    private static string Styled(string text, string style, bool color) =>
        color && style.Length > 0 && text.Length > 0 ? style + text + Ansi.Reset : text;

    private static string TimeOf(TranscriptLine line) => line.Time?.ToString("HH:mm ", CultureInfo.InvariantCulture) ?? "";
}
