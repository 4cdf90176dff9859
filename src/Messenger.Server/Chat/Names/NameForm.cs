using System.Text;

namespace Messenger.Server.Chat.Names;

/// <summary>The three spellings of a valid name: to show, to compare, and to find look-alikes.</summary>
/// <param name="Display">As typed, in NFKC.</param>
/// <param name="Key">Equal for names that differ only in case or width: NFKC of the full case folding.</param>
/// <param name="Skeleton">Equal for names that look alike; never to be shown.</param>
internal readonly record struct NameForm(string Display, string Key, string Skeleton)
{
    private static readonly Rune DotAbove = new(0x0307);

    /// <summary>The spellings of text that <see cref="NameRules"/> has found valid.</summary>
    /// <param name="display">Text in NFKC.</param>
    internal static NameForm Of(string display) => new(display, KeyOf(display), SkeletonOf(display));

    // Unicode's compatibility caseless match (D146): twice, because a folding can meet a decomposition and the reverse.
    private static string KeyOf(string display) => Normalization.Nfkc(Fold(Normalization.Nfkc(Fold(Normalization.Nfkd(display)))));

    private static string Fold(string text)
    {
        var runes = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (UnicodeTables.Folding(rune) is { IsEmpty: false } folded)
                Normalization.Append(runes, folded);
            else
                runes.Add(rune);
        }

        return Normalization.ToText(runes);
    }

    // UTS #39, 4, on the letters as they are shown: a Greek capital Ν is an n to the eye, its small ν a v.
    private static string SkeletonOf(string display)
    {
        var shapes = new List<Rune>(display.Length);
        foreach (var rune in Normalization.Nfkd(display).EnumerateRunes())
        {
            if (UnicodeTables.Shape(rune) is { IsEmpty: false } shape)
                Normalization.Append(shapes, shape);
            else
                shapes.Add(rune);
        }

        Normalization.Reorder(shapes);
        return Normalization.ToText(WithoutSecondDots(shapes));
    }

    // A dot above an i or j is drawn over the one that is there already, so it does not make another name.
    private static List<Rune> WithoutSecondDots(List<Rune> shapes)
    {
        var kept = new List<Rune>(shapes.Count);
        var dotted = false;
        foreach (var rune in shapes)
        {
            if (UnicodeTables.CombiningClass(rune) == 0)
                dotted = rune.Value is 'l' or 'j';
            if (!dotted || rune != DotAbove)
                kept.Add(rune);
        }

        return kept;
    }
}
