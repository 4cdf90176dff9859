using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A text that may need more rows than there are: as much of it as fits, and the keys that go on in it.</summary>
/// <param name="text">The text, safe.</param>
/// <param name="style">How it is drawn.</param>
internal sealed class ScrolledText(string text, SpanStyle style)
{
    private int _top;
    private int _page = 1;

    /// <summary>There is more below what is seen.</summary>
    public bool HasMore { get; private set; }

    /// <summary>All of its rows.</summary>
    /// <param name="columns">Columns of a row.</param>
    public ScreenRow[] All(int columns) => [.. Wrapping.Of(text, columns).Select(row => ScreenRow.Of(text[row.Start..row.End], style))];

    /// <summary>The rows that are seen.</summary>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="rows">Rows at most.</param>
    public IEnumerable<ScreenRow> Seen(int columns, int rows)
    {
        var all = All(columns);
        _page = Math.Max(1, rows);
        _top = Math.Clamp(_top, 0, Math.Max(0, all.Length - _page));
        HasMore = _top + _page < all.Length;
        return all.Skip(_top).Take(_page);
    }

    /// <summary>Moves on the keys that scroll.</summary>
    /// <returns>Whether it was one of these.</returns>
    public bool Press(KeyPress press)
    {
        var by = press.Key switch
        {
            Key.Up => -1,
            Key.Down => 1,
            Key.PageUp => 1 - _page,
            Key.PageDown => _page - 1,
            _ => 0,
        };
        _top = Math.Max(0, _top + by);
        return by != 0;
    }
}
