using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Which entry of a list is chosen, and which are seen.</summary>
internal sealed class ListCursor
{
    /// <summary>The chosen entry; 0 in an empty list.</summary>
    public int Index { get; private set; }

    /// <summary>The first entry that is seen.</summary>
    public int Top { get; private set; }

    /// <summary>Rows that it has, at least one.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>Moves on the keys of a list.</summary>
    /// <returns>Whether it was one of these.</returns>
    public bool Press(KeyPress press, int count)
    {
        var to = press.Key switch
        {
            Key.Up or Key.Previous => Index - 1,
            Key.Down or Key.Next => Index + 1,
            Key.PageUp => Index - Math.Max(1, Rows - 1),
            Key.PageDown => Index + Math.Max(1, Rows - 1),
            Key.Oldest or Key.Home => 0,
            Key.Newest or Key.End => count - 1,
            _ => int.MinValue,
        };
        if (to == int.MinValue)
            return false;
        Set(to, count);
        return true;
    }

    /// <summary>Chooses an entry, or the nearest that there is.</summary>
    public void Set(int index, int count) => Index = Math.Clamp(index, 0, Math.Max(0, count - 1));

    /// <summary>The entries that are seen, the chosen one among them.</summary>
    /// <param name="count">Entries in all.</param>
    /// <param name="rows">Rows for them.</param>
    public Range Seen(int count, int rows)
    {
        Rows = Math.Max(1, rows);
        Set(Index, count);
        Top = Math.Clamp(Top, Math.Max(0, Index - Rows + 1), Index);
        Top = Math.Min(Top, Math.Max(0, count - Rows));
        return Top..Math.Min(count, Top + Rows);
    }
}
