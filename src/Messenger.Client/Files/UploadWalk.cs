using Messenger.Platform;
using Messenger.Platform.Text;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;

namespace Messenger.Client.Files;

/// <summary>Walks folders for what is to be sent, in ordinal order, and counts what it leaves out.</summary>
internal sealed class UploadWalk
{
    // What one upload may have: as many as a server takes.
    private const int MostFiles = 100_000;
    private int _hidden, _links, _special, _nameless;

    /// <summary>What was found.</summary>
    public List<SourceEntry> Entries { get; } = [];

    /// <summary>What was left out, one sentence; null: nothing.</summary>
    public string? LeftOut
    {
        get
        {
            string[] parts =
            [
                .. Said(_hidden, "hidden file or part", "hidden files and parts"),
                .. Said(_links, "link", "links"),
                .. Said(_special, "special file", "special files"),
                .. Said(_nameless, "file whose name is not UTF-8", "files whose names are not UTF-8"),
            ];
            return parts.Length == 0 ? null : $"left out: {string.Join(", ", parts)}";
        }
    }

    /// <summary>Whether a server would not take a name.</summary>
    public static bool IsNotTaken(string name) => name.StartsWith('.') || PartNames.IsReserved(name);

    /// <summary>Takes a file, or a folder with all below it.</summary>
    /// <param name="root">Where it lies.</param>
    /// <param name="source">Its path there.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="status">Its state: of a file or a folder.</param>
    /// <exception cref="UserError">A name cannot be sent, or there are too many.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public void Add(RootedDirectory root, string source, string target, FileStatus status)
    {
        if (RelativePath.Fault(target) is { } fault)
            throw new UserError(ExitCode.LocalFile, $"{SafeText.Show(source)} cannot be sent: its name {fault}; rename it first");
        if (Entries.Count == MostFiles)
            throw new UserError(ExitCode.Usage, $"there are more than {MostFiles} files; send them in parts, or as an archive");
        var found = new SourceEntry(source, target) { Root = root, Status = status };
        if (status.Kind == FileKind.File)
        {
            Entries.Add(found);
            return;
        }

        var before = Entries.Count;
        var inside = root.List(source, out var nameless, withStatus: true);
        _nameless += nameless;
        foreach (var entry in inside.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (IsNotTaken(entry.Name))
                _hidden++;
            else if (entry.Kind == FileKind.Link)
                _links++;
            else if (entry.Kind == FileKind.Special)
                _special++;
            else
                Add(root, $"{source}/{entry.Name}", $"{target}/{entry.Name}", entry.Status ?? throw new IOException($"'{source}/{entry.Name}' cannot be looked at."));
        }

        if (Entries.Count == before)
            Entries.Add(found);
    }

    private static IEnumerable<string> Said(int count, string one, string several) => count == 0 ? [] : [$"{count} {(count == 1 ? one : several)}"];
}
