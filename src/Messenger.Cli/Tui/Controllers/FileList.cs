using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Files and folders in rows, the server's or this machine's: one is chosen, some may be marked.</summary>
/// <param name="time">The clock and the zone that times are shown in.</param>
internal sealed class FileList(TimeProvider time)
{
    private const int NarrowestWithTimes = 50;
    private const string SizeHeading = "size", TimeHeading = "changed";
    private const int SizeColumns = 10, TimeColumns = 16;
    private readonly ListCursor _cursor = new();
    private string _filter = "";

    /// <summary>What is listed.</summary>
    public IReadOnlyList<FileTreeEntry> Entries { get; private set; } = [];

    /// <summary>The chosen one; null in an empty list.</summary>
    public FileTreeEntry? Chosen => _cursor.Index < Entries.Count ? Entries[_cursor.Index] : null;

    /// <summary>The filter; what begins with a slash is a command, and none.</summary>
    public LineBuffer Input { get; } = new();

    /// <summary>Lists what the filter leaves; what was chosen stays it, and where another filter leaves it out, the first is.</summary>
    /// <param name="find">What there is that has a text in its name.</param>
    public void Show(Func<string, IReadOnlyList<FileTreeEntry>> find)
    {
        var (chosen, another) = (Chosen?.Path, Input.Text != _filter);
        _filter = Input.Text;
        Entries = find(_filter.StartsWith('/') ? "" : _filter.Trim());
        var at = Entries.Index().Where(e => e.Item.Path == chosen).Select(e => e.Index).FirstOrDefault(another ? 0 : _cursor.Index);
        _cursor.Set(at, Entries.Count);
    }

    /// <summary>Takes the filter away: who comes back sees all. A command that is half typed stays.</summary>
    /// <param name="find">As for <see cref="Show"/>.</param>
    public void ClearFilter(Func<string, IReadOnlyList<FileTreeEntry>> find)
    {
        if (Input.Text.StartsWith('/'))
            return;
        Input.Replace(0, Input.Text.Length, "");
        ShowWhatIsTyped(find);
    }

    /// <summary>Lists anew where the filter is another one.</summary>
    /// <param name="find">As for <see cref="Show"/>.</param>
    public void ShowWhatIsTyped(Func<string, IReadOnlyList<FileTreeEntry>> find)
    {
        if (Input.Text != _filter)
            Show(find);
    }

    /// <summary>Chooses an entry by its path, else the first.</summary>
    public void Choose(string? path) => _cursor.Set(Entries.Index().FirstOrDefault(e => e.Item.Path == path).Index, Entries.Count);

    /// <summary>Moves on the keys of a list, while no command is typed.</summary>
    /// <param name="press">The key.</param>
    /// <param name="find">As for <see cref="Show"/>.</param>
    /// <returns>Whether it was one of these; null: it is part of a command.</returns>
    public bool? Press(KeyPress press, Func<string, IReadOnlyList<FileTreeEntry>> find)
    {
        if (Input.Text.StartsWith('/'))
            return null;
        ShowWhatIsTyped(find);
        return press.Key switch
        {
            // In a filter these move within it.
            Key.Home or Key.End when Input.Text.Length > 0 => false,
            _ => _cursor.Press(press, Entries.Count),
        };
    }

    /// <summary>Goes on to the next entry.</summary>
    public void Next() => _cursor.Press(new(Key.Down), Entries.Count);

    /// <summary>The rows: what there is to say, then the entries that are seen.</summary>
    /// <param name="state">What there is to say, safe.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="rows">Rows at most.</param>
    /// <param name="marked">Paths of those that are marked.</param>
    public IReadOnlyList<ScreenRow> Rows(string state, int columns, int rows, IReadOnlySet<string> marked)
    {
        var heading = Right(SizeHeading, TimeHeading, columns);
        var said = Entries.Count == 0 || TextWidth.Of(state) + heading.Length >= columns
            ? TextWidth.Fit(state, columns)
            : state + new string(' ', columns - TextWidth.Of(state) - heading.Length) + heading;
        var seen = _cursor.Seen(Entries.Count, rows - 1);
        var listed = Entries.Take(seen).Select((entry, i) => RowOf(entry, columns, marked.Contains(entry.Path), seen.Start.Value + i == _cursor.Index));
        return [ScreenRow.Of(said, SpanStyle.Dim), .. listed];
    }

    /// <summary>Files and bytes of what is listed, in words.</summary>
    public string Summary()
    {
        var there = Entries.Where(e => !e.IsParent).ToArray();
        var files = there.Sum(e => (long)e.Files);
        return files == 0 ? Plural.Of(there.Length, "folder") : $"{Plural.Of(files, "file")}, {Quantities.Size(there.Sum(e => (double)(e.Size ?? 0)))}";
    }

    private ScreenRow RowOf(FileTreeEntry entry, int columns, bool marked, bool selected)
    {
        var name = (marked ? "✓ " : "") + SafeText.Show(entry.Shown) + (entry.IsFolder ? "/" : "");
        var when = entry.Modified is { } modified ? Quantities.Moment(DateTimeOffset.FromUnixTimeMilliseconds(modified), time.GetLocalNow()) : "";
        var right = entry.IsParent ? "" : Right(entry.Size is { } size ? Quantities.Size(size) : "", when, columns);
        var room = Math.Max(1, columns - right.Length - 1);
        var fitted = TextWidth.Fit(name, room);
        var gap = new string(' ', Math.Max(1, room - TextWidth.Of(fitted) + 1));
        return new([new(fitted, marked ? SpanStyle.Mention : entry.IsFolder ? SpanStyle.Accent : SpanStyle.Plain), new(gap), new(right, SpanStyle.Dim)], selected);
    }

    private static string Right(string size, string when, int columns) =>
        size.PadLeft(SizeColumns) + (columns < NarrowestWithTimes ? "" : "  " + when.PadLeft(TimeColumns));
}
