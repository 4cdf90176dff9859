using System.IO.Hashing;
using System.Runtime.InteropServices;
using Messenger.Contracts.Files;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Source;

/// <summary>A file or empty folder to be sent.</summary>
/// <param name="SourcePath">Where it lies, relative to the source's root.</param>
/// <param name="PlanPath">Where it goes, relative to the receiver's folder.</param>
public readonly record struct SourceEntry(string SourcePath, string PlanPath)
{
    /// <summary>The root of this one, where sources lie in several; must stay open as the source's own. No link in it is followed.</summary>
    public RootedDirectory? Root { get; init; }
}

/// <summary>
/// The files of a plan where they lie, each in the state that the plan saw. Holds no open file; one source serves any number of
/// transfers at once, which share the chunk hashes that were computed.
/// </summary>
public sealed class FileSource
{
    private readonly RootedDirectory? _root;
    private readonly SourceEntry[] _entries;
    private readonly FileIdentity[] _identities;

    private FileSource(RootedDirectory? root, SourceEntry[] entries, FileIdentity[] identities, TransferPlan plan)
    {
        (_root, _entries, _identities, Plan) = (root, entries, identities, plan);
        Hashes = new ChunkHashes(plan.ChunkCount);
        // Without the device, whose number a reboot may change.
        var hash = new XxHash128();
        foreach (FileIdentity identity in identities)
            hash.Append(MemoryMarshal.AsBytes<long>([(long)identity.Inode, identity.Size, identity.Modified, identity.Changed]));
        Stamp = hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>The state of all files: another stamp may mean other bytes, though sizes and times are the same (SRC-STAMP-1).</summary>
    internal UInt128 Stamp { get; }

    internal ChunkHashes Hashes { get; }

    /// <summary>Looks at files and makes a plan of them. The order is kept.</summary>
    /// <param name="root">Where they lie; must stay open as long as the source is used. Null: each entry has its own.</param>
    /// <param name="entries">Regular files and folders; a folder is planned as an empty one.</param>
    /// <param name="chunkSize">Bytes of a chunk; null: <see cref="ChunkSizes.For"/>.</param>
    /// <exception cref="PlanException">A name is not safe or given twice, or there is none.</exception>
    /// <exception cref="FileNotFoundException">A file is gone.</exception>
    /// <exception cref="IOException">It is neither a regular file nor a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be looked at.</exception>
    public static FileSource Open(RootedDirectory? root, IReadOnlyList<SourceEntry> entries, int? chunkSize = null)
    {
        var files = new PlanFile[entries.Count];
        var identities = new FileIdentity[entries.Count];
        long total = 0;
        for (int i = 0; i < files.Length; i++)
        {
            SourceEntry entry = entries[i];
            FileStatus status = Look(root, entry) ?? throw new FileNotFoundException($"'{entry.SourcePath}' does not exist.");
            files[i] = Planned(entry, status);
            identities[i] = status.Identity;
            total += files[i].Size;
        }

        return new FileSource(root, [.. entries], identities, TransferPlan.Create(files, chunkSize ?? ChunkSizes.For(total)));
    }

    /// <summary>Whether every file still is in the state that the plan saw.</summary>
    /// <param name="changed">The first that is not.</param>
    public bool IsUnchanged(out string? changed)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (Plan.Files[i].Attributes.HasFlag(PlanFileAttributes.Folder) || IsInPlace(i))
                continue;
            changed = _entries[i].SourcePath;
            return false;
        }

        changed = null;
        return true;
    }

    /// <summary>Opens a file, which must be in the state that the plan saw.</summary>
    internal SafeFileHandle OpenFile(int file)
    {
        SourceEntry entry = _entries[file];
        SafeFileHandle handle;
        FileStatus status;
        try
        {
            handle = (entry.Root ?? _root!).OpenRead(entry.SourcePath, follow: entry.Root is null, out status);
        }
        catch (FileNotFoundException)
        {
            throw new SourceChangedException(entry.SourcePath);
        }

        // SRC-CHANGE-1: another file, or another state of it, is not what was promised.
        if (status.Identity == _identities[file])
            return handle;
        handle.Dispose();
        throw new SourceChangedException(_entries[file].SourcePath);
    }

    /// <summary>Throws where an open file is not in the state that the plan saw any more.</summary>
    internal void Check(int file, SafeFileHandle handle)
    {
        if (RootedDirectory.StatusOf(handle, _entries[file].SourcePath).Identity != _identities[file])
            throw new SourceChangedException(_entries[file].SourcePath);
    }

    internal SourceChangedException Shrunk(int file) => new(_entries[file].SourcePath);

    private bool IsInPlace(int file)
    {
        try
        {
            return Look(_root, _entries[file]) is { Kind: FileKind.File } now && now.Identity == _identities[file];
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return false;
        }
    }

    private static FileStatus? Look(RootedDirectory? root, in SourceEntry entry) =>
        entry.Root is { } own ? own.Stat(entry.SourcePath, follow: false) : root!.Stat(entry.SourcePath);

    private static PlanFile Planned(SourceEntry entry, FileStatus status) => status.Kind switch
    {
        FileKind.File => new PlanFile
        {
            Path = entry.PlanPath,
            Size = status.Identity.Size,
            Modified = status.Identity.Modified,
            Attributes = status.Executable ? PlanFileAttributes.Executable : PlanFileAttributes.None,
        },
        FileKind.Folder => new PlanFile { Path = entry.PlanPath, Modified = status.Identity.Modified, Attributes = PlanFileAttributes.Folder },
        _ => throw new IOException($"'{entry.SourcePath}' is neither a file nor a folder."),
    };
}
