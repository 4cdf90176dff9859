using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tui.Controllers;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Tests.Tui;

public sealed class ScreenLayoutTests
{
    [Fact]
    public void Whatever_the_size_the_parts_cover_the_screen_and_do_not_overlap()
    {
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 70], Gen.Int[1, 9], Gen.Bool, Gen.Bool).Sample((columns, rows, input, members, focused) =>
        {
            var layout = ScreenLayout.Of(columns, rows, input, members, members && focused);
            var covered = new int[rows, columns];
            foreach (var area in (Area[])[layout.Title, layout.Buffers, layout.LeftEdge, layout.Middle, layout.RightEdge, layout.Members, layout.Status, layout.Input, layout.Hints])
            {
                if (area.IsEmpty)
                    continue;
                for (var row = area.Row; row < area.Row + area.Rows; row++)
                {
                    for (var column = area.Column; column < area.Column + area.Columns; column++)
                        covered[row, column]++;
                }
            }

            Assert.All(covered.Cast<int>(), c => Assert.Equal(1, c));
            Assert.False(layout.Input.IsEmpty);
        });
    }

    [Fact]
    public void What_is_typed_is_laid_out_in_rows_with_its_cursor_in_sight()
    {
        var line = new LineBuffer();
        line.Replace(0, 0, "aaaa漢bb\nccc");
        var input = InputRows.Of("> ", line, 6, 3);
        Assert.Equal(["> aaaa", "漢bb", "ccc"], input.Rows.Select(r => r.Text));
        Assert.Equal((3, 2), (input.Column, input.Row));
        line.Apply(new(Key.Home));
        Assert.Equal((2, 0), (InputRows.Of("> ", line, 6, 3).Column, InputRows.Of("> ", line, 6, 3).Row));
        line.Apply(new(Key.End));
        Assert.Equal(["ccc"], InputRows.Of("> ", line, 6, 1).Rows.Select(r => r.Text));
        line.Replace(0, line.Text.Length, "aaaa");
        // A full row: the cursor has the next.
        Assert.Equal((0, 1), (InputRows.Of("> ", line, 6, 3).Column, InputRows.Of("> ", line, 6, 3).Row));
    }

    [Fact]
    public void Any_text_in_the_line_is_drawn_within_its_columns()
    {
        Gen.Select(Gen.String, Gen.Int[2, 40], Gen.Int[1, 5]).Sample((text, columns, rows) =>
        {
            var line = new LineBuffer();
            line.Replace(0, 0, text);
            var input = InputRows.Of("lobby> ", line, columns, rows);
            Assert.All(input.Rows, r => Assert.True(TextWidth.Of(r.Text) <= columns && Platform.Text.SafeText.IsSafe(r.Text)));
            Assert.InRange(input.Column, 0, columns - 1);
            Assert.InRange(input.Row, 0, input.Rows.Count - 1);
        });
    }

    [Fact]
    public void A_list_keeps_the_chosen_entry_in_sight()
    {
        var cursor = new ListCursor();
        Gen.Int[0, 5].Select(i => new[] { Key.Up, Key.Down, Key.PageUp, Key.PageDown, Key.Oldest, Key.Newest }[i]).Array[1, 50].Sample(keys =>
        {
            foreach (var key in keys)
            {
                cursor.Press(new(key), 37);
                var seen = cursor.Seen(37, 10);
                Assert.InRange(cursor.Index, seen.Start.Value, seen.End.Value - 1);
                Assert.Equal(10, seen.End.Value - seen.Start.Value);
            }
        }, threads: 1);
        Assert.Equal(0..0, cursor.Seen(0, 10));
    }

    [Fact]
    public void Files_are_listed_by_folder_and_found_below_it()
    {
        var tree = new FileTree([File("b.txt", 1), File("a/x.txt", 2), File("a/deep/y.txt", 4), File("ab.txt", 8)]);
        Assert.Equal(["a 6 2", "ab.txt 8 1", "b.txt 1 1"], Shown(tree.List("", "")));
        Assert.Equal([".. 0 0", "deep 4 1", "x.txt 2 1"], Shown(tree.List("a", "")));
        Assert.Equal(["deep/y.txt 4 1"], Shown(tree.List("a", "Y.t")));
        Assert.Equal("a", tree.List("a/deep", "")[0].Path);
        Assert.True(tree.Has("a/deep"));
        Assert.False(tree.Has("a/x"));
    }

    [Fact]
    public void A_match_is_marked_wherever_it_stands()
    {
        var rows = LineRows.Of(new([new("<"), new("bob", SpanStyle.Name), new("> bobbing bob")]), 60, "bob");
        Assert.Equal(["bob", "bob", "bob"], rows[0].Spans.Where(s => s.Style == SpanStyle.Match).Select(s => s.Text));
        Assert.Equal("      <bob> bobbing bob", rows[0].Text);
    }

    private static FileEntry File(string path, long size) => new() { Path = path, Size = size };

    private static string[] Shown(IReadOnlyList<FileTreeEntry> entries) => [.. entries.Select(e => $"{e.Shown} {e.Size} {e.Files}")];
}
