using System.Text;
using CsCheck;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;

namespace Messenger.Cli.Tests.Terminal;

public sealed class KeyDecoderTests
{
    [Theory]
    [InlineData("\r", nameof(Key.Enter))]
    [InlineData("\n", nameof(Key.Enter))]
    [InlineData("\t", nameof(Key.Tab))]
    [InlineData("\u007f", nameof(Key.Backspace))]
    [InlineData("\b", nameof(Key.Backspace))]
    [InlineData("\u0001", nameof(Key.Home))]
    [InlineData("\u0004", nameof(Key.EndOfInput))]
    [InlineData("\u0005", nameof(Key.End))]
    [InlineData("\u000b", nameof(Key.KillToEnd))]
    [InlineData("\u000c", nameof(Key.ClearScreen))]
    [InlineData("\u0015", nameof(Key.KillToStart))]
    [InlineData("\u0017", nameof(Key.KillWordBack))]
    [InlineData("\u0019", nameof(Key.Yank))]
    [InlineData("\e[A", nameof(Key.Up))]
    [InlineData("\eOB", nameof(Key.Down))]
    [InlineData("\e[C", nameof(Key.Right))]
    [InlineData("\e[1;5C", nameof(Key.WordRight))]
    [InlineData("\e[1;3D", nameof(Key.WordLeft))]
    [InlineData("\e[H", nameof(Key.Home))]
    [InlineData("\e[4~", nameof(Key.End))]
    [InlineData("\e[3~", nameof(Key.Delete))]
    [InlineData("\e[5~", nameof(Key.PageUp))]
    [InlineData("\e[6~", nameof(Key.PageDown))]
    [InlineData("\e[1;5H", nameof(Key.Oldest))]
    [InlineData("\e[Z", nameof(Key.BackTab))]
    [InlineData("\u000e", nameof(Key.Next))]
    [InlineData("\u0010", nameof(Key.Previous))]
    [InlineData("\e[7;2~", nameof(Key.Home))]
    [InlineData("\e[99~", nameof(Key.None))]
    [InlineData("\e[200;1u", nameof(Key.None))]
    [InlineData("\eb", nameof(Key.WordLeft))]
    [InlineData("\ef", nameof(Key.WordRight))]
    [InlineData("\ed", nameof(Key.KillWordForward))]
    [InlineData("\e\r", nameof(Key.NewLine))]
    [InlineData("\e\u007f", nameof(Key.KillWordBack))]
    public void Keys_are_known(string bytes, string key) => Assert.Equal([new KeyPress(Enum.Parse<Key>(key))], Feed(bytes));

    [Theory]
    [InlineData("\eOP", nameof(Key.Function), "1")]
    [InlineData("\e[11~", nameof(Key.Function), "1")]
    [InlineData("\e[17~", nameof(Key.Function), "6")]
    [InlineData("\e[21~", nameof(Key.Function), "10")]
    [InlineData("\e7", nameof(Key.Alt), "7")]
    [InlineData("\eA", nameof(Key.Alt), "a")]
    [InlineData("\e[<0;12;3M", nameof(Key.Mouse), "0;12;3M")]
    public void Keys_with_a_number_or_a_letter_are_known(string bytes, string key, string text) =>
        Assert.Equal([new KeyPress(Enum.Parse<Key>(key), text)], Feed(bytes));

    [Fact]
    public void An_escape_that_nothing_follows_is_a_key()
    {
        var decoder = new KeyDecoder();
        Assert.Empty(decoder.Feed("\e"u8));
        Assert.Equal(new KeyPress(Key.Escape), decoder.TakeLoneEscape());
        Assert.Null(decoder.TakeLoneEscape());
        Assert.Empty(decoder.Feed("\e["u8));
        Assert.Null(decoder.TakeLoneEscape());
        Assert.Equal([new KeyPress(Key.Up)], decoder.Feed("A"u8));
        Assert.Empty(decoder.Feed("\e[200~\e"u8));
        Assert.Null(decoder.TakeLoneEscape());
    }

    [Fact]
    public void Nothing_in_a_paste_is_a_key()
    {
        var keys = Feed("a\e[200~one\r\ntwo\rthree\e[A\u0003\u0004/quit\r\e[201~\r");
        Assert.Equal([new(Key.Text, "a"), new(Key.Paste, "one\ntwo\nthree\e[A\u0003\u0004/quit\n"), new(Key.Enter)], keys);
    }

    [Fact]
    public void A_paste_is_bounded()
    {
        var keys = Feed("\e[200~" + new string('x', KeyDecoder.MaxPaste + 5_000) + "\e[201~y");
        Assert.Equal(KeyDecoder.MaxPaste, keys[0].Text.Length);
        Assert.Equal(new KeyPress(Key.Text, "y"), keys[1]);
    }

    [Fact]
    public void Sequences_may_be_cut_anywhere()
    {
        var piece = Gens.OneOf("ü", "漢", "👩‍🚀", "a", "\e[A", "\e[200~p\nq ü\e[201~", "\e[1;5D", "\r", "\eOH", "\eb", "\u0001");
        Gen.Select(piece.Array[1, 20].Select(string.Concat), Gen.Int[1, 7]).Sample((text, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var decoder = new KeyDecoder();
            var keys = bytes.Chunk(size).SelectMany(c => decoder.Feed(c)).ToArray();
            return Joined(keys).SequenceEqual(Joined(Feed(text)));
        });
    }

    [Fact]
    public void Garbage_is_survived()
    {
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            var decoder = new KeyDecoder();
            decoder.Feed(bytes);
            // Out of whatever it left open: the end of a paste, of a sequence, of a character.
            decoder.Feed("\e[201~"u8);
            decoder.Feed("xxxxxx"u8);
            return decoder.Feed("z"u8) is [{ Key: Key.Text, Text: "z" }];
        });
    }

    private static IReadOnlyList<KeyPress> Feed(string text) => new KeyDecoder().Feed(Encoding.UTF8.GetBytes(text));

    // Text may come in several pieces.
    private static IEnumerable<KeyPress> Joined(IEnumerable<KeyPress> keys)
    {
        var text = "";
        foreach (var key in keys)
        {
            if (key.Key == Key.Text)
            {
                text += key.Text;
                continue;
            }

            if (text.Length > 0)
                yield return new(Key.Text, text);
            text = "";
            yield return key;
        }

        if (text.Length > 0)
            yield return new(Key.Text, text);
    }
}
