using Messenger.Cli.Tui.Controllers;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;

namespace Messenger.Cli.Tui.Views;

/// <summary>A box in the middle of the screen with what an overlay says.</summary>
internal sealed class BoxView : View
{
    private readonly RowsView _rows;

    /// <summary>Not seen before it has something to show.</summary>
    public BoxView(Theme theme)
    {
        SetScheme(new Scheme(theme.Normal));
        BorderStyle = LineStyle.Rounded;
        Visible = false;
        _rows = new RowsView(theme);
        Add(_rows);
    }

    /// <summary>Shows an overlay.</summary>
    /// <param name="overlay">The overlay; null: none.</param>
    /// <param name="columns">Of the screen.</param>
    /// <param name="rows">Of the screen.</param>
    /// <returns>Where the cursor is; null: nowhere.</returns>
    public (int Column, int Row)? Show(IOverlay? overlay, int columns, int rows)
    {
        if (Visible != overlay is not null)
        {
            Visible = overlay is not null;
            SuperView?.SetNeedsDraw();
        }

        if (overlay is null)
            return null;
        var width = Math.Max(1, Math.Min(overlay.PreferredColumns, columns - 4));
        var content = overlay.Content(width, Math.Max(1, rows - 2));
        var height = Math.Min(content.Rows.Count, Math.Max(1, rows - 2));
        var (left, top) = (Math.Max(0, (columns - width - 4) / 2), Math.Max(0, (rows - height - 2) / 2));
        if (Title != overlay.Title || Frame.Width != width + 4 || Frame.Height != height + 2 || Frame.X != left || Frame.Y != top)
        {
            Title = overlay.Title;
            (X, Y, Width, Height) = (left, top, width + 4, height + 2);
            SuperView?.SetNeedsDraw();
        }

        _rows.Place(new(1, 0, width, height));
        _rows.Show(content.Rows);
        return content.Cursor is { } cursor ? (left + 2 + cursor.Column, top + 1 + cursor.Row) : null;
    }
}
