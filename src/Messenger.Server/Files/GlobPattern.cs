namespace Messenger.Server.Files;

/// <summary>A pattern of paths: <c>*</c> and <c>?</c> within a name, <c>**</c> as a whole part across folders, its own folder included.</summary>
internal sealed class GlobPattern
{
    private const string Across = "**";

    private readonly string[] _parts;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">Parts with <c>/</c> between them.</param>
    public GlobPattern(string text)
    {
        _parts = text.Split('/');
        // What ends with ** takes the files below a folder: each has a name left for it.
        if (_parts[^1] == Across)
            _parts = [.. _parts, "*"];
        int wild = Array.FindIndex(_parts, IsPattern);
        FixedFolder = string.Join('/', _parts[..(wild < 0 ? _parts.Length - 1 : wild)]);
    }

    /// <summary>The folder below which everything lies that can match; empty: the library itself.</summary>
    public string FixedFolder { get; }

    /// <summary>Whether a text is a pattern rather than a path.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether a path matches.</summary>
    public bool Matches(string path)
    {
        string[] names = path.Split('/');
        // Only the last ** is ever tried again: all before it match as early as they can.
        int part = 0, name = 0, resumePart = -1, resumeName = 0;
        while (name < names.Length)
        {
            if (part < _parts.Length && _parts[part] == Across)
            {
                (resumePart, resumeName) = (++part, name);
            }
            else if (part < _parts.Length && MatchesName(_parts[part], names[name]))
            {
                part++;
                name++;
            }
            else if (resumePart >= 0)
            {
                (part, name) = (resumePart, ++resumeName);
            }
            else
            {
                return false;
            }
        }

        return part == _parts.Length;
    }

    private static bool MatchesName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, resumeP = -1, resumeN = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (resumeP, resumeN) = (++p, n);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
                (p, n) = (p + 1, n + 1);
            else if (resumeP >= 0)
                (p, n) = (resumeP, ++resumeN);
            else
                return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
