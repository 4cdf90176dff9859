using System.Globalization;
using CsCheck;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>Sentences about names: they say what and what to do, and carry nothing hostile.</summary>
public sealed class NameErrorsTests
{
    [Theory]
    [InlineData("bob@host", "A name cannot contain '@' (U+0040): use letters, digits, '-', '_' and '.'.")]
    [InlineData("#bob", "A name cannot contain '#' (U+0023): use letters, digits, '-', '_' and '.'.")]
    [InlineData("bob smith", "A name cannot contain a space: use letters, digits, '-', '_' and '.'.")]
    [InlineData("\u001B[31mbob", "A name cannot contain a control character (U+001B): use letters, digits, '-', '_' and '.'.")]
    [InlineData("bob\u202E", "A name cannot contain an invisible character (U+202E): use letters, digits, '-', '_' and '.'.")]
    [InlineData("bob\u3164", "A name cannot contain an invisible character (U+1160): use letters, digits, '-', '_' and '.'.")]
    [InlineData("bob\u034F", "A name cannot contain the mark U+034F: use letters, digits, '-', '_' and '.'.")]
    [InlineData("bob\u0378", "A name cannot contain an unknown character (U+0378): use letters, digits, '-', '_' and '.'.")]
    [InlineData("Αlice", "A name is written in one script, and this one mixes Greek with Latin ('l' (U+006C)): use the letters of one.")]
    [InlineData("田中ひken", "A name is written in one script, and this one mixes Japanese with Latin ('k' (U+006B)): use the letters of one.")]
    [InlineData("-bob", "A name cannot begin or end with '-' or '.': leave it out, or use '_'.")]
    public void A_sentence_says_what_is_wrong(string raw, string sentence)
    {
        Assert.False(UserName.TryParse(raw, out _, out var error));
        Assert.Equal(sentence, NameErrors.Describe(error, raw));
    }

    [Fact]
    public void A_room_with_its_sign_is_told_of_the_other_character()
    {
        Assert.False(RoomName.TryParse("#a b", out _, out var error));
        Assert.Contains("a space", NameErrors.Describe(error, "#a b"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_has_a_sentence_of_its_own_even_for_the_wrong_text()
    {
        string?[] texts = [null, "", "bob", "\uD800", new string('\u001B', 1 << 20)];
        foreach (var text in texts)
        {
            var sentences = Enum.GetValues<NameError>().Select(e => NameErrors.Describe(e, text)).ToList();
            Assert.Equal(sentences.Count, sentences.Distinct().Count());
            Assert.All(sentences, s => Assert.InRange(s.Length, 20, 200));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => NameErrors.Describe((NameError)255, "bob"));
    }

    [Fact]
    public void No_sentence_carries_what_steers_or_hides()
    {
        NameGen.AnyText.Sample(text =>
        {
            UserName.TryParse(text, out _, out var error);
            return !NameErrors.Describe(error, text).EnumerateRunes().Any(r => System.Text.Rune.GetUnicodeCategory(r) is
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
        }, iter: 20_000);
    }
}
