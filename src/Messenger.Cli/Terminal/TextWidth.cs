using System.Globalization;
using System.Text;

namespace Messenger.Cli.Terminal;

/// <summary>How many columns text takes on a terminal: 2 for East Asian wide characters and emoji, 0 for marks, else 1.</summary>
internal static class TextWidth
{
    private const int EmojiSelector = 0xfe0f;

    // UAX 11 wide and full-width ranges, with the emoji that terminals draw two columns wide; sorted, both ends included.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x23f0, 0x23f0), (0x23f3, 0x23f3),
        (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653), (0x267f, 0x267f), (0x2693, 0x2693), (0x26a1, 0x26a1),
        (0x26aa, 0x26ab), (0x26bd, 0x26be), (0x26c4, 0x26c5), (0x26ce, 0x26ce), (0x26d4, 0x26d4), (0x26ea, 0x26ea),
        (0x26f2, 0x26f3), (0x26f5, 0x26f5), (0x26fa, 0x26fa), (0x26fd, 0x26fd), (0x2705, 0x2705), (0x270a, 0x270b),
        (0x2728, 0x2728), (0x274c, 0x274c), (0x274e, 0x274e), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797),
        (0x27b0, 0x27b0), (0x27bf, 0x27bf), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2b55, 0x2b55), (0x2e80, 0x303e),
        (0x3041, 0x33ff), (0x3400, 0x4dbf), (0x4e00, 0xa4cf), (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff),
        (0xfe10, 0xfe19), (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x16fe0, 0x18dff), (0x1aff0, 0x1b2ff),
        (0x1f004, 0x1f004), (0x1f0cf, 0x1f0cf), (0x1f18e, 0x1f18e), (0x1f191, 0x1f19a), (0x1f1e6, 0x1f1ff), (0x1f200, 0x1f320), (0x1f32d, 0x1f335),
        (0x1f337, 0x1f37c), (0x1f37e, 0x1f393), (0x1f3a0, 0x1f3ca), (0x1f3cf, 0x1f3d3), (0x1f3e0, 0x1f3f0), (0x1f3f4, 0x1f3f4),
        (0x1f3f8, 0x1f43e), (0x1f440, 0x1f440), (0x1f442, 0x1f4fc), (0x1f4ff, 0x1f53d), (0x1f54b, 0x1f54e), (0x1f550, 0x1f567),
        (0x1f57a, 0x1f57a), (0x1f595, 0x1f596), (0x1f5a4, 0x1f5a4), (0x1f5fb, 0x1f64f), (0x1f680, 0x1f6c5), (0x1f6cc, 0x1f6cc),
        (0x1f6d0, 0x1f6d2), (0x1f6d5, 0x1f6d7), (0x1f6dc, 0x1f6df), (0x1f6eb, 0x1f6ec), (0x1f6f4, 0x1f6fc), (0x1f7e0, 0x1f7eb),
        (0x1f7f0, 0x1f7f0), (0x1f90c, 0x1f93a), (0x1f93c, 0x1f945), (0x1f947, 0x1f9ff), (0x1fa70, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>Columns of a text without control characters.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var columns = 0;
        while (text.Length > 0)
        {
            var length = StringInfo.GetNextTextElementLength(text);
            columns += OfElement(text[..length]);
            text = text[length..];
        }

        return columns;
    }

    /// <summary>Columns of one user-perceived character: those of its widest part, since the parts are drawn in one place.</summary>
    public static int OfElement(ReadOnlySpan<char> element)
    {
        var columns = 0;
        foreach (var rune in element.EnumerateRunes())
            columns = Math.Max(columns, rune.Value == EmojiSelector ? 2 : OfRune(rune));
        return columns;
    }

    /// <summary>The longest beginning of a text that fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">Columns at most.</param>
    /// <returns>Characters of it.</returns>
    public static int LengthThatFits(ReadOnlySpan<char> text, int columns)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text[at..]);
            columns -= OfElement(text.Slice(at, length));
            if (columns < 0)
                break;
            at += length;
        }

        return at;
    }

    /// <summary>The text, cut with an ellipsis where it is wider.</summary>
    public static string Fit(string text, int columns) =>
        Of(text) <= columns ? text : columns < 1 ? "" : string.Concat(text.AsSpan(0, LengthThatFits(text, columns - 1)), "…");

    private static int OfRune(Rune rune)
    {
        if (rune.Value < 0x300)
            return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        var (low, high) = (0, Wide.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune.Value < Wide[middle].First)
                high = middle - 1;
            else if (rune.Value > Wide[middle].Last)
                low = middle + 1;
            else
                return 2;
        }

        return 1;
    }
}
