using System.Text;
using CsCheck;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat.Names;

/// <summary>Generators of names and of what only might be one.</summary>
internal static class NameGen
{
    /// <summary>All that may stand in a name beside <c>-_.</c>.</summary>
    internal static readonly Rune[] Alphabet = [.. Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(c => new Rune(c))
        .Where(r => UnicodeTables.Character(r).Kind != CharacterKind.None)];

    private static readonly Rune[][] LettersByScript = [.. Alphabet
        .Where(r => UnicodeTables.Character(r).Kind == CharacterKind.Letter).GroupBy(r => UnicodeTables.Character(r).Scripts).Select(g => g.ToArray())];

    private static readonly string[] Troublesome =
        ["\0", "\u0307", "\u0301", "\u0345", "\u200D", "\u202E", "\uFEFF", "\uD800", "\uDC00", "\u00AD", "\u1160", "\u3164", "\u2800", "ﬁ", "İ", "ß", "ı", "ΐ", "ﷺ", "-", "_", ".", "#", " ", "\n", "\u001B", "1", "١", "😀", "가", "\u1100", "\u1161", "\u11A8"];

    /// <summary>Valid names: 1 to 20 letters of one script.</summary>
    internal static readonly Gen<string> Valid = OneOf(LettersByScript)
        .SelectMany(letters => OneOf(letters).Array[1, 20]).Select(runes => string.Concat(runes.Select(r => r.ToString())));

    /// <summary>Text near to names: their characters and marks, mixed with all that has ever broken a rule.</summary>
    internal static readonly Gen<string> AnyText = Gen.OneOf(
        OneOf(Troublesome),
        OneOf(Alphabet).Select(r => r.ToString()),
        OneOf(Alphabet.Where(r => UnicodeTables.Character(r).Kind > CharacterKind.Digit).ToArray()).Select(r => r.ToString()),
        Gen.Char.Select(c => c.ToString())).Array[0, 40].Select(string.Concat);

    private static Gen<T> OneOf<T>(T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
