namespace Messenger.Platform.Text;

/// <summary>Guesses what was meant by a word that is not known.</summary>
public static class NearMiss
{
    /// <summary>The candidate that is near enough to be meant; null where none is.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="candidates">What there is, in small letters.</param>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && typed.Trim('-', '/').Length > 1
                ? 0
                : Distance(typed.ToLowerInvariant(), candidate);
            if (distance < least && distance <= Math.Max(1, candidate.Trim('-', '/').Length / 3))
                (best, least) = (candidate, distance);
        }

        return best;
    }

    /// <summary>A clause to put behind what is not known, or nothing.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="candidates">What there is, in small letters.</param>
    public static string Suggest(string typed, IEnumerable<string> candidates) =>
        Find(typed, candidates) is { } meant ? $" (did you mean {SafeText.Show(meant)}?)" : "";

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.</summary>
    /// <param name="a">A word.</param>
    /// <param name="b">Another.</param>
    /// <returns>How many of them; <see cref="int.MaxValue"/> for words that nobody types.</returns>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        const int longest = 64; // Nobody means a command by a longer word, and the table stays small.
        if (a.Length > longest || b.Length > longest)
            return int.MaxValue;

        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(substitution, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
