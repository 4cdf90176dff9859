using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>
/// Unicode normalization (UAX #15) by tables of our own, because <see cref="string.Normalize()"/> leaves non-ASCII text as
/// it is in a program with InvariantGlobalization.
/// </summary>
internal static class Normalization
{
    private const int HangulFirst = 0xAC00, LeadFirst = 0x1100, VowelFirst = 0x1161, TrailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    /// <summary>NFKC: compatibility characters replaced, accents joined with their letters.</summary>
    /// <param name="text">Well-formed UTF-16; a lone surrogate becomes U+FFFD.</param>
    internal static string Nfkc(string text) => Ascii.IsValid(text) ? text : ToText(Compose(Decompose(text)));

    /// <summary>NFKD, which is NFD for text in NFKC.</summary>
    /// <param name="text">Well-formed UTF-16; a lone surrogate becomes U+FFFD.</param>
    internal static string Nfkd(string text) => Ascii.IsValid(text) ? text : ToText(Decompose(text));

    /// <summary>Puts combining marks into canonical order, in place.</summary>
    internal static void Reorder(List<Rune> runes)
    {
        // Insertion sort: stable, and runs of marks are short. Starters (class 0) are never passed.
        for (var i = 1; i < runes.Count; i++)
        {
            var rune = runes[i];
            var order = UnicodeTables.CombiningClass(rune);
            var at = i;
            while (order != 0 && at > 0 && UnicodeTables.CombiningClass(runes[at - 1]) > order)
                runes[at] = runes[--at];
            runes[at] = rune;
        }
    }

    /// <summary>Adds the code points of a table's UTF-8 to <paramref name="to"/>.</summary>
    internal static void Append(List<Rune> to, ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            to.Add(rune);
            utf8 = utf8[length..];
        }
    }

    /// <summary>The text of code points.</summary>
    internal static string ToText(List<Rune> runes)
    {
        var text = new StringBuilder(runes.Count);
        foreach (var rune in runes)
            text.Append(rune);
        return text.ToString();
    }

    private static List<Rune> Decompose(string text)
    {
        var runes = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value - HangulFirst is var syllable and >= 0 and < Syllables)
                AppendJamo(runes, syllable);
            else if (UnicodeTables.Decomposition(rune) is { IsEmpty: false } decomposed)
                Append(runes, decomposed);
            else
                runes.Add(rune);
        }

        Reorder(runes);
        return runes;
    }

    private static void AppendJamo(List<Rune> runes, int syllable)
    {
        runes.Add(new Rune(LeadFirst + syllable / (Vowels * Trails)));
        runes.Add(new Rune(VowelFirst + syllable % (Vowels * Trails) / Trails));
        if (syllable % Trails != 0)
            runes.Add(new Rune(TrailBase + syllable % Trails));
    }

    private static List<Rune> Compose(List<Rune> decomposed)
    {
        var composed = new List<Rune>(decomposed.Count);
        var starter = -1;
        foreach (var rune in decomposed)
        {
            var order = UnicodeTables.CombiningClass(rune);

            // UAX #15, D115: blocked when something of the same or a higher class stands between, or another starter.
            var last = composed.Count - 1;
            var blocked = starter < 0 || last > starter && UnicodeTables.CombiningClass(composed[last]) is var between && (between == 0 || between >= order);
            if (!blocked && Pair(composed[starter], rune) is { } pair)
            {
                composed[starter] = pair;
                continue;
            }

            if (order == 0)
                starter = composed.Count;
            composed.Add(rune);
        }

        return composed;
    }

    private static Rune? Pair(Rune first, Rune second)
    {
        if (first.Value - LeadFirst is var lead and >= 0 and < Leads && second.Value - VowelFirst is var vowel and >= 0 and < Vowels)
            return new Rune(HangulFirst + (lead * Vowels + vowel) * Trails);
        if (first.Value - HangulFirst is var syllable and >= 0 and < Syllables && syllable % Trails == 0
            && second.Value - TrailBase is var trail and > 0 and < Trails)
            return new Rune(first.Value + trail);
        return UnicodeTables.Compose(first, second);
    }
}
