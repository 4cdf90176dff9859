using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Source;

/// <summary>
/// Reads a source's wire space for one transfer. Bytes that are read in order are hashed on the way; a hash that is wanted without them,
/// or out of order, is computed by reading its chunk.
/// </summary>
internal sealed class SourceReader : IDisposable
{
    private const int ScratchLength = 256 * 1024;
    private readonly FileSource _source;
    private readonly TransferPlan _plan;
    private readonly OpenFiles _files;
    private readonly LastFolder _folder = new();
    private readonly XxHash128 _hash = new();
    private byte[]? _scratch;
    private int _hashChunk = -1;
    private int _hashed;

    public SourceReader(FileSource source)
    {
        (_source, _plan) = (source, source.Plan);
        _files = new OpenFiles(file => source.OpenFile(_folder, file));
    }

    /// <summary>Reads bytes of the wire space: chunks and hashes.</summary>
    /// <exception cref="SourceChangedException">A file is not what the plan saw.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int chunk = _plan.ChunkAt(offset);
            int length = _plan.ChunkLength(chunk);
            int at = (int)(offset - _plan.WireStart(chunk));
            int done = at < length
                ? ReadBytes(chunk, at, destination[..Math.Min(destination.Length, length - at)])
                : ReadHash(chunk, at - length, destination);
            destination = destination[done..];
            offset += done;
        }
    }

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    private int ReadBytes(int chunk, int at, Span<byte> destination)
    {
        ReadFiles(((long)chunk * _plan.ChunkSize) + at, destination);
        // A first piece that is read again, because it was lost on the way, is no new beginning.
        if (at == 0 && _hashChunk != chunk && !_source.Hashes.TryGet(chunk, out _))
        {
            _hash.Reset();
            (_hashChunk, _hashed) = (chunk, 0);
        }

        if (_hashChunk != chunk || _hashed != at)
            return destination.Length;
        _hash.Append(destination);
        _hashed += destination.Length;
        if (_hashed == _plan.ChunkLength(chunk))
        {
            _source.Hashes.Set(chunk, _hash.GetCurrentHashAsUInt128());
            _hashChunk = -1;
        }

        return destination.Length;
    }

    private int ReadHash(int chunk, int at, Span<byte> destination)
    {
        if (!_source.Hashes.TryGet(chunk, out UInt128 hash))
            hash = HashChunk(chunk);
        Span<byte> bytes = stackalloc byte[TransferPlan.HashLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        int length = Math.Min(destination.Length, bytes.Length - at);
        bytes.Slice(at, length).CopyTo(destination);
        return length;
    }

    private UInt128 HashChunk(int chunk)
    {
        _hashChunk = -1;
        _scratch ??= GC.AllocateUninitializedArray<byte>(ScratchLength);
        int length = _plan.ChunkLength(chunk);
        for (int at = 0; at < length; at += ScratchLength)
            ReadBytes(chunk, at, _scratch.AsSpan(0, Math.Min(ScratchLength, length - at)));
        return _source.Hashes.TryGet(chunk, out UInt128 hash) ? hash : throw new InvalidOperationException("A chunk that was read has no hash.");
    }

    private void ReadFiles(long planOffset, Span<byte> destination)
    {
        // Time may have passed since the last range: a folder may be another by now.
        _folder.Forget();
        foreach (FileSegment segment in new ChunkSegments(_plan, planOffset, destination.Length))
        {
            Span<byte> bytes = destination.Slice(segment.ChunkOffset, segment.Length);
            if (bytes.Length == _plan.Files[segment.File].Size && _source.TryReadWhole(_folder, segment.File, bytes))
                continue;
            SafeFileHandle handle = _files.Get(segment.File);
            ReadFully(handle, segment, bytes);

            // SRC-CHANGE-2: looked at behind every read, so that no byte read before a change is mixed with one read after it.
            _source.Check(segment.File, handle);
            if (segment.FileOffset + segment.Length == _plan.Files[segment.File].Size)
                _files.Close(segment.File);
        }
    }

    private void ReadFully(SafeFileHandle handle, in FileSegment segment, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[done..], segment.FileOffset + done);
            if (read == 0)
                throw _source.Shrunk(segment.File);
            done += read;
        }
    }
}
