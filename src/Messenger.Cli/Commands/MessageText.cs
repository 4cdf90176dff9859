using System.Globalization;
using Messenger.Contracts;

namespace Messenger.Cli.Commands;

/// <summary>Long text as messages that the protocol carries: at most 4,000 UTF-16 units each.</summary>
internal static class MessageText
{
    /// <summary>
    /// Cuts between lines where it can and between user-perceived characters where it must. Nothing is lost but the line feeds at the cuts;
    /// a piece of white space alone is not a message.
    /// </summary>
    public static IEnumerable<string> Split(string text) => Cut(text).Where(piece => !string.IsNullOrWhiteSpace(piece));

    private static IEnumerable<string> Cut(string text)
    {
        while (text.Length > WireLimits.TextLength)
        {
            // A line feed right behind the piece is as good as one in it.
            var feed = text.LastIndexOf('\n', WireLimits.TextLength);
            var end = feed > 0 ? feed : Whole(text);
            yield return text[..end];
            text = text[(feed > 0 ? end + 1 : end)..];
        }

        yield return text;
    }

    private static int Whole(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            if (at + length > WireLimits.TextLength)
                break;
            at += length;
        }

        // One "character" of thousands of marks: cut it, though not through a surrogate pair.
        return at > 0 ? at : WireLimits.TextLength - (char.IsHighSurrogate(text[WireLimits.TextLength - 1]) ? 1 : 0);
    }
}
