using CsCheck;
using Messenger.Platform.Text;

namespace Messenger.Platform.Tests.Text;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("\e[2J\a", @"\x1b[2J\x07", "[2J")]
    [InlineData("a\u009bb\u007fc\u0085", @"a\x9bb\x7fc\x85", "abc")]
    [InlineData("evil\u202efdp.exe", @"evil\u202efdp.exe", "evilfdp.exe")]
    [InlineData("\u2066a\u2069\u200e\u200f\u061c", @"\u2066a\u2069\u200e\u200f\u061c", "a")]
    [InlineData("a\u200bb\u2060c\ufeffd\u00ade", @"a\u200bb\u2060c\ufeffd\xade", "abcde")]
    [InlineData("line\u2028par\u2029", @"line\u2028par\u2029", "linepar")]
    [InlineData("\U000e0041x\U000e007f", @"\U000e0041x\U000e007f", "x")]
    [InlineData("\u3164\u115fname\uffa0", @"\u3164\u115fname\uffa0", "name")]
    [InlineData("a\r\n\tb", @"a\r\n\tb", "ab")]
    [InlineData("a\0b\ufffe", @"a\x00b\ufffe", "ab")]
    public void What_could_act_on_a_terminal_is_shown_as_an_escape_or_removed(string text, string shown, string stripped)
    {
        Assert.Equal(shown, SafeText.Show(text));
        Assert.Equal(stripped, SafeText.Strip(text));
        Assert.False(SafeText.IsSafe(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_an_escape_or_removed()
    {
        Assert.Equal(@"a\ud83db", SafeText.Show("a\ud83db"));
        Assert.Equal(@"\ude00", SafeText.Show("\ude00"));
        Assert.Equal("ab", SafeText.Strip("a\ud83db"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain ASCII ~ text")]
    [InlineData("Grüße, Αθήνα, Москва, 日本語, 한국어, עברית, العربية")]
    [InlineData("e\u0301 and nai\u0308ve")]
    [InlineData("👍🏽 ❤️ 🇩🇪 1️⃣")]
    [InlineData("👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🧑‍⚕️ ❤️‍🔥 🙂‍↔️")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष and क्\u200cष")]
    [InlineData("Zalgo h\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307")]
    public void Text_of_any_language_and_emoji_stay_the_same_object(string text)
    {
        Assert.Same(text, SafeText.Show(text));
        Assert.Same(text, SafeText.Strip(text));
        Assert.True(SafeText.IsSafe(text));
    }

    [Theory]
    [InlineData("a\u200db", "ab")]
    [InlineData("Al\u200cice", "Alice")]
    [InlineData("\u200d👧", "👧")]
    [InlineData("👩\u200d", "👩")]
    [InlineData("👩\u200da", "👩a")]
    [InlineData("👩\u200c👧", "👩👧")]
    [InlineData("👩\u200d\u200d👧", "👩\u200d👧")]
    [InlineData("ۯ\u200c\u061cx", "ۯx")]
    public void A_joiner_that_joins_nothing_is_removed(string text, string stripped) => Assert.Equal(stripped, SafeText.Strip(text));

    [Theory]
    [InlineData(LayoutCharacters.None, "ab c", @"a\nb\t c\r")]
    [InlineData(LayoutCharacters.LineFeeds, "a\nb c", "a\nb\\t c\\r")]
    [InlineData(LayoutCharacters.Tabs, "ab\t c", "a\\nb\t c\\r")]
    [InlineData(LayoutCharacters.All, "a\nb\t c", "a\nb\t c\\r")]
    public void Layout_characters_stay_only_where_they_are_wanted(LayoutCharacters keep, string stripped, string shown)
    {
        Assert.Equal(stripped, SafeText.Strip("a\nb\t c\r", keep));
        Assert.Equal(shown, SafeText.Show("a\nb\t c\r", keep));
    }

    [Fact]
    public void The_ninth_combining_mark_in_a_row_and_all_after_it_become_one_ellipsis()
    {
        var eight = "e" + new string('\u0301', SafeText.MaxMarks);
        Assert.Same(eight, SafeText.Show(eight));
        Assert.Equal(eight + "…", SafeText.Show(eight + "\u0301"));
        Assert.Equal(eight + "…x", SafeText.Strip(eight + new string('\u0301', 10_000) + "x"));
    }

    [Fact]
    public void A_removed_character_does_not_begin_a_new_row_of_marks()
    {
        var marks = new string('\u0301', SafeText.MaxMarks);
        Assert.Equal($"e{marks}…", SafeText.Strip($"e{marks}\u200b{marks}"));
    }

    [Fact]
    public void Whatever_comes_in_the_result_is_safe_and_cleaning_it_again_changes_nothing()
    {
        var scalar = Gen.OneOf(
            Gen.Int[0, 0x9f],
            Gen.Int[0x2000, 0x206f],
            Gen.Int[0x300, 0x36f],
            Gen.Int[0x600, 0x6ff],
            Gen.Int[0xd800, 0xdfff],
            Gen.Int[0x1f300, 0x1f9ff],
            Gen.Int[0xe0000, 0xe007f],
            Gen.OneOf(Gen.Const(0x200c), Gen.Const(0x200d), Gen.Const(0xfe0f), Gen.Const(0x301)),
            Gen.Int[0, 0x10ffff]);
        scalar.Array[0, 40].Select(ToText).Sample(text =>
        {
            foreach (var keep in (LayoutCharacters[])[LayoutCharacters.None, LayoutCharacters.All])
            {
                var stripped = SafeText.Strip(text, keep);
                var shown = SafeText.Show(text, keep);
                Assert.Same(stripped, SafeText.Strip(stripped, keep));
                Assert.Same(shown, SafeText.Show(shown, keep));
                Assert.DoesNotContain(stripped + shown, c => char.IsControl(c) && (keep == LayoutCharacters.None || c is not ('\n' or '\t')));
                Assert.DoesNotContain(stripped + shown, c => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200b' or '\ufeff');
            }
        }, iter: 20_000, seed: "0000KOIPe036");
    }

    private static string ToText(int[] values) =>
        string.Concat(values.Select(v => v is >= 0xd800 and <= 0xdfff ? ((char)v).ToString() : char.ConvertFromUtf32(v)));
}
