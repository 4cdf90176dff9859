using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Where one can go to.</summary>
/// <param name="Name">What is typed to find it, safe.</param>
/// <param name="What">What it is.</param>
/// <param name="Go">Goes there.</param>
internal sealed record Destination(string Name, string What, Action Go);

/// <summary>A few letters of a name, Enter, and one is there.</summary>
/// <param name="all">Where one can go to, nearest first.</param>
/// <param name="close">Takes the box away.</param>
internal sealed class Switcher(IReadOnlyList<Destination> all, Action<IOverlay> close) : IOverlay
{
    private const int MostSeen = 12;
    private readonly LineBuffer _typed = new();
    private readonly ListCursor _cursor = new();
    private IReadOnlyList<Destination>? _fitting;

    private IReadOnlyList<Destination> Fitting =>
        _fitting ??= [.. all.Select(d => (d, Rank: Rank(d.Name, _typed.Text))).Where(d => d.Rank < int.MaxValue).OrderBy(d => d.Rank).Select(d => d.d)];

    /// <inheritdoc/>
    public string Title => "Go to";

    /// <inheritdoc/>
    public int PreferredColumns => 44;

    /// <inheritdoc/>
    public OverlayContent Content(int columns, int rows)
    {
        var input = InputRows.Of("> ", _typed, columns, 1);
        var seen = _cursor.Seen(Fitting.Count, Math.Min(MostSeen, rows - 2));
        var found = Fitting.Take(seen).Select((d, i) => new ScreenRow(
            [new Span(" " + d.Name + " "), new Span(d.What, SpanStyle.Dim)], Selected: seen.Start.Value + i == _cursor.Index));
        ScreenRow[] all = Fitting.Count > 0 ? [.. found] : [ScreenRow.Of(" no name has these letters", SpanStyle.Dim)];
        ScreenRow[] between = all.Length + 3 <= rows ? [ScreenRow.Empty] : [];
        return new([.. input.Rows, .. all, .. between, ScreenRow.OfKeys(("Enter", "go"), ("Up Down", "choose"), ("Esc", "back"))], (input.Column, 0));
    }

    /// <inheritdoc/>
    public void Press(KeyPress press)
    {
        switch (press.Key)
        {
            case Key.Escape or Key.EndOfInput:
                close(this);
                break;
            case Key.Enter:
                close(this);
                if (_cursor.Index < Fitting.Count)
                    Fitting[_cursor.Index].Go();
                break;
            case Key.Tab:
                _cursor.Press(new(Key.Down), Fitting.Count);
                break;
            default:
                var moves = press.Key is Key.Home or Key.End && _typed.Text.Length > 0;
                if ((!moves && _cursor.Press(press, Fitting.Count)) || !_typed.Apply(press))
                    break;
                _fitting = null;
                _cursor.Set(0, Fitting.Count);
                break;
        }
    }

    // The beginning of a name before its middle before letters in order.
    private static int Rank(string name, string typed)
    {
        var at = name.IndexOf(typed, StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
            return at;
        var next = 0;
        foreach (var c in name)
        {
            if (next < typed.Length && char.ToLowerInvariant(c) == char.ToLowerInvariant(typed[next]))
                next++;
        }

        return next == typed.Length ? 1_000 + name.Length : int.MaxValue;
    }
}
