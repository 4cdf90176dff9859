using System.Globalization;
using System.Text;

namespace Messenger.Platform.Text;

/// <summary>
/// Which characters may reach a terminal. Refused are: C0, DEL and C1; line and paragraph separators; every invisible format character
/// (bidi marks, overrides and isolates, zero-width ones, soft hyphen, byte order mark, tags: the flags of England,
/// Scotland and Wales become black flags); Hangul fillers, which are blank letters; noncharacters.
/// </summary>
/// <remarks>
/// The zero-width joiner stays inside emoji sequences; it and the non-joiner stay between letters of the scripts whose spelling
/// needs them (Arabic and its neighbours, the Indic scripts).
/// </remarks>
internal static class CharacterSafety
{
    internal const int ZeroWidthNonJoiner = 0x200c;
    internal const int ZeroWidthJoiner = 0x200d;

    internal static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => IsVisibleFormat(rune.Value),
        _ => !IsFiller(rune.Value) && !IsNoncharacter(rune.Value),
    };

    /// <summary>Whether a (non-)joiner between two characters belongs to the spelling or to an emoji.</summary>
    internal static bool IsJoinable(Rune joiner, Rune previous, Rune next)
    {
        if (IsJoiningScript(previous.Value) && IsJoiningScript(next.Value) && IsSafe(next))
            return true;
        return joiner.Value == ZeroWidthJoiner && IsEmojiPart(previous.Value) && IsPictograph(next.Value);
    }

    // Number signs and the end of an ayah: format characters by name, drawn all the same.
    private static bool IsVisibleFormat(int value) =>
        value is (>= 0x600 and <= 0x605) or 0x6dd or 0x70f or 0x890 or 0x891 or 0x8e2 or 0x110bd or 0x110cd;

    private static bool IsFiller(int value) => value is 0x115f or 0x1160 or 0x3164 or 0xffa0;

    private static bool IsNoncharacter(int value) => (value & 0xfffe) == 0xfffe || value is >= 0xfdd0 and <= 0xfdef;

    // Arabic to Arabic Extended-A, Devanagari to Sinhala.
    private static bool IsJoiningScript(int value) => value is >= 0x600 and <= 0xdff;

    // A pictograph, or what may follow one: the emoji variation selector.
    private static bool IsEmojiPart(int value) => value == 0xfe0f || IsPictograph(value);

    // Blocks that hold the members of emoji sequences: arrows, technical, symbols to dingbats, and the emoji planes with skin tones.
    private static bool IsPictograph(int value) => value is
        (>= 0x2190 and <= 0x21ff) or (>= 0x2300 and <= 0x23ff) or (>= 0x2600 and <= 0x27bf) or
        (>= 0x2b00 and <= 0x2bff) or (>= 0x1f000 and <= 0x1faff);
}
