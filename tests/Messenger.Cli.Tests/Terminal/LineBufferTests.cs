using System.Globalization;
using CsCheck;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Terminal;

public sealed class LineBufferTests
{
    [Theory]
    [InlineData("hello world", "Home:Delete", "|ello world")]
    [InlineData("hello world", "KillWordBack", "hello |")]
    [InlineData("hello world  ", "KillWordBack", "hello |")]
    [InlineData("hello world", "WordLeft,KillToStart,End,Yank", "worldhello |")]
    [InlineData("hello world", "Home,WordRight,KillToEnd", "hello|")]
    [InlineData("hello world", "Home,KillWordForward,Yank,Yank", "hellohello| world")]
    [InlineData("ab", "Transpose", "ba|")]
    [InlineData("abc", "Left,Transpose", "acb|")]
    [InlineData("e\u0301👩‍🚀", "Backspace", "e\u0301|")]
    [InlineData("e\u0301👩‍🚀", "Left,Left,Delete", "|👩‍🚀")]
    [InlineData("", "Backspace,Left,Delete,Right,KillWordBack,Transpose", "|")]
    [InlineData("a", "NewLine", "a\n|")]
    public void Keys_edit_as_readline_does(string text, string keys, string expected)
    {
        var line = new LineBuffer();
        line.Apply(new(Key.Text, text));
        foreach (var key in keys.Split(',', ':'))
            Assert.True(line.Apply(new(Enum.Parse<Key>(key))));
        Assert.Equal(expected, line.Text.Insert(line.Cursor, "|"));
    }

    [Fact]
    public void History_keeps_the_draft_and_no_doubles()
    {
        var line = new LineBuffer();
        foreach (var text in (string[])["one", "two", "two", ""])
        {
            line.Apply(new(Key.Text, text));
            Assert.Equal(text, line.Take());
        }

        line.Apply(new(Key.Text, "draft"));
        Assert.Equal(["two", "one", "one", "two", "draft", "draft"], new[] { Key.Up, Key.Up, Key.Up, Key.Down, Key.Down, Key.Down }.Select(k =>
        {
            line.Apply(new(k));
            return line.Text;
        }));
    }

    [Fact]
    public void A_line_is_bounded()
    {
        var line = new LineBuffer();
        line.Apply(new(Key.Paste, new string('x', LineBuffer.MaxLength + 10)));
        line.Apply(new(Key.Text, "y"));
        Assert.Equal(LineBuffer.MaxLength, line.Text.Length);
    }

    [Fact]
    public void The_cursor_never_stands_inside_a_character()
    {
        var press = Gen.OneOf(
            Gens.OneOf("a", " ", "漢", "👩‍🚀", "e\u0301").Select(t => new KeyPress(Key.Text, t)),
            Gen.Enum<Key>().Where(k => k is not (Key.Text or Key.Paste)).Select(k => new KeyPress(k)));
        press.Array[1, 60].Sample(presses =>
        {
            var line = new LineBuffer();
            foreach (var p in presses)
            {
                line.Apply(p);
                var starts = StringInfo.ParseCombiningCharacters(line.Text).Append(line.Text.Length);
                if (!starts.Contains(line.Cursor))
                    return false;
            }

            return true;
        });
    }
}
