using Messenger.Contracts.Files;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>The steps from a plan and a folder to a sink that knows what is missing.</summary>
internal sealed class SinkOpening
{
    private SinkOpening(RootedDirectory root, TransferPlan plan, FileSinkOptions options, TransferJournal journal, JournalContents? contents)
    {
        (Root, Plan, Options, Journal) = (root, plan, options, journal);
        Folder = NewFolder.Open(root, plan, contents);
        Targets = Locate(plan, options, Folder);
        Local = new LocalBytes(root, plan, Targets);
        Parts = new PartWriter(root, plan, Targets, journal) { BeforeStep = options.BeforeStep };
        Map = new ChunkMap(plan.ChunkCount, plan.ChunkLength);
        Scan = null!;
    }

    public RootedDirectory Root { get; }

    public TransferPlan Plan { get; }

    public FileSinkOptions Options { get; }

    public TransferJournal Journal { get; }

    /// <summary>The new folder that all files go to; null: none.</summary>
    public NewFolder? Folder { get; }

    public TargetFile[] Targets { get; }

    public LocalBytes Local { get; }

    public PartWriter Parts { get; }

    public ChunkMap Map { get; }

    public ChunkScan Scan { get; private set; }

    public IReadOnlyList<int> Conflicts { get; private set; } = [];

    public int Kept { get; private set; }

    /// <summary>The state of the source that the journal speaks of.</summary>
    public UInt128? Source { get; private set; }

    public static SinkOpening Run(RootedDirectory root, TransferPlan plan, FileSinkOptions options)
    {
        string path = JournalPath(plan, options);
        int slash = path.LastIndexOf('/');
        if (slash > 0)
            root.MakeFolder(path[..slash]);
        TransferJournal journal = TransferJournal.Open(root, path, options.BeforeStep);
        SinkOpening? opening = null;
        try
        {
            JournalContents? contents = journal.Read();
            opening = new SinkOpening(root, plan, options, journal, contents);
            opening.Look(contents);
            return opening;
        }
        catch
        {
            opening?.Local.Dispose();
            opening?.Parts.Dispose();
            // A refusal leaves nothing behind that was not there before.
            if (journal.IsEmpty)
                root.Remove(path);
            // While it is locked: whoever has it next has it whole.
            if (opening?.Folder is { } folder)
                root.RemoveEmptyFolder(folder.Part);
            opening?.Folder?.Dispose();
            journal.Dispose();
            throw;
        }
    }

    private void Look(JournalContents? contents)
    {
        UInt128 boot = BootId.Current(Options.BootId);
        HashSet<(string, UInt128)> ownParts = contents is null ? [] : [.. contents.PartPaths()];
        // JRN-PLAN-1: the journal of another plan says nothing of this one; the sender's hashes will tell what can stay.
        if (contents is not null && contents.Plan.Digest != Plan.Digest)
            contents = null;

        Source = contents?.Source;
        using var scan = new TargetScan(Root, Options, contents, ownParts) { HasNoParts = Folder is { IsFresh: true } };
        foreach (TargetFile target in Targets)
            scan.Look(target);
        (Conflicts, Kept) = (scan.Conflicts, scan.Kept);
        if (Options.IfExists != IfExists.Ask && Conflicts.Count > 0)
            throw FileSink.Refused(Targets[Conflicts[0]], Options);

        Scan = new ChunkScan(Plan, Targets, Local, contents, boot);
        for (int chunk = 0; chunk < Plan.ChunkCount; chunk++)
            Map[chunk] = Scan.Classify(chunk);
        // A conflict may need room, or none: then it is asked first, and the room is looked at behind the last answer.
        if (Conflicts.Count == 0)
            FreeSpace.Check(Root, FileSink.MissingBytes(Plan, Map) - Started());
        WriteJournal(contents, boot);
    }

    private void WriteJournal(JournalContents? contents, UInt128 boot)
    {
        if (contents is null)
            Journal.Start(Plan, boot);
        else if (contents.Boot != boot)
            Journal.Append(new JournalRecord(JournalRecordType.Boot, 0, boot));
        foreach (int chunk in Scan.Lost)
            Journal.Append(new JournalRecord(JournalRecordType.Forgotten, chunk, 0));
        foreach (JournalRecord record in Scan.Confirmed)
            Journal.Append(record);
    }

    // Bytes of chunks that were begun in an earlier run: they have their room already.
    private long Started()
    {
        long bytes = 0;
        foreach (TargetFile target in Targets)
        {
            if (target.PartLength > 0)
                bytes += Math.Min(target.PartLength, Plan.ChunkSize);
        }

        return bytes;
    }

    private static TargetFile[] Locate(TransferPlan plan, FileSinkOptions options, NewFolder? folder)
    {
        if (options.TargetName is null)
            return [.. plan.Files.Select((file, i) => new TargetFile(i, file, file.Path, folder?.PartOf(file.Path) ?? PartNames.Part(file.Path)))];
        if (plan.Files.Count != 1)
            throw new PlanException($"One name cannot be given to {plan.Files.Count} files.");
        if ((RelativePath.Fault(options.TargetName) ?? PartNames.Fault(options.TargetName)) is { } fault)
            throw new PlanException($"The name '{options.TargetName}' {fault}.");
        return [new TargetFile(0, plan.Files[0], options.TargetName, PartNames.Part(options.TargetName))];
    }

    private static string JournalPath(TransferPlan plan, FileSinkOptions options) =>
        plan.Files.Count == 1 && !plan.Files[0].Attributes.HasFlag(PlanFileAttributes.Folder)
            ? PartNames.Journal(Locate(plan, options, folder: null)[0].Part)
            : PartNames.SetJournal(options.Selection ?? plan.Digest.ToString());
}
