using System.Collections.Frozen;
using Messenger.Platform.Text;

namespace Messenger.Cli.Output;

/// <summary>
/// One form for all that is told to people, whoever says it: as other commands do, without a capital and without a full stop at its end. Sentences of
/// the server and of the transport come with both.
/// </summary>
internal static class Wording
{
    // What a sentence begins with that is no name: a name keeps its capital.
    private static readonly FrozenSet<string> Openings = FrozenSet.ToFrozenSet(
    [
        "A", "An", "Another", "It", "No", "Nobody", "Nothing", "Not", "Only", "Somebody", "Something", "The", "There", "These", "This", "Too", "What", "Whoever",
        "You", "Your", "Uploads", "Transfer", "Files", "Standard", "Operators",
    ]);

    /// <summary>The sentence, safe for a terminal.</summary>
    public static string Of(string sentence)
    {
        var text = SafeText.Show(sentence);
        if (text.EndsWith('.') && !text.EndsWith("..", StringComparison.Ordinal))
            text = text[..^1];
        var end = text.IndexOf(' ');
        return end > 0 && Openings.Contains(text[..end]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>The server's files have none that a pattern means, and which wider one may.</summary>
    public static string NoMatch(string pattern) => $"no file matches {SafeText.Show(pattern + Pattern.Wider(pattern))}";
}
