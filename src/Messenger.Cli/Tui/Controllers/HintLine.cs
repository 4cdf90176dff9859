using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What can be done here, on the last row; on a small screen, which has none to spare, beside the title.</summary>
/// <param name="screen">What it is about.</param>
internal sealed class HintLine(ChatScreen screen)
{
    private const int Between = 2;
    private static readonly KeyHint[] OnMembers = [new("Enter", "talk alone"), new("Up Down", "choose"), new("Esc", "back")];

    /// <summary>The row of its own; a notice takes its place until the next key.</summary>
    /// <param name="columns">Of the row.</param>
    /// <param name="listsBuffers">The list of buffers is seen, and with it what is unread.</param>
    public ScreenRow Row(int columns, bool listsBuffers) => Notice(columns) ?? new(Spans(columns, listsBuffers, mostlyFirst: false));

    /// <summary>What has to be said now, in the place of another row; null: nothing.</summary>
    /// <param name="columns">Of the row.</param>
    public ScreenRow? Notice(int columns) => screen.Notice is { } notice ? ScreenRow.Of(TextWidth.Fit(notice.Text, columns), notice.Style) : null;

    /// <summary>The title, cut where it is long, and at its right what can be done: the first of it always.</summary>
    /// <param name="title">The title.</param>
    /// <param name="columns">Of the row.</param>
    /// <param name="listsBuffers">As for <see cref="Row"/>.</param>
    public ScreenRow Beside(ScreenRow title, int columns, bool listsBuffers)
    {
        var first = WidthOf(Spans(columns, listsBuffers, mostlyFirst: true));
        var shown = Cut(title.Spans, Math.Max(0, columns - first - Between));
        var hints = Spans(columns - WidthOf(shown) - Between, listsBuffers, mostlyFirst: false);
        var space = columns - WidthOf(shown) - WidthOf(hints);
        return new([.. shown, new(new string(' ', Math.Max(0, space))), .. hints]);
    }

    // The hints that fit, without what is behind the last of them.
    private List<Span> Spans(int columns, bool listsBuffers, bool mostlyFirst)
    {
        var spans = new List<Span>();
        var used = 0;
        foreach (var hint in Hints(listsBuffers).Take(mostlyFirst ? 1 : int.MaxValue))
        {
            var width = TextWidth.Of(hint.Key) + 1 + TextWidth.Of(hint.What) + (spans.Count > 0 ? Between : 0);
            if ((used += width) > columns)
                break;
            if (spans.Count > 0)
                spans.Add(new(new string(' ', Between)));
            spans.AddRange([new(hint.Key, SpanStyle.Accent), new($" {hint.What}", SpanStyle.Dim)]);
        }

        return spans;
    }

    private IEnumerable<KeyHint> Hints(bool listsBuffers)
    {
        if (screen.Members.Focused)
            return OnMembers;
        if (listsBuffers || screen.Book.NextUnread() is null)
            return screen.Page.Hints;
        var unread = screen.Book.All.Where(b => b != screen.Book.Active).Sum(b => b.Unread);
        return screen.Page.Hints.Prepend(new("Alt-A", $"{unread} new"));
    }

    private static IReadOnlyList<Span> Cut(IReadOnlyList<Span> spans, int columns)
    {
        var text = string.Concat(spans.Select(s => s.Text));
        if (TextWidth.Of(text) <= columns)
            return spans;
        return columns < 1 ? [] : [.. Wrapping.Slice(spans, 0, TextWidth.LengthThatFits(text, columns - 1)), new("…")];
    }

    private static int WidthOf(IReadOnlyList<Span> spans) => spans.Sum(s => TextWidth.Of(s.Text));
}
