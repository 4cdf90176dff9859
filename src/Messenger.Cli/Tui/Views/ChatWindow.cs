using Messenger.Cli.Chat;
using Messenger.Cli.Tui.Controllers;
using Terminal.Gui.Drawing;
using Terminal.Gui.Views;
using Terminal.Gui.Input;
using GuiKey = Terminal.Gui.Input.Key;
using Key = Messenger.Cli.Terminal.Key;

namespace Messenger.Cli.Tui.Views;

/// <summary>The whole screen: hands rows to its parts and keys to the controller.</summary>
internal sealed class ChatWindow : Runnable
{
    private static readonly ScreenRow Edge = ScreenRow.Of("│", SpanStyle.Dim);

    private readonly TuiController _controller;
    private readonly RowsView _title, _buffers, _leftEdge, _middle, _rightEdge, _members, _status, _input, _hints;
    private readonly BoxView _box;

    /// <summary>A window on a controller.</summary>
    public ChatWindow(TuiController controller, Theme theme)
    {
        _controller = controller;
        SetScheme(new Scheme(theme.Normal));
        _buffers = new(theme) { Clicked = row => _controller.Chat?.List.Choose(row) };
        _middle = new(theme) { Wheeled = up => _controller.Press(new(up ? Key.PageUp : Key.PageDown)) };
        _members = new(theme) { DoubleClicked = row => _controller.Chat?.Members.ChooseSeen(row) };
        RowsView[] parts = [_title = new(theme), _buffers, _leftEdge = new(theme), _middle, _rightEdge = new(theme), _members,
            _status = new(theme), _input = new(theme), _hints = new(theme)];
        foreach (var part in parts)
            Add(part);
        Add(_box = new BoxView(theme));
    }

    /// <summary>Where the terminal's cursor is; null: nowhere.</summary>
    public (int Column, int Row)? TerminalCursor { get; private set; }

    /// <summary>Takes what the controllers say now; parts that say something else than before are drawn anew.</summary>
    /// <param name="columns">Of the screen.</param>
    /// <param name="rows">Of the screen.</param>
    public void Refresh(int columns, int rows)
    {
        if (_controller.Chat is { } chat)
            TerminalCursor = ShowChat(chat, columns, rows);
        else
            ShowNothing(columns, rows);
        var cursor = _box.Show(_controller.Overlays.Top, columns, rows);
        if (_controller.Overlays.Taker is not null)
            TerminalCursor = cursor;
    }

    /// <inheritdoc/>
    protected override bool OnKeyDown(GuiKey key)
    {
        if (KeyMap.ToPress(key) is { } press)
            _controller.Press(press);
        // Terminal.Gui has ideas of its own about Escape, Tab and Ctrl-Z.
        return true;
    }

    /// <inheritdoc/>
    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning && App is { } app)
            app.Paste += (_, pasted) => Paste(pasted);
    }

    private void Paste(PasteEventArgs pasted)
    {
        pasted.Handled = true;
        _controller.Paste(pasted.Text);
    }

    private (int, int)? ShowChat(ChatScreen chat, int columns, int rows)
    {
        var input = InputRows.Of(chat.Page.Prompt, chat.Page.Input, columns, ScreenLayout.MostInputRows(rows));
        chat.Members.Show(chat.Book.Active.Key);
        var layout = ScreenLayout.Of(columns, rows, input.Rows.Count, chat.ShowsChat && chat.Members.Count > 0, chat.Members.Focused);
        var listsBuffers = !layout.Buffers.IsEmpty;
        var hasHints = !layout.Hints.IsEmpty;
        Part(_title, layout.Title, () => [(hasHints ? chat.TitleRow() : chat.Hints.Beside(chat.TitleRow(), columns, listsBuffers)) with { Selected = true }]);
        Part(_buffers, layout.Buffers, () => chat.List.Rows(layout.Buffers.Rows));
        Part(_leftEdge, layout.LeftEdge, () => [.. Enumerable.Repeat(Edge, layout.LeftEdge.Rows)]);
        Part(_middle, layout.Middle, () => Bottomed(chat, layout.Middle));
        Part(_rightEdge, layout.RightEdge, () => [.. Enumerable.Repeat(Edge, layout.RightEdge.Rows)]);
        Part(_members, layout.Members, () => chat.Members.Rows(layout.Members.Rows));
        Part(_status, layout.Status, () => [((hasHints ? null : chat.Hints.Notice(columns)) ?? chat.StatusRow(columns)) with { Selected = true }]);
        Part(_input, layout.Input, () => input.Rows);
        Part(_hints, layout.Hints, () => [chat.Hints.Row(columns, listsBuffers)]);
        return chat.Members.Focused ? null : (layout.Input.Column + input.Column, layout.Input.Row + input.Row);
    }

    private void ShowNothing(int columns, int rows)
    {
        foreach (var part in (RowsView[])[_title, _buffers, _leftEdge, _rightEdge, _members, _status, _input, _hints])
            part.Place(default);
        Part(_middle, new(0, 0, columns, rows), () => [ScreenRow.Of("msgr", SpanStyle.Strong)]);
        TerminalCursor = null;
    }

    private static void Part(RowsView view, Area area, Func<IReadOnlyList<ScreenRow>> rows)
    {
        view.Place(area);
        if (!area.IsEmpty)
            view.Show(rows());
    }

    // A conversation grows from below.
    private static IReadOnlyList<ScreenRow> Bottomed(ChatScreen chat, Area area)
    {
        var rows = chat.Page.Rows(area.Columns, area.Rows);
        return chat.ShowsChat ? [.. Enumerable.Repeat(ScreenRow.Empty, Math.Max(0, area.Rows - rows.Count)), .. rows] : rows;
    }
}
