using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>
/// The last row of a terminal is a prompt with the line being typed; everything else is printed above it and scrolls. All drawing happens under
/// one lock, each time in one write, so that nothing is torn.
/// </summary>
internal sealed class LineScreen(TextWriter terminal, Func<int> columns, bool color)
{
    private readonly Lock _gate = new();
    private readonly LineBuffer _line = new();
    private string _prompt = "> ";
    private bool _closed;

    /// <summary>The prompt may be drawn: the last row is no shell's.</summary>
    public Func<bool> IsSeen { get; init; } = static () => true;

    /// <summary>Columns of the terminal, now.</summary>
    public int Columns => columns();

    /// <summary>Changes what stands before the line.</summary>
    /// <param name="prompt">Safe text.</param>
    public void SetPrompt(string prompt)
    {
        lock (_gate)
        {
            if (prompt == _prompt)
                return;
            _prompt = prompt;
            Draw("");
        }
    }

    /// <summary>Prints rows above the prompt; what is typed stays.</summary>
    /// <param name="rows">Rows without line feeds, with their escape sequences.</param>
    /// <param name="bell">Ring.</param>
    public void PrintAbove(IEnumerable<string> rows, bool bell)
    {
        lock (_gate)
        {
            var text = new StringBuilder(IsSeen() ? EditLine.Erase : "");
            foreach (var row in rows)
                text.Append(row).Append("\r\n");
            if (bell)
                text.Append(Ansi.Bell);
            Draw(text.ToString());
        }
    }

    /// <summary>Takes an editing key.</summary>
    /// <returns>The whole line for <see cref="Key.Enter"/>; else null.</returns>
    public string? Press(KeyPress press, Func<string, int, (int Start, string Text)?> complete)
    {
        lock (_gate)
        {
            string? taken = null;
            switch (press.Key)
            {
                case Key.Enter:
                    taken = _line.Take();
                    break;
                case Key.ClearScreen:
                    Draw(Ansi.ClearScreen);
                    return null;
                case Key.Tab:
                    if (complete(_line.Text, _line.Cursor) is { } found)
                        _line.Replace(found.Start, _line.Cursor, found.Text);
                    break;
                default:
                    _line.Apply(press);
                    break;
            }

            Draw("");
            return taken;
        }
    }

    /// <summary>The line is empty: Ctrl-D leaves.</summary>
    public bool IsLineEmpty
    {
        get
        {
            lock (_gate)
                return _line.Text.Length == 0;
        }
    }

    /// <summary>Draws the last row anew: the terminal has another size, or was somebody else's for a while.</summary>
    public void Redraw()
    {
        lock (_gate)
            Draw("");
    }

    /// <summary>Takes the prompt away; nothing is drawn afterwards.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            if (IsSeen())
                terminal.Write(EditLine.Erase);
            terminal.Flush();
        }
    }

    private void Draw(string before)
    {
        if (_closed)
            return;
        terminal.Write(IsSeen() ? before + EditLine.Draw(_prompt, color ? Ansi.Bold : "", _line.Text, _line.Cursor, columns()) : before);
        terminal.Flush();
    }
}
