using System.Globalization;
using Messenger.Cli.Terminal;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>The keys that do the same on every page.</summary>
internal static class GlobalKeys
{
    /// <summary>Takes a key.</summary>
    /// <returns>Whether it was one of these.</returns>
    public static bool Press(ChatScreen screen, KeyPress press)
    {
        // What is told once is not told for ever.
        screen.Notice = null;
        switch (press)
        {
            case { Key: Key.Function, Text: "1" }:
                Toggle(screen, screen.Help);
                return true;
            // What is half typed goes first, as a filter that was forgotten.
            case { Key: Key.Escape } when !screen.ShowsChat && screen.Page.Input.Text.Length > 0:
                screen.Page.Input.Replace(0, screen.Page.Input.Text.Length, "");
                return true;
            case { Key: Key.Function, Text: "2" } when screen.Page == screen.Files:
            case { Key: Key.Escape } when !screen.ShowsChat:
                screen.ShowChat();
                return true;
            case { Key: Key.Function, Text: "2" }:
                _ = screen.ShowFilesAsync("");
                return true;
            case { Key: Key.Function, Text: "3" }:
                var focus = !screen.Members.Focused;
                screen.ShowChat();
                screen.Members.Show(screen.Book.Active.Key);
                screen.Members.Focused = focus && screen.Members.Count > 0;
                return true;
            case { Key: Key.Function, Text: "4" }:
                Toggle(screen, screen.Transfers);
                return true;
            case { Key: Key.Function, Text: "5" } when screen.Page != screen.Local:
                _ = screen.ShowLocalAsync();
                return true;
            case { Key: Key.Function, Text: "5" }:
                screen.ShowChat();
                return true;
            case { Key: Key.Alt, Text: "a" }:
                if (screen.Book.NextUnread() is { } unread)
                    screen.Show(unread);
                return true;
            case { Key: Key.Alt, Text: [>= '0' and <= '9'] }:
                screen.List.GoTo((int.Parse(press.Text, CultureInfo.InvariantCulture) + 9) % 10);
                return true;
            case { Key: Key.Next or Key.Previous } when !screen.Members.Focused:
                screen.List.Step(press.Key == Key.Next ? 1 : -1);
                return true;
            case { Key: Key.KillToEnd } when screen.Page.Input.Cursor == screen.Page.Input.Text.Length:
                screen.OpenSwitcher();
                return true;
            default:
                return false;
        }
    }

    private static void Toggle(ChatScreen screen, IPage page)
    {
        if (screen.Page == page)
            screen.ShowChat();
        else
            screen.Show(page);
    }
}
