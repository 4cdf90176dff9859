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
            var general = kind == CharacterKind.Accent ? CharacterKind.Mark : kind;
            if (general != Expected(Rune.GetUnicodeCategory(rune)) || scripts.IsEmpty || Normalization.Nfkc(rune.ToString()) != rune.ToString())
                Assert.Fail($"U+{rune.Value:X4} {kind} {scripts.Bits:X}");
        }
    }

    [Fact]
    public void Skeletons_are_decomposed_and_have_one_shape_for_i_l_and_1()
    {
        foreach (var rune in NameGen.Alphabet)
        {
            var skeleton = NameForm.Of(rune.ToString()).Skeleton;
            if (skeleton.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0 || skeleton.AsSpan().ContainsAny("i10m") || NotDecomposed(skeleton))
                Assert.Fail($"U+{rune.Value:X4} {skeleton}");
        }
    }

    [Fact]
    public void A_key_has_no_capital_left()
    {
        foreach (var rune in NameGen.Alphabet)
        {
            var key = NameForm.Of(rune.ToString()).Key;
            var upper = Rune.ToUpperInvariant(rune);
            if (NameForm.Of(key).Key != key || (upper != rune && NameForm.Of(Normalization.Nfkc(upper.ToString())).Key != key))
                Assert.Fail($"U+{rune.Value:X4} {key}");
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

    // Canonically: a shape may hold a sign that only compatibility would replace.
    private static bool NotDecomposed(string skeleton) =>
        skeleton.EnumerateRunes().Any(r => NameGen.IsInAlphabet(r) && Normalization.Nfkd(r.ToString()) != r.ToString());

    private static CharacterKind Expected(UnicodeCategory category) => category switch
    {
        UnicodeCategory.DecimalDigitNumber => CharacterKind.Digit,
        UnicodeCategory.SpacingCombiningMark => CharacterKind.SpacingMark,
        UnicodeCategory.NonSpacingMark => CharacterKind.Mark,
        <= UnicodeCategory.OtherLetter => CharacterKind.Letter,
        _ => CharacterKind.None,
    };
}
