using System.Globalization;
using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>The line that is being typed: text, cursor, what was cut, and the lines before it. Moves by user-perceived characters.</summary>
internal sealed class LineBuffer
{
    /// <summary>Characters (UTF-16 units) that a line holds.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxHistory = 500;
    private readonly List<string> _history = [];
    private string _cut = "";
    private string _draft = "";
    private int _shown; // In the history; its count: the draft.

    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The cursor: characters before it.</summary>
    public int Cursor { get; private set; }

    /// <summary>Does what an editing key does; others are none of its business.</summary>
    /// <returns>Whether the key was one of these.</returns>
    public bool Apply(KeyPress press)
    {
        switch (press.Key)
        {
            case Key.Text or Key.Paste: Insert(press.Text); break;
            case Key.NewLine: Insert("\n"); break;
            case Key.Backspace: Remove(Before(Cursor), Cursor); break;
            case Key.Delete: Remove(Cursor, After(Cursor)); break;
            case Key.Left: Cursor = Before(Cursor); break;
            case Key.Right: Cursor = After(Cursor); break;
            case Key.WordLeft: Cursor = WordStart(); break;
            case Key.WordRight: Cursor = WordEnd(); break;
            case Key.Home: Cursor = 0; break;
            case Key.End: Cursor = Text.Length; break;
            case Key.Up or Key.Previous: Show(_shown - 1); break;
            case Key.Down or Key.Next: Show(_shown + 1); break;
            case Key.KillToEnd: Cut(Cursor, Text.Length); break;
            case Key.KillToStart: Cut(0, Cursor); break;
            case Key.KillWordBack: Cut(SpaceBefore(), Cursor); break;
            case Key.KillWordForward: Cut(Cursor, WordEnd()); break;
            case Key.Yank: Insert(_cut); break;
            case Key.Transpose: Transpose(); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Takes the line away, remembering it.</summary>
    public string Take()
    {
        var line = Text;
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
            _history.Add(line);
        if (_history.Count > MaxHistory)
            _history.RemoveAt(0);
        Set("");
        _draft = "";
        _shown = _history.Count;
        return line;
    }

    /// <summary>Replaces what stands between two places, and puts the cursor behind it.</summary>
    public void Replace(int start, int end, string text)
    {
        if (Text.Length - (end - start) + text.Length > MaxLength)
            return;
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(end));
        // What now stands behind the place may belong to what stands before it.
        Cursor = 0;
        while (Cursor < start + text.Length)
            Cursor = After(Cursor);
    }

    private void Insert(string text) => Replace(Cursor, Cursor, text[..Math.Min(text.Length, MaxLength - Text.Length)]);

    private void Remove(int start, int end) => Replace(start, end, "");

    private void Cut(int start, int end)
    {
        if (start == end)
            return;
        _cut = Text[start..end];
        Remove(start, end);
    }

    private void Transpose()
    {
        var second = Cursor == Text.Length ? Before(Cursor) : Cursor;
        var first = Before(second);
        if (first == second)
            return;
        var end = After(second);
        Replace(first, end, Text[second..end] + Text[first..second]);
    }

    private void Show(int index)
    {
        if (index < 0 || index > _history.Count)
            return;
        if (_shown == _history.Count)
            _draft = Text;
        _shown = index;
        Set(index == _history.Count ? _draft : _history[index]);
    }

    private void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    private int After(int at) => at == Text.Length ? at : at + StringInfo.GetNextTextElementLength(Text.AsSpan(at));

    private int Before(int at)
    {
        // Elements are found from the start: a mark or a joiner before the cursor belongs to what stands before it.
        var previous = 0;
        for (var next = 0; next < at; next = After(next))
            previous = next;
        return previous;
    }

    private int WordStart()
    {
        var at = Cursor;
        while (at > 0 && !IsWord(Before(at)))
            at = Before(at);
        while (at > 0 && IsWord(Before(at)))
            at = Before(at);
        return at;
    }

    private int WordEnd()
    {
        var at = Cursor;
        while (at < Text.Length && !IsWord(at))
            at = After(at);
        while (at < Text.Length && IsWord(at))
            at = After(at);
        return at;
    }

    private bool IsWord(int at) => Rune.TryGetRuneAt(Text, at, out var rune) && Rune.IsLetterOrDigit(rune);

    private int SpaceBefore()
    {
        var at = Cursor;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
            at--;
        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
            at--;
        return at;
    }
}
