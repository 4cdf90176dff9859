using System.Globalization;
using System.Text;

namespace Messenger.Transfer.Plan;

/// <summary>The names that may be joined to a root: <c>/</c> between parts, and nothing that could lead out or deceive.</summary>
public static class RelativePath
{
    /// <summary>UTF-8 bytes of a whole path, at most: Linux's PATH_MAX.</summary>
    public const int MaxBytes = 4096;

    /// <summary>UTF-8 bytes of one part, at most: Linux's NAME_MAX.</summary>
    public const int MaxPartBytes = 255;

    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Whether a path is safe: relative, no empty part, no <c>.</c> or <c>..</c>, no control or bidi character, not too long.</summary>
    /// <param name="path">The path, <c>/</c> between its parts.</param>
    public static bool IsSafe(string path) => Fault(path) is null;

    /// <summary>What is wrong with a path, to be put behind its name in a sentence; null: nothing.</summary>
    /// <param name="path">The path, <c>/</c> between its parts.</param>
    public static string? Fault(string path)
    {
        if (path.Length == 0)
            return "is empty";
        if (path[0] == '/')
            return "begins at the root";
        int bytes = ByteCount(path);
        if (bytes < 0)
            return "is not valid Unicode";
        if (bytes > MaxBytes)
            return $"is longer than {MaxBytes} bytes";
        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (PartFault(path.AsSpan(part)) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>Whether a path has no part that leads elsewhere and no NUL: what a local name, however odd, must keep.</summary>
    internal static bool IsReachable(string path)
    {
        if (path.Length == 0 || path[0] == '/' || path.Contains('\0'))
            return false;
        foreach (Range part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "" or "." or "..")
                return false;
        }

        return true;
    }

    private static string? PartFault(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty)
            return "has an empty part";
        if (part is "." or "..")
            return "has a part that leads elsewhere";
        // Most names: a byte a character, and none that deceives.
        bool isPlain = !part.ContainsAnyExceptInRange(' ', '~');
        if ((isPlain ? part.Length : Strict.GetByteCount(part)) > MaxPartBytes)
            return $"has a part longer than {MaxPartBytes} bytes";
        if (isPlain)
            return null;
        foreach (Rune rune in part.EnumerateRunes())
        {
            if (Deceives(rune))
                return "has a character that cannot be shown";
        }

        return null;
    }

    // C0, C1, line and paragraph separators; bidi marks, embeddings, overrides and isolates, which show a name as another one.
    private static bool Deceives(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static int ByteCount(string path)
    {
        if (Ascii.IsValid(path))
            return path.Length;
        try
        {
            return Strict.GetByteCount(path);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
