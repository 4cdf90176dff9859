using System.Collections;
using System.IO.Hashing;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>
/// The files of a plan where they go: <c>NAME.part</c> and a journal until all is verified, then renamed into place. All writes go beneath the
/// target's root. Holds the journal's lock from <see cref="Open"/> to <see cref="Dispose"/>.
/// </summary>
public sealed partial class FileSink : IDisposable
{
    private readonly RootedDirectory _root;
    private readonly FileSinkOptions _options;
    private readonly TargetFile[] _targets;
    private readonly TransferJournal _journal;
    private readonly LocalBytes _local;
    private readonly PartWriter _parts;
    private readonly NewFolder? _folder;
    private readonly ChunkScan _scan;
    private readonly Queue<int> _conflicts;
    private readonly HashSet<int> _raised;
    private readonly BitArray _resumed;
    private UInt128? _source;
    private bool _disposed, _wentBack;
    private (int Chunk, UInt128 Hash)? _received;

    private FileSink(SinkOpening opening)
    {
        (_root, _options, _targets, _journal) = (opening.Root, opening.Options, opening.Targets, opening.Journal);
        (Plan, Map, _local, _parts, _scan) = (opening.Plan, opening.Map, opening.Local, opening.Parts, opening.Scan);
        (_folder, _conflicts, FilesKept) = (opening.Folder, new Queue<int>(opening.Conflicts), opening.Kept);
        _raised = [.. opening.Conflicts];
        BytesResumed = Map.SettledBytes;
        _source = opening.Source;
        _resumed = new BitArray(Map.Count);
        for (int chunk = 0; chunk < Map.Count; chunk++)
            _resumed[chunk] = Map[chunk] is ChunkState.Verified or ChunkState.InPlace;
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>Bytes that need not come: those that an earlier run verified and this one believes, those of identical files, and those of files that are left alone, grown as they are found.</summary>
    public long BytesResumed { get; private set; }

    /// <summary>Bytes verified on this disk, resumed ones included.</summary>
    public long BytesVerified => Map.SettledBytes;

    /// <summary>Files that are left alone though they differ.</summary>
    public int FilesKept { get; private set; }

    /// <summary>Bytes that those files have in the plan.</summary>
    public long BytesKept => _targets.Where(t => t.Resolution == Resolution.Keep).Sum(t => t.Planned.Size);

    /// <summary>The final names of the files that were written, relative to the root.</summary>
    public IReadOnlyList<string> FilesWritten { get; private set; } = [];

    /// <summary>The same, with their sizes.</summary>
    public IEnumerable<(string Path, long Size)> SizesWritten
    {
        get
        {
            HashSet<string> written = [.. FilesWritten];
            return _targets.Where(target => written.Contains(target.Path)).Select(target => (target.Path, target.Planned.Size));
        }
    }

    /// <summary>The journal, relative to the root.</summary>
    public string JournalPath => _journal.Path;

    internal ChunkMap Map { get; }

    /// <summary>Nothing of it is here: all can only come from the sender, and nobody has to decide about anything.</summary>
    public bool IsNew => Conflict is null && Enumerable.Range(0, Map.Count).All(chunk => Map[chunk] == ChunkState.Missing);

    /// <summary>Bytes that would be stored: of files that are not here under their names yet.</summary>
    /// <param name="withExisting">Also of those that are, in case they are others.</param>
    public long BytesToStore(bool withExisting) => _targets
        .Where(t => t.Resolution != Resolution.Keep && (t.Backing == Backing.Part || (withExisting && t.Backing == Backing.Existing)))
        .Sum(t => t.Planned.Size);

    /// <summary>Chunks that were settled may be wanted after all: once after each such change.</summary>
    internal bool TakeWentBack()
    {
        bool was = _wentBack;
        _wentBack = false;
        return was;
    }

    /// <summary>The target that somebody has to decide about next.</summary>
    internal FileConflict? Conflict => _conflicts.TryPeek(out int file) ? ConflictOf(file) : null;

    /// <summary>
    /// Looks for the journal, parts and existing files, and decides what is missing. Hashes again what a power cut may have damaged, which
    /// takes as long as reading it. Checks the free space.
    /// </summary>
    /// <param name="root">The target's root; must stay open as long as the sink is used.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How to behave.</param>
    /// <exception cref="PlanException"><see cref="FileSinkOptions.TargetName"/> is not safe, or the plan has more than one file.</exception>
    /// <exception cref="SinkException">
    /// <see cref="TransferFailure.Busy"/>, <see cref="TransferFailure.DiskFull"/>, <see cref="TransferFailure.LocalFile"/>, or
    /// <see cref="TransferFailure.Exists"/> where the policy refuses without asking and the sizes differ.
    /// </exception>
    public static FileSink Open(RootedDirectory root, TransferPlan plan, FileSinkOptions options)
    {
        try
        {
            var sink = new FileSink(SinkOpening.Run(root, plan, options));
            try
            {
                sink.CompareResumed();
                return sink;
            }
            catch
            {
                sink.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is not SinkException && NativeError.IsFileTrouble(e))
        {
            throw Trouble(e, root);
        }
    }

    /// <summary>The plan that the journal of a selection has begun: its digest goes into the request, so that the offer can leave the files out.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="selection">The same words as <see cref="FileSinkOptions.Selection"/>.</param>
    /// <returns>Null: none, or not readable.</returns>
    public static TransferPlan? FindPlan(RootedDirectory root, string selection) => TransferJournal.ReadPlan(root, PartNames.SetJournal(selection));

    /// <summary>Removes what an upload or download that nobody continues has left: its parts and its journal.</summary>
    /// <param name="root">The target's root.</param>
    /// <param name="journal">The journal's path, as <see cref="JournalPath"/> says it.</param>
    /// <returns>False: somebody is at it, or it cannot be removed.</returns>
    public static bool Discard(RootedDirectory root, string journal)
    {
        try
        {
            if (root.Stat(journal, follow: false) is null)
                return true;
            using TransferJournal opened = TransferJournal.Open(root, journal);
            if (opened.Read() is { } contents)
            {
                foreach ((string part, UInt128 id) in contents.PartPaths())
                {
                    // JRN-PART-1: a part that another journal has made since is not this one's.
                    if (root.Stat(part, follow: false) is { } there && there.Identity.File == id)
                        root.Remove(part);
                }

                NewFolder.RemoveEmpty(root, contents.Plan.Files.Select(file => file.Path));
            }

            root.Remove(journal);
            return true;
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            TryEndWriting();
            // Where nothing was begun there is nothing to continue: no journal stays beside a file that was refused.
            if (Map.SettledBytes == 0 && _targets.All(t => t.PartId is null && t.Backing != Backing.Promoted))
                TryRemoveJournal();
        }
        finally
        {
            // Nobody could lock them again.
            _local.Dispose();
            _parts.Dispose();
            _folder?.Dispose();
            _journal.Dispose();
        }
    }

    private void TryEndWriting()
    {
        try
        {
            EndWriting();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            // What ended is not heard any more; the chunk has to come again.
        }
    }

    private void TryRemoveJournal()
    {
        try
        {
            _root.Remove(_journal.Path);
            if (_folder is not null)
                _root.RemoveEmptyFolder(_folder.Part);
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            // It stays, and does no harm.
        }
    }

    /// <summary>What a failed step means to people; the exception itself where it already says so.</summary>
    internal SinkException TroubleOf(Exception e) => Trouble(e, _root);

    private static SinkException Trouble(Exception e, RootedDirectory root) => e switch
    {
        SinkException own => own,
        _ when NativeError.IsFull(e) => new SinkException(TransferFailure.DiskFull, $"The disk of '{root.Path}' is full; make room and run the same command again: nothing verified is lost.", e),
        _ => new SinkException(TransferFailure.LocalFile, e.Message, e),
    };

    /// <summary>The sender says in which state its files are. True: chunks that were believed are to be compared after all.</summary>
    internal bool OnSource(UInt128 stamp)
    {
        if (_source == stamp)
            return false;
        EndWriting();
        // JRN-SOURCE-1: same names, sizes and times, and yet maybe other bytes: each chunk's hash is asked for.
        _journal.Append(new JournalRecord(JournalRecordType.Source, 0, stamp));
        _source = stamp;
        bool any = false;
        for (int chunk = 0; chunk < Map.Count; chunk++)
        {
            if (!_resumed[chunk] || Map.IsOpen(chunk) || Map[chunk] == ChunkState.Unwanted)
                continue;
            Map[chunk] = _scan.HasBytes(chunk) ? ChunkState.Candidate : ChunkState.Missing;
            BytesResumed -= Plan.ChunkLength(chunk);
            any = true;
        }

        return any;
    }

    /// <summary>Takes bytes of a chunk that is being received.</summary>
    internal void Write(int chunk, int at, ReadOnlySpan<byte> data)
    {
        try
        {
            _parts.Write(((long)chunk * Plan.ChunkSize) + at, data);
        }
        catch
        {
            LoseReceived();
            throw;
        }
    }

    /// <summary>Appends bytes of a chunk that were written before to a hash.</summary>
    internal bool TryAppend(XxHash128 hash, int chunk, int from)
    {
        EndWriting();
        _parts.Flush();
        return _local.TryAppend(hash, chunk, from, partsOnly: true);
    }

    /// <summary>Is called when <see cref="CommitWritten"/> has something to do; on any thread.</summary>
    internal Action? Wake
    {
        set => _parts.Wake = value;
    }

    /// <summary>All bytes of a chunk came, and hash to what the sender said: it is verified as soon as they are written, which may be at once.</summary>
    internal void CommitReceived(int chunk, UInt128 hash)
    {
        EndWriting();
        _parts.BeginFlush();
        (_received, Map[chunk]) = ((chunk, hash), ChunkState.Received);
        if (!_parts.IsWriting)
            EndWriting();
    }

    /// <summary>Commits what was received and has been written meanwhile; where nothing else is missing, waits for it.</summary>
    /// <returns>False: nothing was committed.</returns>
    internal bool CommitWritten()
    {
        bool isWritten = _parts.IsWriting ? _parts.IsWritten : _received is not null;
        bool isLast = _received is not null && Map.UnsettledChunks == 1;
        if (!isWritten && !isLast)
            return false;
        EndWriting();
        return true;
    }

    // JRN-ORDER-1: the bytes are with the kernel before the journal speaks of them.
    private void EndWriting()
    {
        try
        {
            _parts.EndWriting();
            if (_received is { } written)
                _journal.Append(new JournalRecord(JournalRecordType.Verified, written.Chunk, written.Hash));
        }
        catch
        {
            LoseReceived();
            throw;
        }

        if (_received is not var (chunk, _))
            return;
        (_received, Map[chunk]) = (null, ChunkState.Verified);
        Compare(chunk);
    }

    // What is not on the disk has to come again.
    private void LoseReceived()
    {
        if (_received is { } lost)
            (_received, Map[lost.Chunk]) = (null, ChunkState.Missing);
    }

    /// <summary>The sender's hash of a chunk came alone: whether the bytes that are here are the same.</summary>
    internal bool TryCommitInPlace(int chunk, UInt128 hash)
    {
        if (!Map.IsOpen(chunk))
            return true;
        if (_scan.HasBytes(chunk) && _local.HashOf(chunk, partsOnly: false) == hash)
        {
            _journal.Append(new JournalRecord(JournalRecordType.InPlace, chunk, hash));
            Map[chunk] = ChunkState.InPlace;
            BytesResumed += Plan.ChunkLength(chunk);
            return true;
        }

        Map[chunk] = ChunkState.Missing;
        ReopenPromoted(chunk);
        // Where a chunk is one file's alone, that file differs; else its bytes have to come to tell which of them does.
        ChunkSegments segments = Plan.Segments(chunk);
        segments.MoveNext();
        FileSegment only = segments.Current;
        if (!segments.MoveNext() && _targets[only.File].IsUndecided)
            RaiseConflict(only.File);
        return false;
    }

    /// <summary>Makes all files what the plan says. Blocks until the disk has them.</summary>
    internal void Promote()
    {
        EndWriting();
        _parts.Flush();
        CheckSha256();
        using var promotion = new Promotion(_root, _targets, _parts, _local, _journal) { Folder = _folder, BeforeStep = _options.BeforeStep };
        try
        {
            promotion.Run();
        }
        finally
        {
            // A connection that broke meanwhile was not told; the next one finds these in place, and has written them all the same.
            FilesWritten = FilesWritten.Count == 0 ? promotion.Written : [.. FilesWritten.Union(promotion.Written)];
        }
    }

    // What a person was told elsewhere, against what is here: the server's own word does not count.
    private void CheckSha256()
    {
        if (_options.Sha256 is not { } expected)
            return;
        if (Plan.Files.Count != 1)
            throw new SinkException(TransferFailure.Integrity, $"A SHA-256 was given for one file, and {Plan.Files.Count} came.");
        byte[] found = _local.Sha256Of(0) ?? throw new SinkException(TransferFailure.LocalFile, $"'{_targets[0].Path}' cannot be read again.");
        if (!found.AsSpan().SequenceEqual(expected.Span))
        {
            throw new SinkException(
                TransferFailure.Integrity,
                $"'{_targets[0].Path}' has the SHA-256 {Convert.ToHexStringLower(found)} and not the one that was given; it got no final name.");
        }
    }
}
