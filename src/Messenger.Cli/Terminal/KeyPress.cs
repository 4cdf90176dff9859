namespace Messenger.Cli.Terminal;

/// <summary>What a key does in a line.</summary>
internal enum Key
{
    /// <summary>Nothing that a line knows.</summary>
    None,

    /// <summary>Text typed; see <see cref="KeyPress.Text"/>.</summary>
    Text,

    /// <summary>Text pasted, whole; see <see cref="KeyPress.Text"/>.</summary>
    Paste,

    Enter,
    NewLine,
    Tab,
    EndOfInput,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    KillToEnd,
    KillToStart,
    KillWordBack,
    KillWordForward,
    Yank,
    Transpose,
    ClearScreen,
}

/// <summary>One key, or one paste.</summary>
/// <param name="Key">What it does.</param>
/// <param name="Text">The text, for <see cref="Key.Text"/> and <see cref="Key.Paste"/>; else empty.</param>
internal readonly record struct KeyPress(Key Key, string Text = "");
