using Messenger.Contracts.Files;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>A file, a folder, or the way up.</summary>
/// <param name="Path">From the root of the library, or absolute; for the way up, the folder that it leads to.</param>
/// <param name="Shown">What stands in the list; not cleaned for a terminal.</param>
/// <param name="Size">Bytes, those below a folder together; null where they were not counted.</param>
/// <param name="Files">Files in it; 1 for a file.</param>
/// <param name="Modified">Milliseconds since 1970; null for a folder.</param>
internal sealed record FileTreeEntry(string Path, string Shown, long? Size, int Files, long? Modified)
{
    /// <summary>The way up.</summary>
    public bool IsParent => Shown == "..";

    /// <summary>A folder, or the way up.</summary>
    public bool IsFolder => Modified is null;
}

/// <summary>The library's files as folders. Paths are the server's word: they name things to ask for, never places on this disk.</summary>
/// <param name="files">All files.</param>
internal sealed class FileTree(IReadOnlyList<FileEntry> files)
{
    /// <summary>The names of all files.</summary>
    public IEnumerable<string> Paths => files.Select(f => f.Path);

    /// <summary>The folder holds something.</summary>
    public bool Has(string folder) => folder.Length == 0 || files.Any(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>What is in a folder: folders first; with a filter, the files whose path below it has the text in it.</summary>
    public IReadOnlyList<FileTreeEntry> List(string folder, string filter)
    {
        var prefix = folder.Length == 0 ? "" : folder + "/";
        var below = files.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal));
        if (filter.Length > 0)
        {
            return [.. below.Where(f => f.Path.AsSpan(prefix.Length).Contains(filter, StringComparison.OrdinalIgnoreCase))
                .OrderBy(f => f.Path, StringComparer.OrdinalIgnoreCase)
                .Select(f => FileOf(f, prefix))];
        }

        var folders = new Dictionary<string, (long Size, int Files)>(StringComparer.Ordinal);
        var own = new List<FileTreeEntry>();
        foreach (var file in below)
        {
            var cut = file.Path.IndexOf('/', prefix.Length);
            if (cut < 0)
            {
                own.Add(FileOf(file, prefix));
                continue;
            }

            var name = file.Path[..cut];
            var (size, count) = folders.GetValueOrDefault(name);
            folders[name] = (size + file.Size, count + 1);
        }

        var parent = folder.LastIndexOf('/') is >= 0 and var slash ? folder[..slash] : "";
        IEnumerable<FileTreeEntry> up = folder.Length == 0 ? [] : [new FileTreeEntry(parent, "..", 0, 0, null)];
        return
        [
            .. up,
            .. folders.OrderBy(f => f.Key, StringComparer.OrdinalIgnoreCase).Select(f => new FileTreeEntry(f.Key, f.Key[prefix.Length..], f.Value.Size, f.Value.Files, null)),
            .. own.OrderBy(f => f.Path, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static FileTreeEntry FileOf(FileEntry file, string prefix) => new(file.Path, file.Path[prefix.Length..], file.Size, 1, file.Modified);
}
