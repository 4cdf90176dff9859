using Messenger.Cli.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The list on the left: the buffers, and behind them the files and the transfers; the one that is shown is always seen.</summary>
/// <param name="screen">What it leads to.</param>
internal sealed class BufferList(ChatScreen screen)
{
    private int _first;

    private int Files => screen.Book.All.Count;

    private int Transfers => Files + 1;

    /// <summary>The rows that are seen.</summary>
    /// <param name="most">Rows at most.</param>
    public IReadOnlyList<ScreenRow> Rows(int most)
    {
        var transfers = screen.Transfers;
        ScreenRow[] all =
        [
            .. screen.Book.All.Select((b, i) => Row(i, b.Title, b.Mentions > 0 ? $"{b.Unread}!" : b.Unread > 0 ? $"{b.Unread}" : "", StyleOf(b), screen.ShowsChat && b == screen.Book.Active)),
            Row(Files, "Files", "", SpanStyle.Plain, screen.Page == screen.Files),
            Row(Transfers, "Transfers", transfers.Running > 0 ? $"{transfers.Running}" : "", transfers.Running > 0 ? SpanStyle.Strong : SpanStyle.Plain, screen.Page == transfers),
        ];
        _first = Math.Max(0, Array.FindIndex(all, r => r.Selected) - most + 1);
        return all[_first..];
    }

    /// <summary>A click on a row that is seen.</summary>
    public void Choose(int row) => GoTo(_first + row);

    /// <summary>Goes to an entry.</summary>
    public void GoTo(int index)
    {
        if (index < Files)
            screen.Show(screen.Book.All[index]);
        else if (index == Files)
            _ = screen.ShowFilesAsync("");
        else if (index == Transfers)
            screen.Show(screen.Transfers);
    }

    /// <summary>Goes on in the list, and round its end.</summary>
    public void Step(int by)
    {
        var count = Transfers + 1;
        var at = screen.Page == screen.Files ? Files : screen.Page == screen.Transfers ? Transfers : screen.Book.All.Index().First(b => b.Item == screen.Book.Active).Index;
        GoTo((at + by + count) % count);
    }

    private static SpanStyle StyleOf(ChatBuffer buffer) =>
        buffer.Mentions > 0 ? SpanStyle.Mention : buffer.Unread > 0 ? SpanStyle.Strong : buffer.Present ? SpanStyle.Plain : SpanStyle.Dim;

    private static ScreenRow Row(int index, string title, string count, SpanStyle style, bool active)
    {
        var number = index < 10 ? $"{(index + 1) % 10} " : "  ";
        return new([new(number, SpanStyle.Dim), new(title, style), new(count.Length > 0 ? " " + count : "", style == SpanStyle.Mention ? style : SpanStyle.Accent)], active);
    }
}
