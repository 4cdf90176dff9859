using System.Drawing;
using System.Globalization;
using Terminal.Gui.Input;

namespace Messenger.Cli.Tui.Screen;

/// <summary>What a terminal reports of the mouse (SGR 1006), as Terminal.Gui takes it.</summary>
internal static class MouseReports
{
    /// <summary>Asks a terminal for reports.</summary>
    public const string Begin = "\e[?1000h\e[?1006h";

    /// <summary>Gives the mouse back.</summary>
    public const string End = "\e[?1006l\e[?1000l";

    /// <summary>Reads a report.</summary>
    /// <param name="report"><c>button;column;row</c>, then <c>M</c> or, for a release, <c>m</c>.</param>
    /// <returns>Null for one that means nothing here.</returns>
    public static Mouse? Read(string report)
    {
        var numbers = report[..^1].Split(';');
        if (numbers.Length != 3 || !TryRead(numbers[0], out var button) || !TryRead(numbers[1], out var column) || !TryRead(numbers[2], out var row))
            return null;
        MouseFlags? flags = (button, report[^1]) switch
        {
            (0, 'M') => MouseFlags.LeftButtonPressed,
            (0, 'm') => MouseFlags.LeftButtonReleased,
            (64, _) => MouseFlags.WheeledUp,
            (65, _) => MouseFlags.WheeledDown,
            _ => null,
        };
        return flags is { } known ? new Mouse { Flags = known, ScreenPosition = new Point(column - 1, row - 1) } : null;
    }

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
