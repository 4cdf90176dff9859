using Messenger.Cli.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What came of a search.</summary>
internal enum Sought
{
    Found,

    /// <summary>Above what was found last it is in no line; the next search begins at the newest one.</summary>
    NoFurther,
    Nowhere,

    /// <summary>No text was given, now or before.</summary>
    Nothing,
}

/// <summary>
/// What is seen of a buffer. At the end it follows what comes; scrolled up it stays where it is, whatever comes. Only lines that are seen are
/// wrapped, so that the length of the buffer costs nothing.
/// </summary>
/// <param name="lines">The buffer's lines.</param>
internal sealed class Viewport(LineStore lines)
{
    private static readonly Span UnreadLine = new("──────── new ────────", SpanStyle.Error);

    private (long Line, int Row)? _bottom; // The last row that is seen; null: the end.
    private int _columns = 80;
    private int _rows = 1;
    private long? _found;

    /// <summary>The first line that was not read when the person came; null where all was.</summary>
    public long? Unread { get; set; }

    /// <summary>What was searched for last; null: nothing.</summary>
    public string? Match { get; private set; }

    /// <summary>What comes is seen.</summary>
    public bool Follows => _bottom is null;

    /// <summary>Lines below what is seen.</summary>
    public long Below => _bottom is { } bottom ? lines.End - 1 - bottom.Line : 0;

    /// <summary>The rows that are seen, oldest first.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="rows">Rows at most.</param>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        (_columns, _rows) = (columns, Math.Max(1, rows));
        return [.. Visible().Select(v => v.Content)];
    }

    /// <summary>A screenful up, one row of it staying in sight.</summary>
    public void PageUp()
    {
        var visible = Visible();
        if (visible.Count == 0)
            return;
        var (line, row, _) = visible[0];
        // At the very top the first screenful stays.
        _bottom = line == lines.First && row == 0 ? PlaceOf(visible[^1]) : (line, row);
        Fill();
    }

    /// <summary>A screenful down; at the end it follows again.</summary>
    public void PageDown()
    {
        if (_bottom is not { } at)
            return;
        for (var i = 1; i < _rows && at.Line < lines.End; i++)
            at = After(at);
        _bottom = at.Line >= lines.End || After(at).Line >= lines.End ? null : at;
    }

    /// <summary>To the oldest line.</summary>
    public void ToTop()
    {
        if (lines.Count == 0)
            return;
        _bottom = (lines.First, 0);
        Fill();
    }

    /// <summary>To the newest line.</summary>
    public void ToEnd() => _bottom = null;

    /// <summary>Looks for a text, from the newest line up, or on from where it was found last.</summary>
    /// <param name="text">The text, compared without case; empty: the one before.</param>
    public Sought Search(string text)
    {
        var from = lines.End;
        if (text.Length == 0 && Match is null)
            return Sought.Nothing;
        if (text.Length == 0 || string.Equals(text, Match, StringComparison.OrdinalIgnoreCase))
            from = _found is { } last ? Math.Clamp(last, lines.First, lines.End) : from;
        else
            (Match, _found) = (text, null);
        for (var number = from - 1; number >= lines.First; number--)
        {
            if (!lines[number].Text.Contains(Match!, StringComparison.OrdinalIgnoreCase))
                continue;
            _found = number;
            // In the middle of the screen, so that what it answers and what answers it are seen.
            _bottom = (number, 0);
            for (var i = 0; i < _rows / 2 && After(_bottom.Value).Line < lines.End; i++)
                _bottom = After(_bottom.Value);
            Fill();
            return Sought.Found;
        }

        var before = _found;
        _found = null;
        return before is null ? Sought.Nowhere : Sought.NoFurther;
    }

    /// <summary>What was searched for is no longer marked.</summary>
    public void EndSearch() => (Match, _found) = (null, null);

    private List<(long Line, int Row, ScreenRow Content)> Visible()
    {
        var seen = new List<(long, int, ScreenRow)>();
        if (lines.Count == 0)
            return seen;
        Fill();
        var (line, last) = _bottom ?? (lines.End - 1, int.MaxValue);
        for (; line >= lines.First && seen.Count < _rows; line--, last = int.MaxValue)
        {
            var rows = RowsOf(line);
            for (var row = Math.Min(last, rows.Count - 1); row >= 0 && seen.Count < _rows; row--)
                seen.Add((line, row, rows[row]));
        }

        seen.Reverse();
        return seen;
    }

    // A place that was forgotten, that another width has moved, or that would leave rows empty above is corrected.
    private void Fill()
    {
        if (_bottom is not { } bottom)
            return;
        if (lines.Count == 0)
        {
            _bottom = null;
            return;
        }

        if (bottom.Line < lines.First)
            bottom = (lines.First, 0);
        bottom.Row = Math.Min(bottom.Row, RowsOf(bottom.Line).Count - 1);
        var above = bottom.Row + 1;
        for (var line = bottom.Line - 1; line >= lines.First && above < _rows; line--)
            above += RowsOf(line).Count;
        for (; above < _rows && bottom.Line < lines.End; above++)
            bottom = After(bottom);
        _bottom = bottom.Line >= lines.End ? null : bottom;
    }

    private (long Line, int Row) After((long Line, int Row) at) =>
        at.Row + 1 < RowsOf(at.Line).Count ? (at.Line, at.Row + 1) : (at.Line + 1, 0);

    private List<ScreenRow> RowsOf(long number)
    {
        if (number >= lines.End)
            return [ScreenRow.Empty];
        var rows = LineRows.Of(lines[number], _columns, Match);
        if (number == Unread)
            rows.Insert(0, new([UnreadLine]));
        return rows;
    }

    private static (long, int) PlaceOf((long Line, int Row, ScreenRow Content) seen) => (seen.Line, seen.Row);
}
