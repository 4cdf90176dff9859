using Messenger.Transfer.Disk;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Gives verified files their times, bits and names, in an order that a power cut can interrupt anywhere.</summary>
internal sealed class Promotion(RootedDirectory root, TargetFile[] targets, PartWriter parts, LocalBytes local, TransferJournal journal) : IDisposable
{
    // Up to so many files one fsync each is cheaper than writing out the whole file system.
    private const int SyncEach = 16;
    private const int MaxNumber = 10_000;

    // Names that are announced in one write.
    private const int NamesAtOnce = 32;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly LastFolder _folder = new(), _target = new();

    /// <summary>The final names of the files that were written.</summary>
    public List<string> Written { get; } = [];

    /// <summary>The new folder that the files are in; null: none.</summary>
    public NewFolder? Folder { get; init; }

    /// <summary>For tests: called before each step.</summary>
    public Action<SinkStep>? BeforeStep { get; init; }

    public void Run()
    {
        TargetFile[] own = [.. targets.Where(t => !t.IsFolder && t.Backing == Backing.Part && t.Resolution != Resolution.Keep)];
        bool syncEach = own.Length <= SyncEach;
        parts.Forget();
        // SINK-PROMOTE-1: bytes, times and journal first, then the names, then the folders, and the journal goes last.
        bool isNamed = Folder is not null && !syncEach && TryNameFolder(own);
        if (!isNamed)
        {
            if (!syncEach)
                ManyFiles.Look(own.Length, (from, to) => LookAt(own.AsSpan(from, to - from)));
            Settle(own, syncEach, target => target.IsAsWritten);
            foreach (TargetFile[] some in own.Chunk(NamesAtOnce))
                Name(some);
        }

        foreach (TargetFile target in targets)
            FinishOther(target);
        if (Folder is not null)
        {
            if (!isNamed)
                NewFolder.RemoveEmpty(root, targets.Select(target => target.Planned.Path));
            _folders.Add("");
        }

        if (_folders.Count > SyncEach)
            Step(SinkStep.Sync, root.SyncAll);
        else
            foreach (string folder in _folders)
                Step(SinkStep.Sync, () => root.SyncFolder(folder));
        journal.Remove();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
        _target.Dispose();
    }

    private void LookAt(ReadOnlySpan<TargetFile> some)
    {
        using var folder = new LastFolder();
        foreach (TargetFile target in some)
        {
            try
            {
                target.IsAsWritten = IsAsWritten(folder, target);
            }
            catch (Exception e) when (NativeError.IsFileTrouble(e))
            {
                // Opened in its turn, it says what is wrong with it.
                target.IsAsWritten = false;
            }
        }
    }

    // A part that has its time already is only looked at; one that somebody touched since is opened, and says what is wrong with it.
    private bool IsAsWritten(LastFolder folder, TargetFile target) =>
        target.IsDressed
        && folder.Find(root, target.Part, out ReadOnlySpan<char> name)?.Stat(name) is { Kind: FileKind.File } there
        && there.Identity.File == target.PartId
        && (there.Identity.Size, there.Identity.Modified) == (target.Planned.Size, target.Planned.Modified);

    private void Settle(TargetFile[] own, bool syncEach, Predicate<TargetFile> isComplete)
    {
        foreach (TargetFile target in own)
        {
            if (!isComplete(target))
                Complete(target, syncEach);
            local.Close(target.Index);
            parts.Close(target.Index);
        }

        journal.Flush();
        if (!syncEach)
            Step(SinkStep.Sync, root.SyncAll);
        else if (own.Length > 0)
            Step(SinkStep.Sync, journal.Sync);
    }

    private void Complete(TargetFile target, bool sync)
    {
        SafeFileHandle part = parts.Open(target.Index);
        if (RandomAccess.GetLength(part) != target.Planned.Size)
            throw new SinkException(TransferFailure.LocalFile, $"'{target.Part}' was changed by another program while it was written.");
        PartWriter.Dress(target, part);
        if (sync)
            Step(SinkStep.Sync, () => RootedDirectory.Sync(part, target.Part));
    }

    // SINK-FOLDER-3: all names at once, with their folder's, whose listing says that all that were written are there, and nothing else.
    private bool TryNameFolder(TargetFile[] own)
    {
        Settle(own, syncEach: false, target => target.IsDressed);
        foreach (TargetFile target in own)
            journal.Hold(Announcement(target, 0));
        journal.Flush();
        BeforeStep?.Invoke(SinkStep.Rename);
        if (!Folder!.TryName([.. own.Select(target => (ulong)target.PartId!.Value)]))
            return false;
        // Names in it were written out with the files.
        Written.EnsureCapacity(own.Length);
        foreach (TargetFile target in own)
        {
            target.Backing = Backing.Promoted;
            Written.Add(target.Path);
        }

        return true;
    }

    private void Name(TargetFile[] some)
    {
        // JRN-PROMOTE-1: names are announced before they are given. Which number is free is known of one file at a time.
        foreach (TargetFile target in some)
        {
            if (target.Resolution != Resolution.Rename)
                journal.Hold(Announcement(target, 0));
        }

        journal.Flush();
        foreach (TargetFile target in some)
        {
            if (target.Resolution == Resolution.Rename)
                NameBeside(target);
            else if (!TryName(target, target.Path))
                throw new SinkException(TransferFailure.Exists, $"'{target.Path}' appeared while it was fetched; the new file is kept as '{target.Part}'.");
        }
    }

    private void NameBeside(TargetFile target)
    {
        for (int number = 0; number < MaxNumber; number++)
        {
            string path = TargetFile.Numbered(target.Path, number);
            if (_folder.Find(root, path, out ReadOnlySpan<char> name)?.Stat(name) is not null)
                continue;
            journal.Append(Announcement(target, number));
            if (TryName(target, path))
                return;
        }

        throw new SinkException(TransferFailure.Exists, $"All names beside '{target.Path}' are taken.");
    }

    private static JournalRecord Announcement(TargetFile target, int number) =>
        new(JournalRecordType.Promoting, target.Index, new UInt128((ulong)number, (ulong)target.PartId!.Value));

    // False: the name is taken.
    private bool TryName(TargetFile target, string path)
    {
        BeforeStep?.Invoke(SinkStep.Rename);
        RootedFolder folder = _folder.Open(root, target.Part, create: false, out ReadOnlySpan<char> part);
        RootedFolder final = Folder is null ? folder : _target.Open(root, path, create: true, out _);
        if (!folder.Rename(part.ToString(), final, RootedDirectory.Split(path).Name, replace: target.Resolution == Resolution.Overwrite))
            return false;
        (target.Path, target.Backing) = (path, Backing.Promoted);
        Written.Add(path);
        _folders.Add(RootedDirectory.Split(path).Folder);
        return true;
    }

    private void FinishOther(TargetFile target)
    {
        if (target.IsFolder)
        {
            root.MakeFolder(target.Path);
            // One that was there and has something in it keeps its time.
            if (root.List(target.Path).Count == 0)
                root.SetFolderModified(target.Path, target.Planned.Modified);
            _folders.Add(RootedDirectory.Split(target.Path).Folder);
        }
        // A part that was only needed to verify what it shares a chunk with.
        else if (target.Backing != Backing.Promoted && target.PartId is not null)
        {
            RemovePart(target);
        }
    }

    private void RemovePart(TargetFile target)
    {
        parts.Close(target.Index);
        Step(SinkStep.Remove, () => root.Remove(target.Part));
    }

    private void Step(SinkStep step, Action action)
    {
        BeforeStep?.Invoke(step);
        action();
    }
}
