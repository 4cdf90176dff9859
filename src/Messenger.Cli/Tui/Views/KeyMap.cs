using System.Text;
using Messenger.Cli.Terminal;
using GuiKey = Terminal.Gui.Input.Key;
using Key = Messenger.Cli.Terminal.Key;

namespace Messenger.Cli.Tui.Views;

/// <summary>Keys of our decoder as Terminal.Gui names them, and back.</summary>
internal static class KeyMap
{
    private static readonly (Key Key, GuiKey Gui)[] Pairs =
    [
        (Key.Enter, GuiKey.Enter), (Key.NewLine, GuiKey.Enter.WithAlt), (Key.Tab, GuiKey.Tab), (Key.BackTab, GuiKey.Tab.WithShift),
        (Key.Escape, GuiKey.Esc), (Key.Backspace, GuiKey.Backspace), (Key.Delete, GuiKey.Delete), (Key.Left, GuiKey.CursorLeft),
        (Key.Right, GuiKey.CursorRight), (Key.Up, GuiKey.CursorUp), (Key.Down, GuiKey.CursorDown), (Key.WordLeft, GuiKey.B.WithAlt),
        (Key.WordRight, GuiKey.F.WithAlt), (Key.KillWordForward, GuiKey.D.WithAlt), (Key.Home, GuiKey.Home), (Key.End, GuiKey.End),
        (Key.Oldest, GuiKey.Home.WithCtrl), (Key.Newest, GuiKey.End.WithCtrl), (Key.PageUp, GuiKey.PageUp), (Key.PageDown, GuiKey.PageDown),
        (Key.EndOfInput, GuiKey.D.WithCtrl), (Key.KillToEnd, GuiKey.K.WithCtrl), (Key.KillToStart, GuiKey.U.WithCtrl),
        (Key.KillWordBack, GuiKey.W.WithCtrl), (Key.Yank, GuiKey.Y.WithCtrl), (Key.Transpose, GuiKey.T.WithCtrl),
        (Key.ClearScreen, GuiKey.L.WithCtrl), (Key.Next, GuiKey.N.WithCtrl), (Key.Previous, GuiKey.P.WithCtrl),
    ];

    private static readonly GuiKey[] Functions =
        [GuiKey.F1, GuiKey.F2, GuiKey.F3, GuiKey.F4, GuiKey.F5, GuiKey.F6, GuiKey.F7, GuiKey.F8, GuiKey.F9, GuiKey.F10, GuiKey.F11, GuiKey.F12];

    private static readonly Dictionary<GuiKey, KeyPress> ByGui = MakeByGui();
    private static readonly Dictionary<KeyPress, GuiKey> ByPress = MakeByGui().ToDictionary(p => p.Value, p => p.Key);

    /// <summary>As Terminal.Gui names it; text is one key a character, and a paste is none.</summary>
    public static IEnumerable<GuiKey> ToGui(KeyPress press)
    {
        if (press.Key == Key.Text)
            return press.Text.EnumerateRunes().Select(r => new GuiKey(r.Value));
        return ByPress.TryGetValue(press, out var key) ? [new GuiKey(key)] : [];
    }

    /// <summary>As our controllers name it; null for a key that means nothing here.</summary>
    public static KeyPress? ToPress(GuiKey key)
    {
        if (ByGui.TryGetValue(key, out var press))
            return press;
        return key.AsRune is var rune && rune != default && !Rune.IsControl(rune) ? new(Key.Text, rune.ToString()) : null;
    }

    private static Dictionary<GuiKey, KeyPress> MakeByGui()
    {
        var map = Pairs.ToDictionary(p => p.Gui, p => new KeyPress(p.Key));
        foreach (var (index, key) in Functions.Index())
            map[key] = new(Key.Function, (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var letter in "0123456789acegijklmnopqrstuvwxyz")
            map[new GuiKey(letter).WithAlt] = new(Key.Alt, letter.ToString());
        return map;
    }
}
