using Messenger.Contracts.Files;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Gives verified files their times, bits and names, in an order that a power cut can interrupt anywhere.</summary>
internal sealed class Promotion(RootedDirectory root, TargetFile[] targets, PartWriter parts, LocalBytes local, TransferJournal journal)
{
    // Up to so many files one fsync each is cheaper than writing out the whole file system.
    private const int SyncEach = 16;
    private const int MaxNumber = 10_000;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>The final names of the files that were written.</summary>
    public List<string> Written { get; } = [];

    /// <summary>For tests: called before each step.</summary>
    public Action<SinkStep>? BeforeStep { get; init; }

    public void Run()
    {
        TargetFile[] own = [.. targets.Where(t => !t.IsFolder && t.Backing == Backing.Part && t.Resolution != Resolution.Keep)];
        foreach (TargetFile target in own)
            Complete(target, own.Length <= SyncEach);

        // SINK-PROMOTE-1: bytes, times and journal first, then the names, then the folders, and the journal goes last.
        if (own.Length > SyncEach)
            Step(SinkStep.Sync, root.SyncAll);
        else if (own.Length > 0)
            Step(SinkStep.Sync, journal.Sync);
        foreach (TargetFile target in own)
            Rename(target);
        foreach (TargetFile target in targets)
            FinishOther(target);
        if (_folders.Count > SyncEach)
            Step(SinkStep.Sync, root.SyncAll);
        else
            foreach (string folder in _folders)
                Step(SinkStep.Sync, () => root.SyncFolder(folder));
        journal.Remove();
    }

    private void Complete(TargetFile target, bool sync)
    {
        SafeFileHandle part = parts.Open(target.Index);
        if (RandomAccess.GetLength(part) != target.Planned.Size)
            throw new SinkException(TransferFailure.LocalFile, $"'{target.Part}' was changed by another program while it was written.");
        if (target.Planned.Attributes.HasFlag(PlanFileAttributes.Executable))
            RootedDirectory.MakeExecutable(part, target.Part);
        RootedDirectory.SetModified(part, target.Planned.Modified, target.Part);
        if (sync)
            Step(SinkStep.Sync, () => RootedDirectory.Sync(part, target.Part));
        local.Close(target.Index);
        parts.Close(target.Index);
    }

    private void Rename(TargetFile target)
    {
        bool replace = target.Resolution == Resolution.Overwrite;
        for (int number = 0; number < MaxNumber; number++)
        {
            string path = TargetFile.Numbered(target.Path, number);
            if (target.Resolution == Resolution.Rename && root.Stat(path, follow: false) is not null)
                continue;
            // JRN-PROMOTE-1: the name is announced before it is given.
            journal.Append(new JournalRecord(JournalRecordType.Promoting, target.Index, new UInt128((ulong)number, target.PartId!.Value.Inode)));
            BeforeStep?.Invoke(SinkStep.Rename);
            if (root.Rename(target.Part, path, replace))
            {
                target.Path = path;
                target.Backing = Backing.Promoted;
                Written.Add(path);
                _folders.Add(FolderOf(path));
                return;
            }

            if (target.Resolution != Resolution.Rename)
                throw new SinkException(TransferFailure.Exists, $"'{path}' appeared while it was fetched; the new file is kept as '{target.Part}'.");
        }

        throw new SinkException(TransferFailure.Exists, $"All names beside '{target.Path}' are taken.");
    }

    private void FinishOther(TargetFile target)
    {
        if (target.IsFolder)
        {
            root.MakeFolder(target.Path);
            // One that was there and has something in it keeps its time.
            if (root.List(target.Path).Count == 0)
                root.SetFolderModified(target.Path, target.Planned.Modified);
            _folders.Add(FolderOf(target.Path));
        }
        // A part that was only needed to verify what it shares a chunk with.
        else if (target.Backing != Backing.Promoted && target.PartId is not null)
        {
            parts.Close(target.Index);
            Step(SinkStep.Remove, () => root.Remove(target.Part));
        }
    }

    private void Step(SinkStep step, Action action)
    {
        BeforeStep?.Invoke(step);
        action();
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
