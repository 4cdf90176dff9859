using System.Text;
using CsCheck;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>What is a name, what is none and why, and how names compare.</summary>
public sealed class UserNameTests
{
    [Theory]
    [InlineData("Alice", "Alice", "alice")]
    [InlineData("Ａｌｉｃｅ", "Alice", "alice")]              // full width
    [InlineData("Aｌiｃe", "Alice", "alice")]                 // mixed width
    [InlineData("ﬁnn", "finn", "finn")]                      // ligature
    [InlineData("Ⅷ", "VIII", "viii")]
    [InlineData("𝓐𝓵𝓲𝓬𝓮", "Alice", "alice")]                  // mathematical script
    [InlineData("Rene\u0301", "René", "rené")]               // composed
    [InlineData("Straße", "Straße", "strasse")]              // full folding
    [InlineData("STRASSE", "STRASSE", "strasse")]
    [InlineData("ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("Σίσυφος", "Σίσυφος", "σίσυφοσ")]            // final sigma
    [InlineData("ᾳᾼ", "ᾳᾼ", "αιαι")]
    [InlineData("Пётр", "Пётр", "пётр")]
    [InlineData("Nguyễn", "Nguyễn", "nguyễn")]
    [InlineData("ｶﾞｷﾞ", "ガギ", "ガギ")]                       // half width
    [InlineData("田中さくら", "田中さくら", "田中さくら")]        // Han with Hiragana
    [InlineData("ラーメン屋", "ラーメン屋", "ラーメン屋")]
    [InlineData("김철수", "김철수", "김철수")]
    [InlineData("\u1100\u1175\u11B7", "김", "김")]            // conjoining jamo
    [InlineData("金철수", "金철수", "金철수")]                   // Han with Hangul
    [InlineData("王ㄅ", "王ㄅ", "王ㄅ")]                        // Han with Bopomofo
    [InlineData("प्रिया", "प्रिया", "प्रिया")]
    [InlineData("สมชาย", "สมชาย", "สมชาย")]
    [InlineData("བསྒྲུབས", "བསྒྲུབས", "བསྒྲུབས")]                // three marks of its own script
    [InlineData("محمد٢", "محمد٢", "محمد٢")]
    [InlineData("ᎠᎵᏏ", "ᎠᎵᏏ", "ᎠᎵᏏ")]                        // a living script of limited use
    [InlineData("_bob_", "_bob_", "_bob_")]
    [InlineData("a.b-c_d", "a.b-c_d", "a.b-c_d")]
    [InlineData("7", "7", "7")]
    [InlineData("c.--.d", "c.--.d", "c.--.d")]
    public void A_name_is_shown_in_NFKC_and_compared_folded(string raw, string display, string key)
    {
        Assert.True(UserName.TryParse(raw, out var name, out var error), error.ToString());
        Assert.Equal(NameError.None, error);
        Assert.Equal(display, name.Display);
        Assert.Equal(key, name.Key);
        Assert.Equal(display, name.ToString());
    }

    [Theory]
    [InlineData(null, nameof(NameError.Empty))]
    [InlineData("", nameof(NameError.Empty))]
    [InlineData(" ", nameof(NameError.ForbiddenCharacter))]
    [InlineData(" bob", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bob\n", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\0b", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u001B[31mb", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u007Fb", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u0085b", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u200Bb", nameof(NameError.ForbiddenCharacter))]          // zero-width space
    [InlineData("bo\u200Cb", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u200Db", nameof(NameError.ForbiddenCharacter))]          // zero-width joiner
    [InlineData("\u202Ebob", nameof(NameError.ForbiddenCharacter))]          // right-to-left override
    [InlineData("\u2066bob\u2069", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bob\u200F", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bo\u00ADb", nameof(NameError.ForbiddenCharacter))]          // soft hyphen
    [InlineData("bob\uFE0F", nameof(NameError.ForbiddenCharacter))]          // variation selector
    [InlineData("bob\u034F", nameof(NameError.ForbiddenCharacter))]          // grapheme joiner
    [InlineData("\uFEFFbob", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bob\U000E0041", nameof(NameError.ForbiddenCharacter))]      // tag
    [InlineData("\u3164", nameof(NameError.ForbiddenCharacter))]             // Hangul filler
    [InlineData("\u2800", nameof(NameError.ForbiddenCharacter))]             // blank Braille
    [InlineData("bob\u0378", nameof(NameError.ForbiddenCharacter))]          // unassigned
    [InlineData("bob\uE000", nameof(NameError.ForbiddenCharacter))]          // private use
    [InlineData("bob\uFFFF", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bob😀", nameof(NameError.ForbiddenCharacter))]
    [InlineData("bob@host", nameof(NameError.ForbiddenCharacter))]
    [InlineData("a/b", nameof(NameError.ForbiddenCharacter))]
    [InlineData("a／b", nameof(NameError.ForbiddenCharacter))]                // full width '/', after NFKC
    [InlineData("#bob", nameof(NameError.ForbiddenCharacter))]
    [InlineData("½", nameof(NameError.ForbiddenCharacter))]
    [InlineData("ﷺ", nameof(NameError.ForbiddenCharacter))]                  // expands to words with spaces
    [InlineData("𐌀𐌁", nameof(NameError.ForbiddenCharacter))]                 // a historic script
    [InlineData("\uD800bob", nameof(NameError.NotText))]
    [InlineData("bob\uD83D", nameof(NameError.NotText))]
    [InlineData("bob\uDE00\uD83D", nameof(NameError.NotText))]
    [InlineData("_", nameof(NameError.NoLetterOrDigit))]
    [InlineData("_.-_", nameof(NameError.NoLetterOrDigit))]
    [InlineData(".bob", nameof(NameError.BadEdge))]
    [InlineData("-bob", nameof(NameError.BadEdge))]
    [InlineData("bob.", nameof(NameError.BadEdge))]
    [InlineData("bob-", nameof(NameError.BadEdge))]
    [InlineData("．．", nameof(NameError.BadEdge))]                           // full width
    [InlineData("\u0301bob", nameof(NameError.LooseMark))]
    [InlineData("b_\u0301", nameof(NameError.LooseMark))]
    [InlineData("b1\u0301", nameof(NameError.LooseMark))]
    [InlineData("b\u0301\u0302\u0303", nameof(NameError.TooManyMarks))]
    [InlineData("b\u0302\u0302", nameof(NameError.TooManyMarks))]            // the same twice
    [InlineData("Αlice", nameof(NameError.MixedScripts))]                    // Greek capital alpha
    [InlineData("pаypal", nameof(NameError.MixedScripts))]                   // Cyrillic а
    [InlineData("Bobコ", nameof(NameError.MixedScripts))]
    [InlineData("한ひ", nameof(NameError.MixedScripts))]                      // Hangul with Hiragana
    [InlineData("ㄅひ", nameof(NameError.MixedScripts))]
    [InlineData("bob\u093F", nameof(NameError.MixedScripts))]                // a Devanagari sign on a Latin letter
    [InlineData("bob٢", nameof(NameError.MixedScripts))]
    [InlineData("محمد1٢", nameof(NameError.MixedDigits))]
    [InlineData("محمد٢۳", nameof(NameError.MixedDigits))]                    // Arabic and Persian digits
    public void What_is_no_name_is_refused_with_its_reason(string? raw, string expected)
    {
        Assert.False(UserName.TryParse(raw, out var name, out var error));
        Assert.Null(name);
        Assert.Equal(expected, error.ToString());
    }

    [Theory]
    [InlineData("a", 32)]                // characters
    [InlineData("é", 32)]
    [InlineData("e\u0301", 32)]          // decomposed as typed, 64 units
    [InlineData("각", 32)]
    [InlineData("𑄃", 32)]                // 4 bytes each: both limits at once
    [InlineData("\u1100\u1161\u11A8", 32)]
    [InlineData("कि", 21)]               // bytes: 6 each
    public void Length_is_bounded_in_characters_and_in_bytes(string character, int most)
    {
        Assert.True(UserName.TryParse(Repeat(character, most), out _, out var error), error.ToString());
        Assert.False(UserName.TryParse(Repeat(character, most + 1), out _, out error));
        Assert.Equal(NameError.TooLong, error);
    }

    [Fact]
    public void A_name_of_exactly_128_bytes_is_one_and_of_129_none()
    {
        var most = Repeat("कि", 21) + "11";
        Assert.Equal(NameRules.MaxBytes, Encoding.UTF8.GetByteCount(most));
        Assert.True(UserName.TryParse(most, out _, out _));
        Assert.False(UserName.TryParse(most + "1", out _, out var error));
        Assert.Equal(NameError.TooLong, error);
    }

    [Fact]
    public void Marks_on_a_letter_are_bounded()
    {
        Assert.True(UserName.TryParse("x\u0301\u0302", out _, out _));
        Assert.True(UserName.TryParse("x\u0301\u0302x\u0301\u0302", out _, out _));
        Assert.False(UserName.TryParse("x\u0301\u0302\u0303", out _, out _));
        Assert.True(UserName.TryParse("ཀ\u0FB2\u0F71\u0F72\u0F7E", out _, out var error), error.ToString());
        Assert.False(UserName.TryParse("ཀ\u0FB2\u0FB3\u0F71\u0F72\u0F7E", out _, out _));
    }

    [Theory]
    [InlineData('a')]
    [InlineData('\0')]
    [InlineData('\u0301')]
    [InlineData('\uD800')]
    [InlineData('ﷺ')]
    public void A_megabyte_is_refused_before_any_work(char filling)
    {
        var huge = new string(filling, 1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(UserName.TryParse(huge, out _, out var error));
        Assert.False(RoomName.TryParse(huge, out _, out _));
        Assert.False(RoomName.TryParse(string.Concat("#", huge), out _, out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 3 << 20, "Only the test's own copy is made.");
        Assert.Equal(NameError.TooLong, error);
    }

    [Fact]
    public void Any_text_gives_a_name_or_a_reason_and_a_name_reads_as_itself()
    {
        NameGen.AnyText.Sample(text =>
        {
            if (!UserName.TryParse(text, out var name, out var error))
                return name is null && error != NameError.None;
            return UserName.TryParse(name.Display, out var again, out _)
                && again.Display == name.Display && again.Key == name.Key && again.Skeleton == name.Skeleton
                && Encoding.UTF8.GetByteCount(name.Display) is > 0 and <= NameRules.MaxBytes;
        }, iter: 20_000);
    }

    [Fact]
    public void Letters_of_one_script_are_a_name_whose_key_is_a_fixed_point()
    {
        NameGen.Valid.Sample(text =>
        {
            Assert.True(UserName.TryParse(text, out var name, out var error), error.ToString());
            return NameForm.Of(name.Key).Key == name.Key;
        }, iter: 5_000);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_equal()
    {
        Assert.True(UserName.TryParse("ΝΊΝΑ", out var upper, out _));
        Assert.True(UserName.TryParse("νίνα", out var lower, out _));
        Assert.True(upper.Equals(lower));
        Assert.Equal(upper.GetHashCode(), lower.GetHashCode());
        Assert.False(upper.PosesAs(lower));
        Assert.False(upper.Equals(null));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
