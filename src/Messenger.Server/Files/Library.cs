using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Server.Files;

/// <summary>Something in the library: a file, or a folder with nothing in it that is served.</summary>
/// <param name="Path">The path in the library.</param>
/// <param name="Status">What it is at the moment.</param>
internal sealed record LibraryFile(string Path, FileStatus Status)
{
    /// <summary>A folder with nothing in it.</summary>
    public bool IsFolder => Status.Kind == FileKind.Folder;
}

/// <summary>
/// The files that the server offers, as they are now. Hidden names, parts and journals, special files, names that could deceive, and
/// links that lead outside are not there.
/// </summary>
internal sealed class Library(RootedDirectory root)
{
    /// <summary>The directory.</summary>
    public RootedDirectory Root => root;

    /// <summary>Is told of what is not served because of its name; null: nobody is.</summary>
    public UnservedNames? Unserved { get; init; }

    /// <summary>What a path is; null where the library has nothing of that name.</summary>
    /// <param name="path">A path; empty: the library itself.</param>
    public FileStatus? Look(string path)
    {
        if (path.Length > 0 && !(RelativePath.IsSafe(path) && path.Split('/').All(IsServed)))
            return null;
        try
        {
            return root.Stat(path) is { Kind: FileKind.File or FileKind.Folder } status ? status : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All below a folder, by path (ordinal).</summary>
    /// <param name="folder">The folder; empty: the library itself.</param>
    /// <param name="after">Only paths after this one; empty: all.</param>
    public IEnumerable<LibraryFile> Walk(string folder, string after = "") =>
        Look(folder) is { Kind: FileKind.Folder } status ? Walk(folder, status, after, []) : [];

    private IEnumerable<LibraryFile> Walk(string folder, FileStatus status, string after, HashSet<UInt128> above)
    {
        // A link to a folder that it lies in would never end.
        if (!above.Add(status.Identity.File))
            yield break;

        LibraryFile[] children = List(folder);
        if (children.Length == 0 && folder.Length > 0 && string.CompareOrdinal(folder, after) > 0)
            yield return new LibraryFile(folder, status);

        foreach (LibraryFile child in children)
        {
            if (!child.IsFolder)
            {
                if (string.CompareOrdinal(child.Path, after) > 0)
                    yield return child;
                continue;
            }

            string inside = child.Path + "/";
            if (string.CompareOrdinal(inside, after) < 0 && !after.StartsWith(inside, StringComparison.Ordinal))
                continue;
            foreach (LibraryFile file in Walk(child.Path, child.Status, after, above))
                yield return file;
        }

        above.Remove(status.Identity.File);
    }

    // A folder sorts as its name with the slash behind it, so that whole paths come out in ordinal order.
    private LibraryFile[] List(string folder)
    {
        List<LibraryFile> children = [];
        List<string> names = [];
        foreach (DirectoryEntry entry in Entries(folder))
        {
            string path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry.Kind == FileKind.Special || !IsServed(entry.Name))
                continue;
            if (RelativePath.Fault(path) is { } fault)
                Unserved?.Tell(path, fault);
            // Of a link, what it leads to counts.
            else if ((entry.Kind == FileKind.Link ? Look(path) : entry.Status) is { } status)
            {
                children.Add(new LibraryFile(path, status));
                names.Add(status.Kind == FileKind.Folder ? entry.Name + "/" : entry.Name);
            }
        }

        LibraryFile[] sorted = [.. children];
        Array.Sort([.. names], sorted, StringComparer.Ordinal);
        return sorted;
    }

    private IReadOnlyList<DirectoryEntry> Entries(string folder)
    {
        try
        {
            IReadOnlyList<DirectoryEntry> entries = root.List(folder, out int nameless, withStatus: true);
            if (nameless > 0)
                Unserved?.TellNameless(folder, nameless);
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away, or is not for the server to read: not listed.
            return [];
        }
    }

    /// <summary>Whether a name, without its folder, is one that is shown.</summary>
    public static bool IsServed(string name) => name.Length > 0 && name[0] != '.' && !PartNames.IsReserved(name);
}
