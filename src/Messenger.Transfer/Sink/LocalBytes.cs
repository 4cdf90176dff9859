using System.IO.Hashing;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Transfer.Sink;

/// <summary>Reads bytes of the plan that are on this disk already: from parts, or from files under their final names.</summary>
internal sealed class LocalBytes : IDisposable
{
    private const int ScratchLength = 256 * 1024;
    private readonly TransferPlan _plan;
    private readonly TargetFile[] _targets;
    private readonly OpenFiles _parts, _finals;
    private readonly XxHash128 _hash = new();
    private byte[]? _scratch;

    public LocalBytes(RootedDirectory root, TransferPlan plan, TargetFile[] targets)
    {
        (_plan, _targets) = (plan, targets);
        _parts = new OpenFiles(file => root.OpenRead(targets[file].Part, follow: false, out _));
        _finals = new OpenFiles(file => root.OpenRead(targets[file].Path, follow: false, out _));
    }

    /// <summary>The hash of a chunk; null where its bytes are not all there or cannot be read.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="partsOnly">All bytes from parts, whatever the backing of their files.</param>
    public UInt128? HashOf(int chunk, bool partsOnly)
    {
        _hash.Reset();
        return TryAppend(_hash, chunk, 0, partsOnly) ? _hash.GetCurrentHashAsUInt128() : null;
    }

    /// <summary>Appends a chunk's bytes from an offset on to a hash.</summary>
    public bool TryAppend(XxHash128 hash, int chunk, int from, bool partsOnly)
    {
        long start = ((long)chunk * _plan.ChunkSize) + from;
        try
        {
            foreach (FileSegment segment in new ChunkSegments(_plan, start, _plan.ChunkLength(chunk) - from))
            {
                if (!TryAppend(hash, segment, partsOnly))
                    return false;
            }

            return true;
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return false;
        }
    }

    /// <summary>Whether a segment's bytes in the part are those in the file that exists.</summary>
    public bool IsSame(in FileSegment segment)
    {
        _scratch ??= GC.AllocateUninitializedArray<byte>(ScratchLength);
        Span<byte> part = _scratch.AsSpan(0, ScratchLength / 2), existing = _scratch.AsSpan(ScratchLength / 2);
        try
        {
            SafeFileHandle partFile = _parts.Get(segment.File), existingFile = _finals.Get(segment.File);
            for (int done = 0; done < segment.Length; done += part.Length)
            {
                int length = Math.Min(part.Length, segment.Length - done);
                if (!TryRead(partFile, part[..length], segment.FileOffset + done) || !TryRead(existingFile, existing[..length], segment.FileOffset + done)
                    || !part[..length].SequenceEqual(existing[..length]))
                    return false;
            }

            return true;
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            return false;
        }
    }

    /// <summary>The SHA-256 of a whole file, wherever its bytes are; null where they are not all there.</summary>
    public byte[]? Sha256Of(int file)
    {
        _scratch ??= GC.AllocateUninitializedArray<byte>(ScratchLength);
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        long size = _plan.Files[file].Size;
        SafeFileHandle? handle = size == 0 ? null : (_targets[file].Backing == Backing.Part ? _parts : _finals).Get(file);
        for (long done = 0; done < size; done += ScratchLength)
        {
            Span<byte> bytes = _scratch.AsSpan(0, (int)Math.Min(ScratchLength, size - done));
            if (!TryRead(handle!, bytes, done))
                return null;
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Closes a file, for its name is about to mean another.</summary>
    public void Close(int file)
    {
        _parts.Close(file);
        _finals.Close(file);
    }

    public void Dispose()
    {
        _parts.Dispose();
        _finals.Dispose();
    }

    private bool TryAppend(XxHash128 hash, in FileSegment segment, bool partsOnly)
    {
        _scratch ??= GC.AllocateUninitializedArray<byte>(ScratchLength);
        Backing backing = _targets[segment.File].Backing;
        bool fromPart = backing == Backing.Part || (partsOnly && backing == Backing.Existing);
        SafeFileHandle file = (fromPart ? _parts : _finals).Get(segment.File);
        for (int done = 0; done < segment.Length; done += ScratchLength)
        {
            Span<byte> bytes = _scratch.AsSpan(0, Math.Min(ScratchLength, segment.Length - done));
            if (!TryRead(file, bytes, segment.FileOffset + done))
                return false;
            hash.Append(bytes);
        }

        return true;
    }

    private static bool TryRead(SafeFileHandle file, Span<byte> destination, long offset)
    {
        for (int done = 0; done < destination.Length;)
        {
            int read = RandomAccess.Read(file, destination[done..], offset + done);
            if (read == 0)
                return false;
            done += read;
        }

        return true;
    }
}
