using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>Who is in the room that is shown; a chosen name begins a private conversation.</summary>
/// <param name="link">The session.</param>
/// <param name="open">Begins the conversation.</param>
internal sealed class MemberPane(IChatLink link, Action<string> open)
{
    private const int FewestRowsWithMark = 3;

    private ListCursor _cursor = new();
    private IReadOnlyList<Member> _members = [];
    private BufferKey? _room;
    private bool _isCurrent;

    /// <summary>The keys go to the list.</summary>
    public bool Focused { get; set; }

    /// <summary>Members of the room.</summary>
    public int Count => _members.Count;

    /// <summary>Something happened that may have changed the list.</summary>
    public void Invalidate() => _isCurrent = false;

    /// <summary>Shows the members of a buffer; of a private conversation, nobody.</summary>
    public void Show(BufferKey buffer)
    {
        if (_isCurrent && _room == buffer)
            return;
        // Each room begins at its first name; in the same one whoever is chosen stays chosen, whoever comes and goes.
        var chosen = _room == buffer && _cursor.Index < _members.Count ? _members[_cursor.Index].Name : null;
        if (_room != buffer)
            _cursor = new();
        (_room, _isCurrent) = (buffer, true);
        _members = buffer.Kind == BufferKind.Room ? link.Members(buffer.Name) : [];
        if (Focused && _members.Index().FirstOrDefault(m => m.Item.Name == chosen) is { Item: not null } there)
            _cursor.Set(there.Index, _members.Count);
        Focused &= _members.Count > 0;
    }

    /// <summary>The names that are seen; who is away is dim. Where not all are, the last row says how many more there are, and where.</summary>
    public IReadOnlyList<ScreenRow> Rows(int rows)
    {
        var isMarked = _members.Count > rows && rows >= FewestRowsWithMark;
        var seen = _cursor.Seen(_members.Count, isMarked ? rows - 1 : rows);
        var names = _members.Take(seen).Select((m, i) => new ScreenRow(
            [m.Away ? new Span(SafeText.Show(m.Name) + " (away)", SpanStyle.Dim) : new Span(SafeText.Show(m.Name), SpanStyle.Name)],
            Selected: Focused && seen.Start.Value + i == _cursor.Index));
        return isMarked ? [.. names, ScreenRow.Of(Mark(seen.Start.Value, _members.Count - seen.End.Value), SpanStyle.Dim)] : [.. names];
    }

    /// <summary>Takes a key while focused.</summary>
    public void Press(KeyPress press)
    {
        if (_cursor.Press(press, _members.Count))
            return;
        if (press.Key == Key.Enter && _members.Count > 0)
            Choose(_cursor.Index);
        else if (press.Key is Key.Escape or Key.Function or Key.Tab)
            Focused = false;
    }

    /// <summary>A double click on a row that is seen.</summary>
    public void ChooseSeen(int row)
    {
        if (row < _cursor.Rows)
            Choose(_cursor.Top + row);
    }

    private static string Mark(int above, int below) =>
        string.Join(' ', new[] { above > 0 ? $"↑ {above}" : "", below > 0 ? $"↓ {below}" : "" }.Where(way => way.Length > 0)) + " more";

    private void Choose(int index)
    {
        // Nobody talks to themselves.
        if (index >= _members.Count || string.Equals(_members[index].Name, link.OwnName, StringComparison.OrdinalIgnoreCase))
            return;
        Focused = false;
        open(_members[index].Name);
    }
}
