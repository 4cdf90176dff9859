using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer.Sink;

// Targets whose names are taken by other files.
public sealed partial class FileSink
{
    /// <summary>Decides about <see cref="Conflict"/>.</summary>
    /// <exception cref="SinkException">The answer is to refuse, or the disk has no room for it.</exception>
    internal void Resolve(ConflictAnswer answer)
    {
        EndWriting();
        TargetFile target = _targets[_conflicts.Dequeue()];
        if (answer == ConflictAnswer.Refuse)
            throw Refused(target, _options);

        Resolution resolution = answer switch
        {
            ConflictAnswer.Keep => Resolution.Keep,
            ConflictAnswer.Rename => Resolution.Rename,
            _ => Resolution.Overwrite,
        };
        _journal.Append(new JournalRecord(JournalRecordType.Decision, target.Index, (UInt128)(byte)resolution));
        Settle(target, resolution);
        if (_conflicts.Count == 0)
            FreeSpace.Check(_root, MissingBytes(Plan, Map));
    }

    internal static long MissingBytes(TransferPlan plan, ChunkMap map)
    {
        long bytes = 0;
        for (int chunk = 0; chunk < map.Count; chunk++)
            bytes += map[chunk] == ChunkState.Missing ? plan.ChunkLength(chunk) : 0;
        return bytes;
    }

    // What one may not overwrite one is not told to.
    internal static SinkException Refused(TargetFile target, FileSinkOptions options) => new(
        TransferFailure.Exists,
        options.MayReplace?.Invoke(target.Path) == false
            ? $"'{target.Path}' exists, is another file, and was not put there by you; choose another name with --as, or --if-exists skip or rename."
            : $"'{target.Path}' exists and is another file; choose with --if-exists skip, rename or overwrite.");

    // What an earlier run received for a file that exists too: the comparison behind it may not have been made.
    private void CompareResumed()
    {
        foreach (TargetFile target in _targets)
        {
            if (!target.IsUndecided || target.PartId is null)
                continue;
            (int first, int count) = Plan.ChunksOf(target.Index);
            for (int chunk = first; chunk < first + count && !_raised.Contains(target.Index); chunk++)
            {
                if (Map[chunk] == ChunkState.Verified)
                    Compare(chunk);
            }
        }
    }

    private void Compare(int chunk)
    {
        foreach (FileSegment segment in Plan.Segments(chunk))
        {
            if (_targets[segment.File].IsUndecided && !_local.IsSame(segment))
                RaiseConflict(segment.File);
        }
    }

    private void RaiseConflict(int file)
    {
        if (!_raised.Add(file))
            return;
        TargetFile target = _targets[file];
        if (_options.ResolutionOf(target) is not Resolution.None and var resolution)
            Settle(target, resolution);
        else if (_options.IfExists == IfExists.Ask)
            _conflicts.Enqueue(file);
        else
            throw Refused(target, _options);
    }

    private void Settle(TargetFile target, Resolution resolution)
    {
        target.Resolution = resolution;
        if (resolution == Resolution.Keep)
            FilesKept++;
        else
            target.Backing = Backing.Part;
        Reclassify(target);
        _wentBack = true;
    }

    // What was found in the existing file is of no use where a new one takes its place; and nothing is wanted for one that stays.
    private void Reclassify(TargetFile target)
    {
        (int first, int count) = Plan.ChunksOf(target.Index);
        for (int chunk = first; chunk < first + count; chunk++)
        {
            if (Map[chunk] == ChunkState.Verified)
                continue;
            if (Map[chunk] == ChunkState.InPlace && target.Backing == Backing.Part)
            {
                _journal.Append(new JournalRecord(JournalRecordType.Forgotten, chunk, 0));
                BytesResumed -= Plan.ChunkLength(chunk);
                Map[chunk] = ChunkState.Missing;
            }

            if (_scan.IsUnwanted(chunk))
            {
                BytesResumed += Map.IsOpen(chunk) ? Plan.ChunkLength(chunk) : 0;
                Map[chunk] = ChunkState.Unwanted;
            }
            else if (Map[chunk] == ChunkState.Candidate && !_scan.HasBytes(chunk))
                Map[chunk] = ChunkState.Missing;
        }
    }

    // A file that an earlier run put in place turns out to be of another source: it is fetched anew, and replaces its own.
    private void ReopenPromoted(int chunk)
    {
        foreach (FileSegment segment in Plan.Segments(chunk))
        {
            TargetFile target = _targets[segment.File];
            if (target.Backing != Backing.Promoted)
                continue;
            (target.Backing, target.Resolution) = (Backing.Part, Resolution.Overwrite);
            (int first, int count) = Plan.ChunksOf(target.Index);
            for (int other = first; other < first + count; other++)
            {
                _journal.Append(new JournalRecord(JournalRecordType.Forgotten, other, 0));
                Map[other] = ChunkState.Missing;
            }

            _wentBack = true;
        }
    }

    private FileConflict ConflictOf(int file)
    {
        TargetFile target = _targets[file];
        Rooted.FileIdentity existing = target.Existing.GetValueOrDefault();
        return new FileConflict(file, target.Path, existing.Size, existing.Modified, target.Planned.Size, target.Planned.Modified);
    }
}
