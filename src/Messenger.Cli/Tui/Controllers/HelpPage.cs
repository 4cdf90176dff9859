using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>All keys and all commands.</summary>
internal sealed class HelpPage : IPage
{
    private static readonly KeyHint[] Keys =
    [
        new("F1", "this help, and back"),
        new("F2", "the server's files: choose one and press Enter"),
        new("F3", "the people in the room: Enter talks to one of them alone"),
        new("F4", "downloads and uploads: pause, resume, stop"),
        new("F5", "your own files: choose what to put on the server, or to send to one person"),
        new("Ctrl-K", "go to a room, a person, the files: type a few letters (at the end of the line)"),
        new("Alt-1 to 0", "the first ten of the list on the left"),
        new("Alt-A", "the next one with something unread"),
        new("Ctrl-N, P", "the next one, the one before"),
        new("Tab", "completes names, rooms, files and /commands"),
        new("Up, Down", "what was typed before"),
        new("PgUp, PgDn", "scroll; Ctrl-Home, Ctrl-End: to the ends"),
        new("Esc", "back to the chat, and there to its newest line"),
        new("Alt-Enter", "a new line in the message"),
        new("Ctrl-A E W U K", "as in a shell; Alt-B F D too"),
        new("Ctrl-L", "draws the screen anew"),
        new("Ctrl-Z", "back to the shell for a while; fg returns, and after bg it goes on meanwhile"),
        new("Ctrl-D, /quit", "leaves; Ctrl-C too, without a question"),
    ];

    private int _top;
    private int _rows = 1;
    private int _all;

    /// <inheritdoc/>
    public string Title => "Help";

    /// <inheritdoc/>
    public string Prompt => "> ";

    /// <inheritdoc/>
    public LineBuffer Input { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<KeyHint> Hints { get; } = [new("Esc", "back"), new("PgUp PgDn", "scroll")];

    /// <inheritdoc/>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows)
    {
        var all = AllRows(columns);
        _all = all.Count;
        var top = Math.Clamp(_top, 0, Math.Max(0, all.Count - rows));
        _top = top;
        _rows = rows;
        return [.. all.Skip(top).Take(rows)];
    }

    /// <inheritdoc/>
    public bool Press(KeyPress press)
    {
        if (Input.Text.Length > 0)
            return false;
        var by = press.Key switch
        {
            Key.Up => -1,
            Key.Down => 1,
            Key.PageUp => 1 - _rows,
            Key.PageDown => _rows - 1,
            Key.Oldest or Key.Home => -_all,
            Key.Newest or Key.End => _all,
            _ => 0,
        };
        _top = Math.Max(0, _top + by);
        return by != 0;
    }

    private static List<ScreenRow> AllRows(int columns)
    {
        var rows = new List<ScreenRow> { ScreenRow.Of("Keys", SpanStyle.Strong) };
        foreach (var key in Keys)
            Append(rows, key.Key, key.What, 16, columns);
        rows.Add(ScreenRow.Empty);
        rows.Add(ScreenRow.Of("Commands (//text says a text that begins with /)", SpanStyle.Strong));
        foreach (var command in SlashCommand.OnScreen)
            Append(rows, command.Synopsis, command.Help, 30, columns);
        return rows;
    }

    private static void Append(List<ScreenRow> rows, string what, string text, int width, int columns)
    {
        var indent = columns < 2 * width ? 4 : width;
        var first = what.Length < indent;
        foreach (var (start, end) in first ? [] : Wrapping.Of(what, Math.Max(1, columns - 4)))
            rows.Add(ScreenRow.Of((start == 0 ? "  " : "    ") + what[start..end], SpanStyle.Accent));
        foreach (var (start, end) in Wrapping.Of(text, Math.Max(1, columns - indent - 2)))
        {
            rows.Add(new([new(("  " + (first ? what : "")).PadRight(indent + 2), SpanStyle.Accent), new(text[start..end])]));
            first = false;
        }
    }
}
