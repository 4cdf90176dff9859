using System.Text;

namespace Messenger.Cli.ShellCompletion;

/// <summary>A line of bash up to the cursor, as words: quotes and backslashes taken away, the last word being the one that is typed.</summary>
internal static class CommandLineSplitter
{
    /// <summary>Splits a line. Nothing is expanded or run.</summary>
    /// <param name="line">Up to the cursor.</param>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = default;
        var inWord = false;
        for (var at = 0; at < line.Length; at++)
        {
            var c = line[at];
            if (quote == default && c is ' ' or '\t' or '\n' && quote == default)
            {
                if (inWord)
                    words.Add(word.ToString());
                word.Clear();
                inWord = false;
                continue;
            }

            inWord = true;
            if (c == quote)
                quote = default;
            else if (quote == default && c is '\'' or '"' && quote == default)
                quote = c;
            else if (c == '\\' && quote != '\'' && at + 1 < line.Length)
                word.Append(line[++at]);
            else
                word.Append(c);
        }

        words.Add(word.ToString());
        return words;
    }
}
