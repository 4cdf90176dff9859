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
    private readonly ListCursor _cursor = new();
    private IReadOnlyList<Member> _members = [];
    private BufferKey? _room;

    /// <summary>The keys go to the list.</summary>
    public bool Focused { get; set; }

    /// <summary>Members of the room.</summary>
    public int Count => _members.Count;

    /// <summary>Something happened that may have changed the list.</summary>
    public void Invalidate() => _room = null;

    /// <summary>Shows the members of a buffer; of a private conversation, nobody.</summary>
    public void Show(BufferKey buffer)
    {
        if (_room == buffer)
            return;
        _room = buffer;
        _members = buffer.Kind == BufferKind.Room ? link.Members(buffer.Name) : [];
        Focused &= _members.Count > 0;
    }

    /// <summary>The names that are seen; who is away is dim.</summary>
    public IReadOnlyList<ScreenRow> Rows(int rows)
    {
        var seen = _cursor.Seen(_members.Count, rows);
        return [.. _members.Take(seen).Select((m, i) => new ScreenRow(
            [m.Away ? new Span(SafeText.Show(m.Name) + " (away)", SpanStyle.Dim) : new Span(SafeText.Show(m.Name), SpanStyle.Name)],
            Selected: Focused && seen.Start.Value + i == _cursor.Index))];
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
    public void ChooseSeen(int row) => Choose(_cursor.Top + row);

    private void Choose(int index)
    {
        // Nobody talks to themselves.
        if (index >= _members.Count || string.Equals(_members[index].Name, link.OwnName, StringComparison.OrdinalIgnoreCase))
            return;
        Focused = false;
        open(_members[index].Name);
    }
}
