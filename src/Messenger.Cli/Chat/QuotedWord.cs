namespace Messenger.Cli.Chat;

/// <summary>The last word of a line that is being typed, as <see cref="SlashParser"/> will read it: quotation marks keep blanks together.</summary>
/// <param name="Start">Where it begins in the line, its quotation mark included.</param>
/// <param name="Text">What it says, without quotation marks.</param>
internal readonly record struct QuotedWord(int Start, string Text)
{
    /// <summary>The word that ends where the line ends; empty behind a blank.</summary>
    public static QuotedWord At(ReadOnlySpan<char> line)
    {
        var (start, quote, text) = (0, default(char), new System.Text.StringBuilder());
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != default)
            {
                if (c == quote)
                    quote = default;
                else
                    text.Append(c);
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c))
            {
                start = i + 1;
                text.Clear();
            }
            else
            {
                text.Append(c);
            }
        }

        return new(start, text.ToString());
    }

    /// <summary>A word as it has to be typed.</summary>
    /// <param name="text">What it is to say.</param>
    /// <param name="isWhole">Nothing more belongs to it: its quotation mark is closed.</param>
    /// <returns>Null for a word that no quotation marks can hold.</returns>
    public static string? Quote(string text, bool isWhole)
    {
        if (!text.AsSpan().ContainsAny(" \"'"))
            return text;
        var mark = !text.Contains('"') ? '"' : !text.Contains('\'') ? '\'' : default;
        return mark == default ? null : isWhole ? $"{mark}{text}{mark}" : $"{mark}{text}";
    }
}
