using System.Buffers;
using System.Runtime.InteropServices;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Journal;

/// <summary>The journal of one transfer, locked while it is open. Rules and layout: JOURNAL.md.</summary>
internal sealed class TransferJournal : IDisposable
{
    private const int LockRetries = 16;
    private const int MaxHeld = 64;
    private readonly RootedDirectory _root;
    private readonly SafeFileHandle _file;
    private readonly byte[] _held = new byte[MaxHeld * JournalRecord.Length];
    private uint _seed;
    private long _end;
    private int _heldLength;

    private TransferJournal(RootedDirectory root, string path, SafeFileHandle file) => (_root, Path, _file) = (root, path, file);

    public string Path { get; }

    /// <summary>For tests: called before each write.</summary>
    public Action<SinkStep>? BeforeStep { get; init; }

    /// <summary>Nothing was ever written to it.</summary>
    public bool IsEmpty => RandomAccess.GetLength(_file) == 0;

    /// <summary>Opens and locks a journal, making it where it is missing.</summary>
    public static TransferJournal Open(RootedDirectory root, string path, Action<SinkStep>? beforeStep = null)
    {
        for (int i = 0; i < LockRetries; i++)
        {
            SafeFileHandle file = root.OpenWrite(path, create: true, out FileStatus status);
            // JRN-LOCK-1: one process at a time.
            if (Native.Lock(file, Native.LockExclusiveNow) != 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                file.Dispose();
                throw errno == Native.EWOULDBLOCK
                    ? new SinkException(TransferFailure.Busy, $"Another process is fetching this already, and has '{path}' locked; wait for it, or choose another target.")
                    : NativeError.From(errno, "locked", path);
            }

            // JRN-LOCK-2: the process before may have finished and removed it between the two calls.
            if (root.Stat(path, follow: false) is { } now && now.Identity.Inode == status.Identity.Inode)
                return new TransferJournal(root, path, file) { BeforeStep = beforeStep };
            file.Dispose();
        }

        throw new SinkException(TransferFailure.Busy, $"Other processes keep taking '{path}'.");
    }

    /// <summary>Reads what an earlier run wrote; null: nothing, or a head that is torn or damaged.</summary>
    public JournalContents? Read()
    {
        JournalContents? contents = Read(_file, out _seed);
        _end = contents?.ValidLength ?? 0;
        // JRN-TAIL-2: what lies behind the tear must not come back to life behind the next record.
        if (contents is not null && RandomAccess.GetLength(_file) > _end)
            RandomAccess.SetLength(_file, _end);
        return contents;
    }

    /// <summary>The plan in a journal that somebody else may be writing.</summary>
    public static TransferPlan? ReadPlan(RootedDirectory root, string path)
    {
        try
        {
            using SafeFileHandle file = root.OpenRead(path, out _);
            return ReadHead(file, out _, out _);
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return null;
        }
    }

    /// <summary>Begins anew: head and boot. What was there is gone first.</summary>
    public void Start(TransferPlan plan, UInt128 boot)
    {
        byte[] head = JournalHeader.Write(plan, out _seed);
        BeforeStep?.Invoke(SinkStep.Journal);
        // JRN-HEAD-2: cut before the new head is written, so that no old record is ever read behind it.
        RandomAccess.SetLength(_file, 0);
        RandomAccess.Write(_file, head, 0);
        _end = head.Length;
        Append(new JournalRecord(JournalRecordType.Boot, 0, boot));
    }

    /// <summary>Writes one record, with those that are held, behind the last whole one. A record that cannot be written whole is overwritten by the next.</summary>
    public void Append(in JournalRecord record)
    {
        Hold(record);
        Flush();
    }

    /// <summary>Takes a record that is written with the next ones: for those of which many come at once, and whose loss a kill makes good.</summary>
    public void Hold(in JournalRecord record)
    {
        if (_heldLength == _held.Length)
            Flush();
        record.Write(_held.AsSpan(_heldLength), _seed);
        _heldLength += JournalRecord.Length;
    }

    /// <summary>Writes what is held.</summary>
    public void Flush()
    {
        if (_heldLength == 0)
            return;
        // What fails is not said again: bytes of which it spoke may be others by then.
        int length = _heldLength;
        _heldLength = 0;
        BeforeStep?.Invoke(SinkStep.Journal);
        RandomAccess.Write(_file, _held.AsSpan(0, length), _end);
        _end += length;
    }

    /// <summary>Makes what was written survive a power cut.</summary>
    public void Sync()
    {
        if (Native.Sync(_file) != 0)
            throw NativeError.Last("synchronised", Path);
    }

    /// <summary>Removes the journal: all is in place.</summary>
    public void Remove()
    {
        BeforeStep?.Invoke(SinkStep.Remove);
        _root.Remove(Path);
    }

    public void Dispose()
    {
        if (_file.IsClosed)
            return;
        try
        {
            Flush();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            // Who goes on from here looks at what is on the disk.
        }
        finally
        {
            // By name and not by closing alone: a child that was just forked holds the descriptor until it executes its program.
            Native.Lock(_file, Native.Unlock);
            _file.Dispose();
        }
    }

    private static JournalContents? Read(SafeFileHandle file, out uint seed)
    {
        // JRN-HEAD-1: no head, no journal.
        if (ReadHead(file, out seed, out long at) is not { } plan)
            return null;

        var contents = new JournalContents(plan) { ValidLength = at };
        byte[] buffer = ArrayPool<byte>.Shared.Rent(2048 * JournalRecord.Length);
        try
        {
            while (true)
            {
                int length = ReadFully(file, buffer, at);
                int used = 0;
                // JRN-TAIL-1: the first record that does not fit ends the journal.
                while (JournalRecord.TryRead(buffer.AsSpan(used, length - used), seed, out JournalRecord record))
                {
                    contents.Apply(record);
                    used += JournalRecord.Length;
                }

                at += used;
                contents.ValidLength = at;
                if (used == 0 || length - used >= JournalRecord.Length)
                    return contents;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TransferPlan? ReadHead(SafeFileHandle file, out uint seed, out long end)
    {
        byte[] prefix = new byte[JournalHeader.PrefixLength];
        end = 0;
        int read = ReadFully(file, prefix, 0);
        if (!JournalHeader.TryReadPrefix(prefix.AsSpan(0, read), out int length, out seed) || RandomAccess.GetLength(file) - JournalHeader.PrefixLength < length)
            return null;
        byte[] body = new byte[length];
        end = JournalHeader.PrefixLength + length;
        return ReadFully(file, body, JournalHeader.PrefixLength) == length ? JournalHeader.ReadBody(body, seed) : null;
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        int done = 0;
        int read;
        while (done < buffer.Length && (read = RandomAccess.Read(file, buffer[done..], offset + done)) > 0)
            done += read;
        return done;
    }
}
