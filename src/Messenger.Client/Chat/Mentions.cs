namespace Messenger.Client.Chat;

/// <summary>Whether a text names somebody: as a whole word, without case.</summary>
internal static class Mentions
{
    public static bool Names(string text, string name)
    {
        if (name.Length == 0)
            return false;
        for (var at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + name.Length;
            if ((at == 0 || !IsWord(text[at - 1])) && (end == text.Length || !IsWord(text[end])))
                return true;
        }

        return false;
    }

    // Names hold letters, digits and -_. : a dot or a dash at the end of a sentence is none of the name.
    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
