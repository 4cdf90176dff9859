using Messenger.Transfer.Rooted;

namespace Messenger.Server.Files;

/// <summary>What a client names: a file, a folder with all below it, or a pattern.</summary>
internal static class Selection
{
    /// <summary>All that a selection means, by path.</summary>
    /// <param name="library">The library.</param>
    /// <param name="text">A path, a folder or a pattern; empty: all.</param>
    /// <param name="after">Only paths after this one; empty: all.</param>
    public static IEnumerable<LibraryFile> Find(Library library, string text, string after = "")
    {
        string path = text.TrimEnd('/');
        if (GlobPattern.IsPattern(path))
        {
            var pattern = new GlobPattern(path);
            return library.Walk(pattern.FixedFolder, after).Where(file => pattern.Matches(file.Path));
        }

        return library.Look(path) switch
        {
            { Kind: FileKind.Folder } => library.Walk(path, after),
            { } file when path == text && string.CompareOrdinal(path, after) > 0 => [new LibraryFile(path, file)],
            _ => [],
        };
    }

    /// <summary>
    /// How much of the paths of a selection is left out where they go: a file goes by its name, a folder by its own name with all below
    /// it, a pattern keeps what lies below its fixed folder.
    /// </summary>
    /// <returns>Characters.</returns>
    public static int LeftOut(string text)
    {
        string path = text.TrimEnd('/');
        string folder = GlobPattern.IsPattern(path) ? new GlobPattern(path).FixedFolder : Parent(path);
        return folder.Length == 0 ? 0 : folder.Length + 1;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
