using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The active buffer of the book as a page.</summary>
/// <param name="book">All buffers.</param>
internal sealed class ChatPage(BufferBook book) : IPage
{
    /// <inheritdoc/>
    public string Title => book.Active.Title;

    /// <summary>The row above: name, topic, and how much is below what is seen.</summary>
    public ScreenRow Heading
    {
        get
        {
            var buffer = book.Active;
            var topic = buffer.Topic.Length > 0 ? "  " + SafeText.Show(buffer.Topic) : buffer.Key.Kind == BufferKind.Private ? "  only the two of you" : "";
            var below = buffer.View.Follows ? "" : $"  [{Plural.Of(buffer.View.Below, "line")} below, Esc]";
            return new([new(buffer.Title, SpanStyle.Strong), new(buffer.Present ? "" : "  (not in the room)", SpanStyle.Dim), new(below, SpanStyle.Mention), new(topic)]);
        }
    }

    /// <inheritdoc/>
    public string Prompt => book.Active.Title + "> ";

    /// <inheritdoc/>
    public LineBuffer Input => book.Active.Input;

    /// <inheritdoc/>
    public IReadOnlyList<KeyHint> Hints { get; } =
        [new("F1", "help"), new("F2", "files"), new("F3", "people"), new("F4", "transfers"), new("Ctrl-K", "go to"), new("Ctrl-D", "leave"), new("F5", "your files"), new("Tab", "completes")];

    /// <inheritdoc/>
    public IReadOnlyList<ScreenRow> Rows(int columns, int rows) => book.Active.Rows(columns, rows);

    /// <inheritdoc/>
    public bool Press(KeyPress press)
    {
        var view = book.Active.View;
        switch (press.Key)
        {
            case Key.PageUp: view.PageUp(); return true;
            case Key.PageDown: view.PageDown(); return true;
            case Key.Oldest: view.ToTop(); return true;
            case Key.Newest: view.ToEnd(); return true;
            case Key.Escape:
                view.EndSearch();
                view.ToEnd();
                return true;
            default: return false;
        }
    }
}
