using System.Globalization;
using System.Text;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Views;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Messenger.Cli.Tui.Screen;

/// <summary>Brings cells to a terminal: only what is another than what it shows, in one write a frame.</summary>
/// <param name="theme">The sequences of attributes.</param>
internal sealed class TerminalScreen(Theme theme)
{
    /// <summary>What makes a terminal ours: its second screen, without a cursor and without wrapping.</summary>
    public const string Begin = "\e[?1049h\e[?2004h\e[?7l\e[?25l\e[0m\e[H\e[2J";

    /// <summary>What gives it back.</summary>
    public const string End = MouseReports.End + "\e[?2004l\e[?7h\e[0m\e[?25h\e[?1049l";

    private readonly StringBuilder _frame = new();
    private (string? Text, Attribute Look)[,] _shown = new (string?, Attribute)[0, 0];
    private Attribute? _look;

    /// <summary>What the terminal shows is not known any more: the next frame draws all.</summary>
    public void Forget() => _shown = new (string?, Attribute)[0, 0];

    /// <summary>The sequences that bring the terminal to show cells.</summary>
    /// <param name="cells">Rows and columns of cells.</param>
    /// <param name="cursor">Column and row of the cursor; null: hidden.</param>
    /// <param name="bell">Ring.</param>
    public string Frame(Cell[,] cells, (int Column, int Row)? cursor, bool bell)
    {
        var (rows, columns) = (cells.GetLength(0), cells.GetLength(1));
        _frame.Clear().Append("\e[?25l");
        if (_shown.GetLength(0) != rows || _shown.GetLength(1) != columns)
        {
            _shown = new (string?, Attribute)[rows, columns];
            _frame.Append("\e[0m\e[2J");
        }

        _look = null;
        for (var row = 0; row < rows; row++)
            AppendRow(cells, row, columns);
        if (bell)
            _frame.Append('\a');
        if (cursor is { } place)
        {
            Go(place.Column, place.Row);
            _frame.Append("\e[?25h");
        }

        return _frame.ToString();
    }

    private void AppendRow(Cell[,] cells, int row, int columns)
    {
        var at = -1; // Where the terminal's cursor is, where that is known.
        for (var column = 0; column < columns; column++)
        {
            var cell = cells[row, column];
            var text = cell.Grapheme.Length == 0 ? " " : cell.Grapheme;
            var look = cell.Attribute ?? theme.Normal;
            var plain = text is [>= ' ' and <= '~'];
            var width = plain ? 1 : Math.Max(1, TextWidth.OfElement(text));
            var wide = width == 2 && column + 1 < columns;
            if (_shown[row, column] != (text, look) || (wide && _shown[row, column + 1].Text is not null))
            {
                if (at != column)
                    Go(column, row);
                if (look != _look)
                    _frame.Append(theme.SequenceOf(look));
                _look = look;
                _frame.Append(text);
                _shown[row, column] = (text, look);
                // Terminals disagree about widths: behind anything unusual the place is said anew.
                at = plain ? column + 1 : -1;
            }

            if (wide)
                _shown[row, ++column] = default;
        }
    }

    private void Go(int column, int row) => _frame.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");
}
