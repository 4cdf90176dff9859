using System.Globalization;
using System.Text;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>The generated tables, against .NET's own categories and against themselves, over every code point.</summary>
public sealed class UnicodeTablesTests
{
    [Fact]
    public void The_alphabet_is_letters_marks_and_decimal_digits_in_NFKC()
    {
        Assert.InRange(NameGen.Alphabet.Length, 110_000, 130_000);
        foreach (var rune in NameGen.Alphabet)
        {
            var (kind, scripts) = UnicodeTables.Character(rune);
            Assert.Equal(Expected(Rune.GetUnicodeCategory(rune)), kind == CharacterKind.Accent ? CharacterKind.Mark : kind);
            Assert.False(scripts.IsEmpty);
            Assert.Equal(rune.ToString(), Normalization.Nfkc(rune.ToString()));
        }
    }

    [Fact]
    public void Skeletons_are_decomposed_and_have_one_shape_for_i_l_and_1()
    {
        foreach (var rune in NameGen.Alphabet)
        {
            var skeleton = NameForm.Of(rune.ToString()).Skeleton;
            Assert.Equal(Normalization.Nfkd(skeleton), Normalization.Nfkd(Normalization.Nfkc(skeleton)));
            Assert.DoesNotContain(skeleton, c => c is 'i' or 'I' or '1' or '0' or 'm' or (>= 'A' and <= 'Z'));
        }
    }

    [Fact]
    public void A_key_has_no_capital_left()
    {
        foreach (var rune in NameGen.Alphabet)
        {
            var key = NameForm.Of(rune.ToString()).Key;
            Assert.Equal(NameForm.Of(key).Key, key);
            Assert.Equal(key, NameForm.Of(Normalization.Nfkc(Rune.ToUpperInvariant(rune).ToString())).Key);
        }
    }

    [Fact]
    public void The_ends_of_the_tables_can_be_asked_for()
    {
        foreach (var c in new[] { 0, 0x10FFFF })
        {
            var rune = new Rune(c);
            Assert.Equal(CharacterKind.None, UnicodeTables.Character(rune).Kind);
            Assert.Equal(0, UnicodeTables.CombiningClass(rune));
            Assert.True(UnicodeTables.Decomposition(rune).IsEmpty && UnicodeTables.Folding(rune).IsEmpty && UnicodeTables.Shape(rune).IsEmpty);
            Assert.Null(UnicodeTables.Compose(rune, rune));
        }
    }

    private static CharacterKind Expected(UnicodeCategory category) => category switch
    {
        UnicodeCategory.DecimalDigitNumber => CharacterKind.Digit,
        UnicodeCategory.SpacingCombiningMark => CharacterKind.SpacingMark,
        UnicodeCategory.NonSpacingMark => CharacterKind.Mark,
        <= UnicodeCategory.OtherLetter => CharacterKind.Letter,
        _ => CharacterKind.None,
    };
}
