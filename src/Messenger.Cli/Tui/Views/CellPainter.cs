using System.Drawing;
using System.Globalization;
using System.Text;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Controllers;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Messenger.Cli.Tui.Views;

/// <summary>
/// Writes rows straight into the cells of the screen, where the view may draw. Terminal.Gui's own way takes a lock, looks up the clip and the width,
/// and makes strings for every cell: on a large screen that is longer than a person waits for a key.
/// </summary>
/// <param name="theme">How pieces look.</param>
/// <param name="driver">Whose cells.</param>
/// <param name="origin">Where the view begins on the screen.</param>
/// <param name="columns">Columns of the view.</param>
internal sealed class CellPainter(Theme theme, IDriver driver, Point origin, int columns)
{
    private static readonly string[] Plain = [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => ((char)c).ToString())];

    private readonly Cell[,] _cells = driver.Contents!;
    private readonly Rectangle[] _seen = driver.Clip?.GetRectangles() ?? [];

    /// <summary>Paints a row from its first column to its last.</summary>
    /// <param name="row">What is on it.</param>
    /// <param name="at">Its number in the view.</param>
    public void Paint(ScreenRow row, int at)
    {
        var column = 0;
        foreach (var span in row.Spans)
        {
            if (!PaintText(span.Text, theme.Of(span, row.Selected), at, ref column))
                break;
        }

        var rest = theme.Of(new Span(""), row.Selected);
        while (column < columns)
            Put(" ", rest, column++, at);
    }

    // False: the row is full.
    private bool PaintText(string text, Attribute look, int row, ref int column)
    {
        for (var index = 0; index < text.Length;)
        {
            // A mark belongs to what stands before it.
            var plain = text[index] is >= ' ' and <= '~' && (index + 1 == text.Length || text[index + 1] <= '~');
            var length = plain ? 1 : StringInfo.GetNextTextElementLength(text, index);
            var width = plain ? 1 : TextWidth.OfElement(text.AsSpan(index, length));
            if (column + width > columns)
                return false;
            if (plain)
                Put(Plain[text[index] - ' '], look, column, row);
            else if (width > 0)
                PutWide(text.Substring(index, length).Normalize(NormalizationForm.FormC), width, look, column, row);
            column += width;
            index += length;
        }

        return true;
    }

    // What is half hidden is not drawn: a terminal would draw all of it.
    private void PutWide(string element, int width, Attribute look, int column, int row)
    {
        var whole = width == 1 || (IsSeen(column, row) && IsSeen(column + 1, row));
        Put(whole ? element : " ", look, column, row);
        if (width == 2)
            Put(" ", look, column + 1, row);
    }

    private void Put(string element, Attribute look, int column, int row)
    {
        if (IsSeen(column, row))
            _cells[origin.Y + row, origin.X + column] = new Cell(look, false, element);
    }

    private bool IsSeen(int column, int row)
    {
        foreach (var part in _seen)
        {
            if (part.Contains(origin.X + column, origin.Y + row))
                return true;
        }

        return false;
    }
}
