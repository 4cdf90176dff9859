using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Cli.Tui.Screen;
using Messenger.Cli.Tui.Views;
using Terminal.Gui.Drawing;

namespace Messenger.Cli.Tests.Tui;

public sealed class TerminalScreenTests
{
    private const int Columns = 12, Rows = 3;
    private readonly Theme _theme = new(ColorDepth.None);

    [Fact]
    public void Whatever_was_shown_before_the_terminal_comes_to_show_the_cells()
    {
        var piece = Gens.OneOf("a", "b", " ", "漢", "é", "👩‍🚀", "ü");
        Gen.Select(piece.Array[Rows * Columns].List[1, 6], Gen.Int[0, 1]).Sample((frames, _) =>
        {
            var screen = new TerminalScreen(_theme);
            var terminal = new FrameReader(Columns, Rows);
            foreach (var frame in frames)
            {
                var cells = Cells(frame);
                terminal.Read(screen.Frame(cells, null, bell: false));
                for (var row = 0; row < Rows; row++)
                    Assert.Equal(Expected(cells, row), terminal.Row(row));
            }
        }, iter: 300);
    }

    [Fact]
    public void Only_what_has_changed_is_written()
    {
        var screen = new TerminalScreen(_theme);
        var cells = Cells([.. Enumerable.Repeat("a", Rows * Columns)]);
        screen.Frame(cells, (3, 1), bell: false);
        Assert.Equal("\e[?25l\e[2;4H\e[?25h", screen.Frame(cells, (3, 1), bell: false));
        cells[2, 5] = cells[2, 5] with { Grapheme = "b" };
        Assert.Equal("\e[?25l\e[3;6H\e[0mb", screen.Frame(cells, null, bell: false));
        screen.Forget();
        Assert.Contains("aaaaaaaaaaaa", screen.Frame(cells, null, bell: true));
    }

    [Fact]
    public void The_bell_rings_and_the_cursor_is_where_it_belongs()
    {
        var terminal = new FrameReader(Columns, Rows);
        terminal.Read(new TerminalScreen(_theme).Frame(Cells([.. Enumerable.Repeat("x", Rows * Columns)]), (7, 2), bell: true));
        Assert.Equal((7, 2), terminal.Cursor);
        Assert.True(terminal.ShowsCursor);
        Assert.Equal(1, terminal.Bells);
    }

    [Fact]
    public void Colours_are_those_that_the_terminal_has()
    {
        Assert.Equal(ColorDepth.None, Theme.DepthOf(color: false, _ => "xterm-256color"));
        Assert.Equal(ColorDepth.TwoHundredAndFiftySix, Theme.DepthOf(true, v => v == "TERM" ? "xterm-256color" : null));
        Assert.Equal(ColorDepth.Sixteen, Theme.DepthOf(true, v => v == "TERM" ? "linux" : null));
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"name{i}")];
        Assert.All(Sequences(ColorDepth.None, names), s => Assert.DoesNotMatch(";3[0-9]|;9[0-9]|;38", s));
        Assert.All(Sequences(ColorDepth.Sixteen, names), s => Assert.Matches("^\e.0;(3[0-7]|9[0-7])m$", s));
        Assert.All(Sequences(ColorDepth.TwoHundredAndFiftySix, names), s => Assert.Matches("^\e.0;38;5;[0-9]+m$", s));
        Assert.True(Sequences(ColorDepth.TwoHundredAndFiftySix, names).Distinct().Count() > 40);
        var theme = new Theme(ColorDepth.Sixteen);
        Assert.Equal(theme.Of(new("Bob", SpanStyle.Name), false), theme.Of(new("bob", SpanStyle.Name), false));
        Assert.Contains(";7", theme.SequenceOf(theme.Of(new("x"), selected: true)));
    }

    private static IEnumerable<string> Sequences(ColorDepth depth, string[] names)
    {
        var theme = new Theme(depth);
        return names.Select(n => theme.SequenceOf(theme.Of(new Span(n, SpanStyle.Name), selected: false)));
    }

    // As Terminal.Gui leaves them: what stands behind a wide character stays there.
    private Cell[,] Cells(string[] pieces)
    {
        var cells = new Cell[Rows, Columns];
        for (var i = 0; i < pieces.Length; i++)
        {
            var last = i % Columns == Columns - 1;
            cells[i / Columns, i % Columns] = new Cell(_theme.Normal, true, last && TextWidth.OfElement(pieces[i]) == 2 ? " " : pieces[i]);
        }

        return cells;
    }

    private static string Expected(Cell[,] cells, int row)
    {
        var text = "";
        for (var column = 0; column < Columns; column++)
        {
            text += cells[row, column].Grapheme;
            if (TextWidth.OfElement(cells[row, column].Grapheme) == 2)
                column++;
        }

        return text.TrimEnd();
    }
}
