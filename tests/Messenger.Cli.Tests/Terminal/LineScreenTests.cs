using CsCheck;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Terminal;

public sealed class LineScreenTests
{
    [Fact]
    public void What_is_typed_stays_when_lines_arrive()
    {
        var terminal = new VirtualTerminal(40);
        var screen = new LineScreen(terminal, () => 40, color: true);
        screen.SetPrompt("lobby> ");
        Type(screen, "half a sen");
        screen.PrintAbove(["<bob> hi", "<bob> there"], bell: false);
        Type(screen, "tence");
        Assert.Equal(["<bob> hi", "<bob> there", "lobby> half a sentence"], terminal.Rows);
        Assert.Equal("lobby> half a sentence".Length, terminal.CursorColumn);
        Assert.Equal("half a sentence", screen.Press(new(Key.Enter), (_, _) => null));
        Assert.Equal("lobby>", terminal.Rows[^1]);
    }

    [Fact]
    public void While_a_shell_has_the_last_row_lines_are_printed_and_nothing_is_drawn()
    {
        var terminal = new VirtualTerminal(40);
        var seen = true;
        var screen = new LineScreen(terminal, () => 40, color: true) { IsSeen = () => seen };
        screen.SetPrompt("lobby> ");
        Type(screen, "half");
        seen = false;
        terminal.Write("\r\nshell> ");
        screen.SetPrompt("away> ");
        screen.PrintAbove(["<bob> hi"], bell: false);
        Assert.Equal(["lobby> half", "shell> <bob> hi", ""], terminal.Rows);
        seen = true;
        screen.Redraw();
        Assert.Equal("away> half", terminal.Rows[^1]);
    }

    [Fact]
    public void Closing_takes_the_prompt_away_and_nothing_is_drawn_after_it()
    {
        var terminal = new VirtualTerminal(40);
        var screen = new LineScreen(terminal, () => 40, color: false);
        screen.SetPrompt("x> ");
        screen.Close();
        screen.PrintAbove(["late"], bell: true);
        Assert.Equal([""], terminal.Rows);
        Assert.Equal(0, terminal.Bells);
    }

    [Fact]
    public void The_row_never_wraps_and_the_cursor_is_where_it_is_drawn()
    {
        var text = Gens.OneOf("a", "word ", "漢", "👩‍🚀", "\n", "\e[31m", "\u202e", "e\u0301").Array[0, 80].Select(string.Concat);
        Gen.Select(text, Gen.Int[0, 200], Gen.Int[12, 60]).Sample((line, at, columns) =>
        {
            var cursor = System.Globalization.StringInfo.ParseCombiningCharacters(line).Append(line.Length).LastOrDefault(s => s <= at);
            var terminal = new VirtualTerminal(columns);
            terminal.Write(EditLine.Draw("lobby> ", "", line, cursor, columns));
            return terminal.Rows.Count == 1 && terminal.CursorColumn < columns;
        });
    }

    [Fact]
    public void A_long_line_scrolls_so_that_the_cursor_is_seen()
    {
        var terminal = new VirtualTerminal(20);
        terminal.Write(EditLine.Draw("> ", "", "abcdefghijklmnopqrstuvwxyz", 26, 20));
        Assert.Equal("> ‹klmnopqrstuvwxyz", terminal.Rows[^1]);
        terminal.Write(EditLine.Draw("> ", "", "abcdefghijklmnopqrstuvwxyz", 0, 20));
        Assert.Equal("> abcdefghijklmnop›", terminal.Rows[^1]);
        Assert.Equal(2, terminal.CursorColumn);
    }

    private static void Type(LineScreen screen, string text) => screen.Press(new(Key.Text, text), (_, _) => null);
}
