using System.Drawing;
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
        var painter = new CellPainter(theme, App!.Driver!, ViewportToScreen(Point.Empty), Area.Columns);
        for (var row = 0; row < Area.Rows; row++)
            painter.Paint(row < _rows.Count ? _rows[row] : ScreenRow.Empty, row);
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
}
