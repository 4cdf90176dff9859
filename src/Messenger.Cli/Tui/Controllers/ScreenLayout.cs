namespace Messenger.Cli.Tui.Controllers;

/// <summary>A part of the screen, in columns and rows; empty where there is no room for it.</summary>
internal readonly record struct Area(int Column, int Row, int Columns, int Rows)
{
    /// <summary>There is no room for it.</summary>
    public bool IsEmpty => Columns <= 0 || Rows <= 0;
}

/// <summary>Who gets which part of the screen. What matters less goes first where it is small: hints, people, buffers, title, status.</summary>
internal sealed record ScreenLayout
{
    private const int HintsFrom = 16, TitleFrom = 8, StatusFrom = 5;
    private const int BuffersFrom = 60, MembersFrom = 80;

    public Area Title { get; private init; }

    public Area Buffers { get; private init; }

    public Area LeftEdge { get; private init; }

    public Area Middle { get; private init; }

    public Area RightEdge { get; private init; }

    public Area Members { get; private init; }

    public Area Status { get; private init; }

    public Area Input { get; private init; }

    public Area Hints { get; private init; }

    /// <summary>Rows that the line to type in may have.</summary>
    public static int MostInputRows(int rows) => Math.Clamp(rows / 4, 1, 6);

    /// <summary>Divides a screen.</summary>
    /// <param name="columns">Of the screen.</param>
    /// <param name="rows">Of the screen.</param>
    /// <param name="inputRows">Rows that the line to type in needs.</param>
    /// <param name="hasMembers">There are people to show.</param>
    /// <param name="membersFocused">The list of people has the keys: it is seen, whatever the size.</param>
    public static ScreenLayout Of(int columns, int rows, int inputRows, bool hasMembers, bool membersFocused)
    {
        var title = rows >= TitleFrom ? 1 : 0;
        var status = rows >= StatusFrom ? 1 : 0;
        var hints = rows >= HintsFrom ? 1 : 0;
        var input = Math.Min(inputRows, MostInputRows(rows));
        var middleRows = Math.Max(0, rows - title - status - hints - input);

        var pane = columns >= 140 ? 24 : columns >= 100 ? 20 : 15;
        var left = columns >= BuffersFrom ? pane : 0;
        var right = hasMembers && columns >= MembersFrom ? pane : 0;
        var narrow = membersFocused && right == 0;
        var begin = left + (left > 0 ? 1 : 0);
        var end = columns - right - (right > 0 ? 1 : 0);
        return new()
        {
            Title = new(0, 0, columns, title),
            Buffers = new(0, title, left, middleRows),
            LeftEdge = new(left, title, begin - left, middleRows),
            Middle = narrow ? default : new(begin, title, end - begin, middleRows),
            RightEdge = new(end, title, columns - right - end, middleRows),
            Members = narrow ? new(begin, title, end - begin, middleRows) : new(columns - right, title, right, middleRows),
            Status = new(0, title + middleRows, columns, status),
            Input = new(0, title + middleRows + status, columns, input),
            Hints = new(0, rows - hints, columns, hints),
        };
    }
}
