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

    /// <summary>Ctrl-N: the next buffer, or the next line of the history.</summary>
    Next,

    /// <summary>Ctrl-P: the previous one.</summary>
    Previous,
    PageUp,
    PageDown,

    /// <summary>To the oldest line.</summary>
    Oldest,

    /// <summary>To the newest line.</summary>
    Newest,
    BackTab,
    Escape,

    /// <summary>F1 to F12; <see cref="KeyPress.Text"/> is the number.</summary>
    Function,

    /// <summary>A report of the mouse (SGR 1006); <see cref="KeyPress.Text"/> is <c>button;column;rowM</c>, <c>m</c> at the end for a release.</summary>
    Mouse,

    /// <summary>A digit or a letter with Alt; <see cref="KeyPress.Text"/> is it.</summary>
    Alt,
}

/// <summary>One key, or one paste.</summary>
/// <param name="Key">What it does.</param>
/// <param name="Text">The text, for <see cref="Key.Text"/>, <see cref="Key.Paste"/>, <see cref="Key.Function"/> and <see cref="Key.Alt"/>; else empty.</param>
internal readonly record struct KeyPress(Key Key, string Text = "");
