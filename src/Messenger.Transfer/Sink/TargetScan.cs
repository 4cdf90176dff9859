using Messenger.Transfer.Journal;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Looks at the names of a plan on this disk: what is there, and what the policy says to it.</summary>
/// <param name="root">The target's root.</param>
/// <param name="options">The policy.</param>
/// <param name="journal">The journal of this plan; null: none.</param>
/// <param name="ownParts">The parts that this journal has made, for whatever plan: name, device and inode.</param>
internal sealed class TargetScan(RootedDirectory root, FileSinkOptions options, JournalContents? journal, IReadOnlySet<(string, UInt128)> ownParts) : IDisposable
{
    private readonly LastFolder _folder = new(), _parts = new();

    /// <summary>Files whose name is taken by another, in the plan's order.</summary>
    public List<int> Conflicts { get; } = [];

    /// <summary>Files that are kept though they are not the same.</summary>
    public int Kept { get; private set; }

    /// <summary>No part is there, which need not be found out for each.</summary>
    public bool HasNoParts { get; init; }

    public void Look(TargetFile target)
    {
        FileStatus? existing = StatusOf(target.Path);
        if (target.IsFolder)
        {
            if (existing is { Kind: not FileKind.Folder } && root.Stat(target.Path) is not { Kind: FileKind.Folder })
                throw new SinkException(TransferFailure.LocalFile, $"'{target.Path}' is no folder.") { InTheWay = target.Path };
            return;
        }

        // JRN-DECIDE-1: what somebody was asked once is not asked again.
        if (options.IfExists == IfExists.Ask && journal is not null && journal.Decisions.TryGetValue(target.Index, out byte answer) && answer <= (byte)Resolution.Overwrite)
            target.Resolution = (Resolution)answer;
        if (!HasNoParts)
            LookAtPart(target);
        if (target.PartId is null && TryFindPromoted(target))
            return;
        if (existing is not { } there)
            return;
        if (there.Kind is FileKind.Folder or FileKind.Special)
            throw new SinkException(TransferFailure.LocalFile, there.Kind == FileKind.Folder ? $"'{target.Path}' is a folder." : $"'{target.Path}' is no regular file.") { InTheWay = target.Path };
        target.Existing = there.Identity;
        Decide(target, there);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        _parts.Dispose();
    }

    // In a folder that is not there, nothing is.
    private FileStatus? StatusOf(string path) => _folder.Find(root, path, out ReadOnlySpan<char> name)?.Stat(name);

    private void Decide(TargetFile target, in FileStatus there)
    {
        if (target.Resolution is Resolution.Overwrite or Resolution.Rename)
            return;

        // SINK-SAME-1: same size is worth a comparison; a link is not what the plan has.
        if (there.Kind == FileKind.File && there.Identity.Size == target.Planned.Size)
        {
            target.Backing = Backing.Existing;
            if (target.Resolution == Resolution.Keep)
                Kept++;
        }
        else
        {
            target.Resolution = target.Resolution == Resolution.Keep ? Resolution.Keep : options.ResolutionOf(target);
            if (target.Resolution == Resolution.Keep)
                Kept++;
            else if (target.Resolution == Resolution.None)
                Conflicts.Add(target.Index);
        }
    }

    private void LookAtPart(TargetFile target)
    {
        if (_parts.Find(root, target.Part, out ReadOnlySpan<char> name)?.Stat(name) is not { } part)
            return;
        // SINK-ROOT-2: a part is a regular file of its own; nothing is written through a link.
        if (part.Kind != FileKind.File)
            throw new SinkException(TransferFailure.LocalFile, $"'{target.Part}' exists and is no regular file; remove it.");
        UInt128 id = part.Identity.File;
        // SINK-PART-3: what another journal may believe in is not written to.
        if (options.OwnPartsOnly && !ownParts.Contains((target.Part, id)))
        {
            root.Remove(target.Part);
            return;
        }

        target.PartId = id;
        target.PartLength = part.Identity.Size;
        target.PartIsKnown = journal is not null && journal.Parts.TryGetValue(target.Index, out UInt128 known) && known == id;
        if (target.PartLength <= target.Planned.Size)
            return;
        using SafeFileHandle handle = root.OpenWrite(target.Part, create: false, out _);
        RandomAccess.SetLength(handle, target.Planned.Size);
        target.PartLength = target.Planned.Size;
    }

    // JRN-PROMOTE-2: the part is gone, and the file that it was stands under the name that the journal announced.
    private bool TryFindPromoted(TargetFile target)
    {
        if (journal is null || !journal.Promotions.TryGetValue(target.Index, out UInt128 promotion))
            return false;
        string path = TargetFile.Numbered(target.Path, (int)(ulong)(promotion >> 64));
        if (StatusOf(path) is not { Kind: FileKind.File } there || there.Identity.Inode != (ulong)promotion || there.Identity.Size != target.Planned.Size)
            return false;
        (target.Backing, target.Path) = (Backing.Promoted, path);
        return true;
    }
}
