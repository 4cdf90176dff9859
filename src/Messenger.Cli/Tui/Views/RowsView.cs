using System.Globalization;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Controllers;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace Messenger.Cli.Tui.Views;

/// <summary>Draws rows, and draws again only when they are others.</summary>
/// <param name="theme">How pieces look.</param>
internal sealed class RowsView(Theme theme) : View
{
    private IReadOnlyList<ScreenRow> _rows = [];

    /// <summary>Takes the row of a click.</summary>
    public Action<int>? Clicked { get; init; }

    /// <summary>Takes the row of a double click.</summary>
    public Action<int>? DoubleClicked { get; init; }

    /// <summary>Takes a turn of the wheel: up, or down.</summary>
    public Action<bool>? Wheeled { get; init; }

    /// <summary>Columns and rows that it has.</summary>
    public Area Area { get; private set; }

    /// <summary>Goes to its part of the screen; without one it is not seen.</summary>
    public void Place(Area area)
    {
        if (area == Area)
            return;
        Area = area;
        Visible = !area.IsEmpty;
        (X, Y, Width, Height) = (area.Column, area.Row, Math.Max(0, area.Columns), Math.Max(0, area.Rows));
        SetNeedsDraw();
    }

    /// <summary>Takes what there is to draw.</summary>
    public void Show(IReadOnlyList<ScreenRow> rows)
    {
        if (rows.SequenceEqual(_rows))
            return;
        _rows = rows;
        SetNeedsDraw();
    }

    /// <inheritdoc/>
    // Every cell is painted below.
    protected override bool OnClearingViewport() => true;

    /// <inheritdoc/>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (var row = 0; row < Area.Rows; row++)
            Paint(row < _rows.Count ? _rows[row] : ScreenRow.Empty, row);
        return true;
    }

    /// <inheritdoc/>
    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.IsDoubleClicked && mouse.Position is { } twice)
            DoubleClicked?.Invoke(twice.Y);
        else if (mouse.IsSingleClicked && mouse.Position is { } once)
            Clicked?.Invoke(once.Y);
        else if (mouse.IsWheel)
            Wheeled?.Invoke(mouse.Flags.HasFlag(MouseFlags.WheeledUp));
        return true;
    }

    private void Paint(ScreenRow row, int at)
    {
        var column = 0;
        foreach (var span in row.Spans)
        {
            SetAttribute(theme.Of(span, row.Selected));
            if (!PaintText(span.Text, at, ref column))
                break;
        }

        SetAttribute(theme.Of(new Span(""), row.Selected));
        Move(column, at);
        AddStr(new string(' ', Math.Max(0, Area.Columns - column)));
    }

    // Each character goes to the column that it was laid out for, whatever width Terminal.Gui takes it to have.
    private bool PaintText(ReadOnlySpan<char> text, int row, ref int column)
    {
        while (text.Length > 0)
        {
            var plain = text.IndexOfAnyExceptInRange(' ', '~');
            // A mark belongs to what stands before it.
            var length = plain < 0 ? text.Length : plain > 1 ? plain - 1 : StringInfo.GetNextTextElementLength(text);
            var width = plain is < 0 or > 1 ? length : TextWidth.OfElement(text[..length]);
            if (column + width > Area.Columns)
            {
                length = plain is < 0 or > 1 ? Area.Columns - column : 0;
                width = length;
                text = text[..length];
            }

            if (length <= 0)
                return false;
            Move(column, row);
            AddStr(text[..length].ToString());
            column += width;
            text = text[length..];
        }

        return true;
    }
}
