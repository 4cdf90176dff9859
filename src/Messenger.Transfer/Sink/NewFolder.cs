using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>
/// SINK-FOLDER-1: the folder that all files of a plan go to, where the target has none of its name: they have their own names in it from the beginning, and it gets its own at
/// the end, in one step. Locked while it is open.
/// </summary>
internal sealed class NewFolder : IDisposable
{
    /// <summary>For fewer files it is not worth it: a name for each costs next to nothing.</summary>
    public const int MinFiles = 64;

    private readonly RootedDirectory _root;
    private readonly SafeFileHandle _lock;

    private NewFolder(RootedDirectory root, string name, SafeFileHandle locked) => (_root, Name, Part, _lock) = (root, name, PartNames.Part(name), locked);

    /// <summary>Its final name.</summary>
    public string Name { get; }

    /// <summary>Its name until then.</summary>
    public string Part { get; }

    /// <summary>Where a file of the plan lies until then.</summary>
    public string PartOf(string path) => string.Concat(Part, path.AsSpan(Name.Length));

    /// <summary>It was made just now: nothing is in it.</summary>
    public bool IsFresh { get; private init; }

    /// <summary>Finds or makes it; null: files get their parts beside their names.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="journal">What the journal says; null: none.</param>
    public static NewFolder? Open(RootedDirectory root, TransferPlan plan, JournalContents? journal)
    {
        if (Common(plan) is not { } name)
            return null;
        string part = PartNames.Part(name);
        bool goesOn = HasPartsOf(root, part, journal);
        if (plan.Files.Count < MinFiles && !goesOn)
            return null;
        bool isFresh = !goesOn && root.Stat(name, follow: false) is null && root.Stat(part, follow: false) is null && root.TryMakeFolder(part);
        // SINK-FOLDER-4: one process at a time.
        if (root.TryLockFolder(part) is not { } locked)
        {
            if (isFresh)
                root.RemoveEmptyFolder(part);
            return null;
        }

        var folder = new NewFolder(root, name, locked) { IsFresh = isFresh };
        // SINK-FOLDER-2: what is in it and not in this journal is somebody else's, but for files that a killed run had only made.
        if (isFresh || goesOn || folder.IsEmpty())
            return folder;
        folder.Dispose();
        return null;
    }

    /// <summary>Removes what is left of such folders where nothing is in them.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="paths">The names of files that were in them.</param>
    public static void RemoveEmpty(RootedDirectory root, IEnumerable<string> paths)
    {
        HashSet<string> folders = [];
        foreach (string path in paths)
        {
            string folder = path.Contains('/') ? RootedDirectory.Split(PartNames.PartInNewFolder(path)).Folder : "";
            while (folder.Length > 0 && folders.Add(folder))
                folder = RootedDirectory.Split(folder).Folder;
        }

        // Those inside others first.
        foreach (string folder in folders.OrderByDescending(folder => folder.Length))
            root.RemoveEmptyFolder(folder);
    }

    /// <summary>SINK-FOLDER-3: gives it its name, if it has these files and no more. False: the name is taken, or something else is in it.</summary>
    /// <param name="inodes">Those of the files; gets an order.</param>
    public bool TryName(ulong[] inodes)
    {
        try
        {
            if (!_root.Names(Part, _lock))
                return false;
            List<ulong> there = Inodes();
            there.Sort();
            Array.Sort(inodes);
            if (!there.SequenceEqual(inodes))
                return false;
            using RootedFolder above = _root.OpenFolder("", create: false);
            return above.Rename(Part, Name, replace: false);
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            // Some file systems are stricter with folders than with the files in them.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lock.IsClosed)
            return;
        // By name and not by closing alone: a child that was just forked holds the descriptor until it executes its program.
        _ = Native.Lock(_lock, Native.Unlock);
        _lock.Dispose();
    }

    private static bool HasPartsOf(RootedDirectory root, string folder, JournalContents? journal) =>
        journal is not null && journal.PartPaths().Any(part =>
            part.Path.StartsWith(folder + "/", StringComparison.Ordinal)
            && root.Stat(part.Path, follow: false) is { } there
            && there.Identity.File == part.Id);

    private bool IsEmpty()
    {
        try
        {
            return !HasBytes(Part);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private List<ulong> Inodes()
    {
        List<ulong> inodes = [];
        AddInodes(Part, inodes);
        return inodes;
    }

    private void AddInodes(string folder, List<ulong> inodes)
    {
        List<string> inside = [];
        _root.ReadInodes(folder, inodes, inside);
        foreach (string name in inside)
            AddInodes($"{folder}/{name}", inodes);
    }

    private bool HasBytes(string folder) =>
        _root.List(folder, out int nameless, withStatus: true).Any(entry =>
            entry.Kind == FileKind.Folder ? HasBytes($"{folder}/{entry.Name}") : entry.Status is not { Kind: FileKind.File, Identity.Size: 0 })
        || nameless > 0;

    private static string? Common(TransferPlan plan)
    {
        string first = plan.Files[0].Path;
        int slash = first.IndexOf('/');
        return slash > 0 && plan.Files.All(file => file.Path.AsSpan().StartsWith(first.AsSpan(0, slash + 1), StringComparison.Ordinal)) ? first[..slash] : null;
    }
}
