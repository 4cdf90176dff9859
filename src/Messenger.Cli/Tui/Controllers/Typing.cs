using Messenger.Cli.Chat;
using Messenger.Cli.Output;
using Messenger.Cli.Terminal;
using Messenger.Client.Chat;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The line to type in, the same on every page: Enter says or does it, Tab completes, a long paste is asked about.</summary>
/// <param name="screen">The screen.</param>
/// <param name="desk">Does what was typed.</param>
/// <param name="completion">Completes.</param>
/// <param name="context">Clock and folder.</param>
/// <param name="loading">Ends when all is there that completion has asked for.</param>
internal sealed class Typing(ChatScreen screen, CommandDesk desk, Completion completion, CommandContext context, Func<Task> loading)
{
    /// <summary>Takes a key.</summary>
    public void Press(KeyPress press)
    {
        var input = screen.Page.Input;
        switch (press.Key)
        {
            case Key.Enter:
                Enter(input.Take());
                break;
            case Key.EndOfInput when input.Text.Length == 0:
                _ = screen.LeaveAsync("", again: false);
                break;
            case Key.EndOfInput:
                input.Apply(new(Key.Delete));
                break;
            case Key.Tab:
                _ = CompleteAsync(input);
                break;
            case Key.Paste:
                _ = PasteAsync(input, press.Text.TrimEnd('\n'));
                break;
            default:
                input.Apply(press);
                break;
        }
    }

    private void Enter(string line)
    {
        // Who says or asks something wants to see what comes of it; who searches looks elsewhere.
        if (screen.ShowsChat && !line.StartsWith("/search", StringComparison.OrdinalIgnoreCase))
            screen.Book.Active.View.ToEnd();
        if (screen.ShowsChat || line.StartsWith('/'))
            desk.Enter(line);
    }

    // What has to be asked for first is completed when it is there, unless the person has gone on.
    private async Task CompleteAsync(LineBuffer input)
    {
        var (text, cursor) = (input.Text, input.Cursor);
        if (TryComplete(input) || loading() is { IsCompleted: true })
            return;
        await loading();
        if (input.Text == text && input.Cursor == cursor)
            TryComplete(input);
    }

    private bool TryComplete(LineBuffer input)
    {
        if (completion.Find(input.Text[..input.Cursor], screen.Book.Active.Key) is not { } found)
            return false;
        input.Replace(found.Start, input.Cursor, found.Text);
        if (found.Choices.Count > 0)
            screen.Notice = new(found.Offer(context.Columns()));
        return true;
    }

    private async Task PasteAsync(LineBuffer input, string text)
    {
        BufferKey? shown = screen.ShowsChat ? screen.Book.Active.Key : null;
        var answer = PasteGuard.IsLong(text) ? await screen.Overlays.AskAsync(PasteGuard.Ask(text, shown)) : PasteGuard.Insert;
        if (answer == PasteGuard.Insert)
            input.Apply(new(Key.Paste, text));
        else if (answer == PasteGuard.Put)
            await PasteGuard.PutAsync(text, shown, context, desk.DoAsync);
    }
}
