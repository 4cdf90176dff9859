using Messenger.Platform.Text;
using Messenger.Transfer.Plan;

namespace Messenger.Cli.Tui.Controllers;

/// <summary>What is in a folder of this machine, as it was when it was read; hidden files and what is neither file nor folder are not in it.</summary>
internal sealed class LocalFolder
{
    private const int Most = 20_000;
    private readonly IReadOnlyList<FileTreeEntry> _entries;

    private LocalFolder(string path, IReadOnlyList<FileTreeEntry> entries, string? problem) => (Path, _entries, Problem) = (path, entries, problem);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The folder that it is in; of the root, the root.</summary>
    public string Parent => System.IO.Path.GetDirectoryName(Path) ?? Path;

    /// <summary>What there is to say about it, safe; null: nothing.</summary>
    public string? Problem { get; }

    /// <summary>A folder that was not read yet.</summary>
    public static LocalFolder Nothing(string path) => new(path, [], "reading the folder …");

    /// <summary>Reads a folder.</summary>
    public static LocalFolder Read(string path)
    {
        var entries = new List<FileTreeEntry>();
        string? problem = null;
        try
        {
            foreach (var info in new DirectoryInfo(path).EnumerateFileSystemInfos())
            {
                if (EntryOf(info) is { } entry)
                    entries.Add(entry);
                if (entries.Count < Most)
                    continue;
                problem = $"only the first {Most} names are shown";
                break;
            }

            problem ??= entries.Count == 0 ? "the folder is empty" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"this folder cannot be read: {SafeText.Show(e.Message.TrimEnd('.'))}";
        }

        var isRoot = System.IO.Path.GetDirectoryName(path) is null;
        IEnumerable<FileTreeEntry> up = isRoot ? [] : [new FileTreeEntry(System.IO.Path.GetDirectoryName(path)!, "..", 0, 0, null)];
        return new(
            path,
            [.. up, .. entries.OrderBy(e => !e.IsFolder).ThenBy(e => e.Shown, StringComparer.OrdinalIgnoreCase).ThenBy(e => e.Shown, StringComparer.Ordinal)],
            problem);
    }

    /// <summary>What has a text in its name; empty: all.</summary>
    public IReadOnlyList<FileTreeEntry> List(string filter) =>
        filter.Length == 0 ? _entries : [.. _entries.Where(e => !e.IsParent && e.Shown.Contains(filter, StringComparison.OrdinalIgnoreCase))];

    // Null: not for a list. A link counts as what it leads to.
    private static FileTreeEntry? EntryOf(FileSystemInfo info)
    {
        if (info.Name.StartsWith('.') || PartNames.IsReserved(info.Name))
            return null;
        try
        {
            var target = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            if (target is DirectoryInfo)
                return new(info.FullName, info.Name, null, 0, null);
            return target is FileInfo { Exists: true, Attributes: var kind } file && !kind.HasFlag(FileAttributes.Device)
                ? new(info.FullName, info.Name, file.Length, 1, new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds())
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
