using System.Globalization;
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
        var first = true;
        var indent = line.Time is null || columns < 4 * TimeColumns ? 0 : TimeColumns;
        foreach (var (start, end) in Wrapping.Of(line.Text, Math.Max(1, columns - 1 - indent)))
        {
            var prefix = first && indent > 0 ? Styled(TimeOf(line), Ansi.Dim, color) : new string(' ', indent);
            yield return prefix + string.Concat(Wrapping.Slice(line.Spans, start, end).Select(s => Styled(s.Text, StyleOf(s), color)));
            first = false;
        }
    }

    private static string StyleOf(Span span) => span.Style switch
    {
        SpanStyle.Dim => Ansi.Dim,
        SpanStyle.Name => Ansi.ColorOf(span.Text),
        SpanStyle.Place => Ansi.Cyan,
        SpanStyle.Mention => Ansi.BoldYellow,
        SpanStyle.Strong => Ansi.Bold,
        SpanStyle.Notice => Ansi.Dim,
        SpanStyle.Error => Ansi.Red,
        _ => "",
    };

    private static string Styled(string text, string style, bool color) =>
        color && style.Length > 0 && text.Length > 0 ? style + text + Ansi.Reset : text;

    private static string TimeOf(TranscriptLine line) => line.Time?.ToString("HH:mm ", CultureInfo.InvariantCulture) ?? "";
}
