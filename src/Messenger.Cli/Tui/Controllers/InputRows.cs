using System.Globalization;
using System.Text;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What is being typed, in rows, and where its cursor is.</summary>
/// <param name="Rows">The rows that are seen, the one with the cursor among them.</param>
/// <param name="Column">Of the cursor.</param>
/// <param name="Row">Of the cursor, in <paramref name="Rows"/>.</param>
internal sealed record InputRows(IReadOnlyList<ScreenRow> Rows, int Column, int Row)
{
    /// <summary>Lays a line out.</summary>
    /// <param name="prompt">Safe text; cut to half a row.</param>
    /// <param name="line">What is typed.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="mostRows">Rows at most.</param>
    public static InputRows Of(string prompt, LineBuffer line, int columns, int mostRows) =>
        Of(prompt, line.Text[..line.Cursor], line.Text[line.Cursor..], columns, mostRows);

    /// <summary>Lays a line out that nobody is to read: a dot for each character.</summary>
    /// <param name="line">What is typed.</param>
    /// <param name="columns">Columns of a row.</param>
    public static InputRows Hidden(LineBuffer line, int columns) =>
        Of("", Dots(line.Text[..line.Cursor]), Dots(line.Text[line.Cursor..]), columns, 1);

    private static InputRows Of(string prompt, string before, string behind, int columns, int mostRows)
    {
        var shown = TextWidth.Fit(prompt, columns / 2);
        var layout = new Layout(columns, TextWidth.Of(shown));
        layout.Add(Visible(before));
        layout.MakeRoomForCursor();
        var (column, row) = (layout.Column, layout.Row);
        layout.Add(Visible(behind));

        var all = layout.Rows;
        var first = Math.Clamp(row - mostRows + 1, 0, Math.Max(0, all.Count - mostRows));
        var rows = all.Skip(first).Take(mostRows)
            .Select((text, i) => first + i == 0 ? new ScreenRow([new Span(shown, SpanStyle.Strong), new Span(text)]) : ScreenRow.Of(text));
        return new([.. rows], column, row - first);
    }

    private static string Dots(string text) => new('•', StringInfo.ParseCombiningCharacters(text).Length);

    // What is typed or pasted may hold anything, too.
    private static string Visible(string text) => SafeText.Show(text, LayoutCharacters.All).Replace('\t', ' ');

    private sealed class Layout(int columns, int column)
    {
        private readonly List<StringBuilder> _rows = [new()];

        public int Column { get; private set; } = column;

        public int Row => _rows.Count - 1;

        public IReadOnlyList<string> Rows => [.. _rows.Select(r => r.ToString())];

        public void Add(string text)
        {
            for (var at = 0; at < text.Length;)
            {
                var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
                var element = text.AsSpan(at, length);
                at += length;
                var width = TextWidth.OfElement(element);
                if (element is "\n" || Column + width > columns)
                    Break();
                if (element is "\n")
                    continue;
                _rows[^1].Append(element);
                Column += width;
            }
        }

        // The cursor stands on a column of its own.
        public void MakeRoomForCursor()
        {
            if (Column >= columns)
                Break();
        }

        private void Break()
        {
            _rows.Add(new());
            Column = 0;
        }
    }
}
