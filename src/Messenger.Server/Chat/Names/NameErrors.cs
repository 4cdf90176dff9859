using System.Globalization;
using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>Sentences for people about texts that are no names.</summary>
internal static class NameErrors
{
    /// <summary>
    /// What is wrong with <paramref name="raw"/> and what to do. Of the text itself only single letters, digits, signs and
    /// symbols are repeated; what is invisible, joins, or steers a terminal is named by its number.
    /// </summary>
    /// <param name="error">What <c>TryParse</c> said of the text.</param>
    /// <param name="raw">The same text.</param>
    internal static string Describe(NameError error, string? raw) => error switch
    {
        NameError.None => "The name is valid.",
        NameError.Empty => "A name needs at least one letter or digit.",
        NameError.TooLong => $"A name has at most {NameRules.MaxCharacters} characters and {NameRules.MaxBytes} bytes of UTF-8: choose a shorter one.",
        NameError.NotText => "The name is not valid Unicode text: type it again.",
        NameError.ForbiddenCharacter => $"A name cannot contain {Forbidden(raw)}: use letters, digits, '-', '_' and '.'.",
        NameError.NoLetterOrDigit => "A name needs at least one letter or digit beside '-', '_' and '.'.",
        NameError.BadEdge => "A name cannot begin or end with '-' or '.': leave it out, or use '_'.",
        NameError.LooseMark => "A name has an accent or mark that stands on no letter: leave it out.",
        NameError.TooManyMarks => $"A letter of a name has at most {NameRules.MaxAccents} accents, or {NameRules.MaxMarks} marks of its own script, each once: leave some out.",
        NameError.MixedScripts => $"A name is written in one script, and this one mixes {Mixed(raw)}: use the letters of one.",
        NameError.MixedDigits => "A name has digits of one kind: use either 0-9 or those of its script.",
        NameError.PosesAsLobby => "A room cannot look like the lobby: choose another name.",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "No such error."),
    };

    private static string Forbidden(string? raw)
    {
        var text = Readable(raw);
        var first = text.StartsWith('#');
        foreach (var rune in text.AsSpan(first ? 1 : 0).EnumerateRunes())
        {
            if (!NameRules.IsAllowed(rune))
                return Show(rune);
        }

        // A room's first '#' is no fault, a user's is.
        return first ? Show(new Rune('#')) : "this character";
    }

    private static string Mixed(string? raw)
    {
        var scripts = ScriptSet.All;
        foreach (var rune in Readable(raw).EnumerateRunes())
        {
            var (kind, own) = UnicodeTables.Character(rune);
            if (kind == CharacterKind.None)
                continue;
            if (scripts.And(own).IsEmpty)
                return $"{scripts.Name} with {own.Name} ({Show(rune)})";
            scripts = scripts.And(own);
        }

        return "several";
    }

    // What the rules looked at, a room's '#' included.
    private static string Readable(string? raw) =>
        raw is { Length: <= NameRules.MaxRawLength + 1 } && NameRules.IsWellFormed(raw) ? Normalization.Nfkc(raw) : "";

    private static string Show(Rune rune)
    {
        if (rune.Value == ' ')
            return "a space";
        var number = $"U+{rune.Value:X4}";
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => $"a control character ({number})",
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
                => $"an invisible character ({number})",
            UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => $"an unknown character ({number})",
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => $"the mark {number}",
            UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol => number,
            _ when IsBlank(rune) => $"an invisible character ({number})",
            _ => $"'{rune}' ({number})",
        };
    }

    // The Hangul fillers and the empty Braille cell are letters and symbols by category, and show nothing.
    private static bool IsBlank(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0;
}
