using System.Globalization;
using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>
/// The alphabet of user and room names: letters and digits that people write today (UTS #39's General Security Profile, and
/// the living scripts of limited use beside it) and <c>-_.</c>, in one script. What a name may not be is refused, never
/// repaired in silence, width and composition (NFKC) aside.
/// </summary>
internal static class NameRules
{
    /// <summary>User-perceived characters (extended grapheme clusters) in a name, at most.</summary>
    internal const int MaxCharacters = 32;

    /// <summary>UTF-8 bytes of a name in NFKC, at most: 4 a character.</summary>
    internal const int MaxBytes = 128;

    /// <summary>UTF-16 units that are looked at, at most: a decomposed name of <see cref="MaxBytes"/> is shorter.</summary>
    internal const int MaxRawLength = 256;

    /// <summary>Accents on one letter, at most: Vietnamese and polytonic Greek in NFKC need one, two are generous.</summary>
    internal const int MaxAccents = 2;

    /// <summary>Marks of the letter's own script on one letter, at most: Tibetan stacks and pointed Hebrew need four (UTS #39, 5.4).</summary>
    internal const int MaxMarks = 4;

    /// <summary>The spellings of <paramref name="raw"/>, or why it is no name.</summary>
    internal static NameError Read(string? raw, out NameForm name)
    {
        name = default;
        if (string.IsNullOrEmpty(raw))
            return NameError.Empty;
        if (raw.Length > MaxRawLength)
            return NameError.TooLong;
        if (!IsWellFormed(raw))
            return NameError.NotText;
        var display = Normalization.Nfkc(raw);
        var error = Encoding.UTF8.GetByteCount(display) > MaxBytes ? NameError.TooLong : Check(display);
        if (error == NameError.None)
            name = NameForm.Of(display);
        return error;
    }

    /// <summary>Whether one character, seen alone, may stand in a name.</summary>
    internal static bool IsAllowed(Rune rune) => IsJoiner(rune) || UnicodeTables.Character(rune).Kind != CharacterKind.None;

    /// <summary>Whether every surrogate has its other half.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[length..];
        }

        return true;
    }

    private static NameError Check(string display)
    {
        foreach (var rune in display.EnumerateRunes())
        {
            if (!IsAllowed(rune))
                return NameError.ForbiddenCharacter;
        }

        // A leading '-' would be an option and a leading '.' a hidden file or '..'; a last '.' or '-' belongs to the sentence around it.
        if (display[0] is '-' or '.' || display[^1] is '-' or '.')
            return NameError.BadEdge;
        var error = CheckLetters(display);
        if (error != NameError.None)
            return error;
        return Characters(display) > MaxCharacters ? NameError.TooLong : NameError.None;
    }

    private static NameError CheckLetters(string display)
    {
        var scripts = ScriptSet.All;
        var marks = new MarkRun();
        var zero = -1;
        var meaning = false;
        foreach (var rune in display.EnumerateRunes())
        {
            var (kind, own) = IsJoiner(rune) ? (CharacterKind.None, ScriptSet.All) : UnicodeTables.Character(rune);
            var error = marks.Next(rune, kind);
            if (error != NameError.None)
                return error;
            scripts = scripts.And(own);
            if (scripts.IsEmpty)
                return NameError.MixedScripts;
            if (kind == CharacterKind.Digit && !IsSameSystem(rune, ref zero))
                return NameError.MixedDigits;
            meaning |= kind is CharacterKind.Letter or CharacterKind.Digit;
        }

        return meaning ? NameError.None : NameError.NoLetterOrDigit;
    }

    // Decimal digits of a system follow each other in Unicode, so its zero names it.
    private static bool IsSameSystem(Rune digit, ref int zero)
    {
        var own = digit.Value - (int)Rune.GetNumericValue(digit);
        if (zero < 0)
            zero = own;
        return zero == own;
    }

    private static bool IsJoiner(Rune rune) => rune.Value is '-' or '_' or '.';

    private static int Characters(string display)
    {
        var count = 0;
        for (var rest = display.AsSpan(); !rest.IsEmpty; count++)
            rest = rest[StringInfo.GetNextTextElementLength(rest)..];
        return count;
    }
}
