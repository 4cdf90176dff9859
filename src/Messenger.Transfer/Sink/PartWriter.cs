using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Messenger.Transfer.Journal;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>
/// Writes to the parts at their offsets; small pieces that follow one another become one write. Many small files are written by another thread while more bytes are taken.
/// </summary>
internal sealed class PartWriter : IDisposable
{
    private const int BufferLength = 256 * 1024;

    // From here on copying costs more than the call that it saves.
    private const int DirectLength = 64 * 1024;

    // Of small files a whole chunk is held back: the more of them are written at once, the better two threads share them, and the fewer are cut in two.
    private const int SmallFilesLength = 1024 * 1024;
    private readonly RootedDirectory _root;
    private readonly TransferPlan _plan;
    private readonly TargetFile[] _targets;
    private readonly TransferJournal _journal;
    private readonly OpenFiles _files;
    private readonly LastFolder _folder = new();
    private readonly WholeFiles _whole;
    private readonly EarlyWriteback _writeback = new();
    private readonly int _bufferLength, _directLength;
    private byte[]? _buffer, _spare;
    private byte[]? _writing;
    private long _start;
    private int _length;

    public PartWriter(RootedDirectory root, TransferPlan plan, TargetFile[] targets, TransferJournal journal)
    {
        (_root, _plan, _targets, _journal) = (root, plan, targets, journal);
        _files = new OpenFiles(OpenPart);
        _whole = new WholeFiles(root);
        (_bufferLength, _directLength) = plan.HasSmallFiles ? ((int)Math.Min(plan.TotalBytes, SmallFilesLength), SmallFilesLength) : (BufferLength, DirectLength);
    }

    /// <summary>For tests: called before each write.</summary>
    public Action<SinkStep>? BeforeStep { get; init; }

    /// <summary>Is called when <see cref="IsWriting"/> can be ended without waiting; on any thread.</summary>
    public Action? Wake
    {
        set => _whole.Wake = value;
    }

    /// <summary>Bytes are on their way to the disk: <see cref="EndWriting"/> waits for them.</summary>
    public bool IsWriting => _writing is not null;

    /// <summary>Those bytes have arrived: there is nothing to wait for.</summary>
    public bool IsWritten => _writing is not null && _whole.AreWritten;

    /// <summary>Takes bytes at an offset of the plan.</summary>
    public void Write(long planOffset, ReadOnlySpan<byte> data)
    {
        if (_length > 0 && (planOffset != _start + _length || data.Length > _bufferLength - _length))
            BeginFlush();
        if (data.Length >= _directLength)
        {
            Flush();
            WriteThrough(planOffset, data);
            return;
        }

        // Where it stays, for a thread that is in the kernel with it.
        _buffer ??= GC.AllocateUninitializedArray<byte>(_bufferLength, pinned: true);
        if (_length == 0)
            _start = planOffset;
        data.CopyTo(_buffer.AsSpan(_length));
        _length += data.Length;
    }

    /// <summary>Writes what was held back.</summary>
    public void Flush()
    {
        BeginFlush();
        EndWriting();
    }

    /// <summary>Writes what was held back, or begins to: then <see cref="IsWriting"/>. What was begun before is ended.</summary>
    public void BeginFlush()
    {
        EndWriting();
        if (_length == 0)
            return;
        int length = _length;
        _length = 0;
        WriteThrough(_start, _buffer.AsSpan(0, length), mayGoOn: true);
    }

    /// <summary>Waits for what <see cref="BeginFlush"/> began.</summary>
    public void EndWriting()
    {
        if (_writing is not { } bytes)
            return;
        (_writing, _spare) = (null, bytes);
        try
        {
            Take(_whole.Finish(), bytes);
        }
        finally
        {
            _whole.Clear();
        }
    }

    /// <summary>The part, open, made where it is missing.</summary>
    public SafeFileHandle Open(int file) => _files.Get(file);

    public void Close(int file) => _files.Close(file);

    /// <summary>Time has passed: a folder may be another by now.</summary>
    public void Forget() => _folder.Forget();

    /// <summary>Behind <see cref="EndWriting"/>.</summary>
    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
        _whole.Dispose();
    }

    /// <summary>Gives a part that has all its bytes its time and bits.</summary>
    public static void Dress(TargetFile target, SafeFileHandle part)
    {
        if (target.IsExecutable)
            RootedDirectory.MakeExecutable(part, target.Part);
        RootedDirectory.SetModified(part, target.Planned.Modified, target.Part);
    }

    private unsafe void WriteThrough(long planOffset, ReadOnlySpan<byte> data, bool mayGoOn = false)
    {
        BeforeStep?.Invoke(SinkStep.Data);
        Forget();
        try
        {
            foreach (FileSegment segment in new ChunkSegments(_plan, planOffset, data.Length))
            {
                TargetFile target = _targets[segment.File];
                if (target.PartId is null && segment.Length == target.Planned.Size)
                    _whole.Add(target, segment.ChunkOffset);
                else
                    WriteInto(segment.File, data.Slice(segment.ChunkOffset, segment.Length), segment.FileOffset);
            }

            if (mayGoOn && _whole.AreMany)
            {
                (_writing, _buffer, _spare) = (_buffer, _spare, null);
                _whole.Begin((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_writing!)));
                return;
            }

            Take(_whole.Write(data), data);
        }
        finally
        {
            if (_writing is null)
                _whole.Clear();
        }
    }

    private void Take(Exception? trouble, ReadOnlySpan<byte> data)
    {
        foreach (ref WholeFile file in _whole.Files)
        {
            if (file.Made is { } made)
                Adopt(file.Target, made);
            else if (trouble is null)
                WriteInto(file.Target.Index, data.Slice(file.At, (int)file.Target.Planned.Size), 0);
        }

        if (trouble is not null)
            ExceptionDispatchInfo.Throw(trouble);
        // One record for each new part, all in one write.
        _journal.Flush();
    }

    private void WriteInto(int file, ReadOnlySpan<byte> bytes, long offset)
    {
        TargetFile target = _targets[file];
        SafeFileHandle handle = _files.Get(file);
        target.IsDressed = false;
        RandomAccess.Write(handle, bytes, offset);
        _writeback.OnWritten(handle, bytes.Length);
        DressAtEnd(target, handle, offset + bytes.Length);
    }

    // Most files end with the bytes that come last: then nobody has to open them again. Nothing is executable before it is verified.
    private static void DressAtEnd(TargetFile target, SafeFileHandle part, long end)
    {
        if (end < target.Planned.Size || target.IsExecutable)
            return;
        Dress(target, part);
        target.IsDressed = true;
    }

    private SafeFileHandle OpenPart(int file)
    {
        TargetFile target = _targets[file];
        SafeFileHandle handle = _folder.Open(_root, target.Part, create: true, out ReadOnlySpan<char> name).OpenWrite(name, create: true, out FileStatus status);
        UInt128 id = status.Identity.File;
        try
        {
            // SINK-PART-2: bytes of one part are never mixed with those of another that took its name.
            if (target.PartId is { } known && known != id)
                throw new SinkException(TransferFailure.LocalFile, $"'{target.Part}' was replaced while it was written.");
            if (target.PartId is null || !target.PartIsKnown)
                Adopt(target, status.Identity);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // From here on the journal knows the part as this transfer's.
    private void Adopt(TargetFile target, in FileIdentity part)
    {
        (target.PartId, target.PartIsKnown) = (part.File, true);
        _journal.Hold(new JournalRecord(JournalRecordType.Part, target.Index, part.File));
    }
}
