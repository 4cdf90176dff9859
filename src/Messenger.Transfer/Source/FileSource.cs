using System.IO.Hashing;
using System.Runtime.InteropServices;
using Messenger.Contracts.Files;
using Messenger.Transfer.Disk;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Source;

/// <summary>A file or empty folder to be sent.</summary>
/// <param name="SourcePath">Where it lies, relative to the source's root.</param>
/// <param name="PlanPath">Where it goes, relative to the receiver's folder.</param>
public sealed record SourceEntry(string SourcePath, string PlanPath)
{
    /// <summary>The root of this one, where sources lie in several; must stay open as the source's own. No link in it is followed.</summary>
    public RootedDirectory? Root { get; init; }

    /// <summary>The state in which it was found a moment ago; null: it is looked at.</summary>
    public FileStatus? Status { get; init; }
}

/// <summary>
/// The files of a plan where they lie, each in the state that the plan saw. Holds no open file; one source serves any number of
/// transfers at once, which share the chunk hashes that were computed.
/// </summary>
public sealed class FileSource
{
    private readonly RootedDirectory? _root;
    private readonly Origin[] _origins;
    private readonly FileIdentity[] _identities;

    private FileSource(RootedDirectory? root, Origin[] origins, FileIdentity[] identities, TransferPlan plan)
    {
        (_root, _origins, _identities, Plan) = (root, origins, identities, plan);
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
        using var folder = new LastFolder();
        var files = new PlanFile[entries.Count];
        var origins = new Origin[entries.Count];
        var identities = new FileIdentity[entries.Count];
        long total = 0;
        for (int i = 0; i < files.Length; i++)
        {
            SourceEntry entry = entries[i];
            origins[i] = new Origin(entry.SourcePath, entry.Root);
            FileStatus status = entry.Status ?? Look(folder, root, origins[i]) ?? throw new FileNotFoundException($"'{entry.SourcePath}' does not exist.");
            files[i] = Planned(entry, status);
            identities[i] = status.Identity;
            total += files[i].Size;
        }

        return new FileSource(root, origins, identities, TransferPlan.Create(files, chunkSize ?? ChunkSizes.For(total)));
    }

    /// <summary>Whether every file still is in the state that the plan saw.</summary>
    /// <param name="changed">One that is not.</param>
    /// <param name="above">Only files of more bytes than this count.</param>
    public bool IsUnchanged(out string? changed, long above = -1)
    {
        // Both ends wait for it.
        string? found = null;
        ManyFiles.Look(_origins.Length, (from, to) =>
        {
            int first = FirstChanged(from, to, above);
            if (first >= 0)
                found = _origins[first].Path;
        });
        changed = found;
        return changed is null;
    }

    /// <summary>Whether another source has the same files, in the same state: what one has computed holds for both.</summary>
    /// <param name="other">The other.</param>
    public bool IsSameAs(FileSource other) =>
        Plan.Digest == other.Plan.Digest && _root == other._root && _origins.AsSpan().SequenceEqual(other._origins) && _identities.AsSpan().SequenceEqual(other._identities);

    /// <summary>Opens a file, which must be in the state that the plan saw.</summary>
    /// <param name="folder">The folder that was used last.</param>
    /// <param name="file">Index of the file.</param>
    internal SafeFileHandle OpenFile(LastFolder folder, int file)
    {
        Origin origin = _origins[file];
        RootedDirectory root = origin.Root ?? _root!;
        SafeFileHandle? handle;
        FileStatus status;
        try
        {
            // Of a root that all share, a link is followed by the kernel, beneath that root.
            if (folder.Find(root, origin.Path, out ReadOnlySpan<char> name) is not { } found)
                throw new SourceChangedException(origin.Path);
            handle = found.TryOpenRead(name, out status)
                ?? (origin.Root is null ? root.OpenRead(origin.Path, out status) : throw new SourceChangedException(origin.Path));
        }
        catch (FileNotFoundException)
        {
            throw new SourceChangedException(origin.Path);
        }

        // SRC-CHANGE-1: another file, or another state of it, is not what was promised.
        if (status.Identity == _identities[file])
            return handle;
        handle.Dispose();
        throw new SourceChangedException(_origins[file].Path);
    }

    /// <summary>Reads a whole file with as few calls as there can be, where that is possible.</summary>
    /// <param name="folder">The folder that was used last.</param>
    /// <param name="file">Index of the file.</param>
    /// <param name="destination">As long as the file.</param>
    /// <returns>False: nothing was found out; it is to be opened with <see cref="OpenFile"/>.</returns>
    internal bool TryReadWhole(LastFolder folder, int file, Span<byte> destination)
    {
        Origin origin = _origins[file];
        int descriptor = folder.Find(origin.Root ?? _root!, origin.Path, out ReadOnlySpan<char> name) is { } found ? found.OpenBriefly(name) : -1;
        if (descriptor < 0)
            return false;
        using var opened = new BriefFile(descriptor, origin.Path);
        int length = opened.Read(destination);
        // SRC-CHANGE-1, SRC-CHANGE-2: one look behind the only read says both, for the time of the last change never goes back.
        if (length < destination.Length || opened.Status().Identity != _identities[file])
            throw new SourceChangedException(origin.Path);
        return true;
    }

    /// <summary>Throws where an open file is not in the state that the plan saw any more.</summary>
    internal void Check(int file, SafeFileHandle handle)
    {
        if (RootedDirectory.StatusOf(handle, _origins[file].Path).Identity != _identities[file])
            throw new SourceChangedException(_origins[file].Path);
    }

    internal SourceChangedException Shrunk(int file) => new(_origins[file].Path);

    // -1: none.
    private int FirstChanged(int from, int to, long above)
    {
        using var folder = new LastFolder();
        for (int i = from; i < to; i++)
        {
            PlanFile planned = Plan.Files[i];
            if (planned.Size > above && !planned.Attributes.HasFlag(PlanFileAttributes.Folder) && !IsInPlace(folder, i))
                return i;
        }

        return -1;
    }

    private bool IsInPlace(LastFolder folder, int file)
    {
        try
        {
            return Look(folder, _root, _origins[file]) is { Kind: FileKind.File } now && now.Identity == _identities[file];
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return false;
        }
    }

    private static FileStatus? Look(LastFolder folder, RootedDirectory? root, Origin origin)
    {
        FileStatus? status = folder.Find(origin.Root ?? root!, origin.Path, out ReadOnlySpan<char> name)?.Stat(name);
        // In a root that all share, what a link leads to counts.
        return status is { Kind: FileKind.Link } && origin.Root is null ? root!.Stat(origin.Path) : status;
    }

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

    // Where a file lies.
    private readonly record struct Origin(string Path, RootedDirectory? Root);
}
