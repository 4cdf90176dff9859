using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;

namespace Messenger.Transfer;

// Bytes that come in.
public sealed partial class TransferReceiver
{
    // Chunks that a peer can keep half-way at once, which bounds memory.
    private const int MinAssemblies = 64;
    private const int MaxSmallAssemblies = 40_000;
    private const long MaxAssemblyBytes = 256 * 1024 * 1024;
    private readonly Dictionary<int, ChunkAssembly> _assemblies = [];
    private readonly Stack<ChunkAssembly> _spare = new();
    private readonly int _maxAssemblies;
    private bool _isChunkWhole;

    /// <summary>Takes bytes of the wire space. What was not asked for ends the transfer.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="data">1 byte or more; valid only during the call.</param>
    /// <returns>True: a chunk is whole, right or wrong, or the transfer is over. There may be something to say, to ask or to show.</returns>
    public bool HandleRange(long offset, ReadOnlySpan<byte> data)
    {
        if (Outcome is not null)
            return true;
        if (offset < 0 || data.IsEmpty || data.Length > Plan.WireLength - offset)
        {
            Fail(TransferFailure.Protocol, "The sender sent bytes outside the plan.");
            return true;
        }

        _moved += data.Length;
        _isChunkWhole = false;
        try
        {
            while (!data.IsEmpty && Outcome is null)
            {
                int chunk = Plan.ChunkAt(offset);
                int at = (int)(offset - Plan.WireStart(chunk));
                int length = Math.Min(data.Length, Plan.ChunkLength(chunk) + TransferPlan.HashLength - at);
                TakePiece(chunk, at, data[..length]);
                data = data[length..];
                offset += length;
            }

            CommitWritten();
            SayVerified();
            FinishIfAllIsHere();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            OnTrouble(e);
        }

        return _isChunkWhole || Outcome is not null;
    }

    private void TakePiece(int chunk, int at, ReadOnlySpan<byte> piece)
    {
        int length = Plan.ChunkLength(chunk);
        if (!_wants.IsAsked(chunk, out bool hashOnly) || (hashOnly && at < length))
        {
            // WIRE-3: asked for once and here already, it came twice; never asked for, it ends the transfer.
            if (!_wants.WasAsked(chunk) || hashOnly)
                Fail(TransferFailure.Protocol, "The sender sent bytes that were not asked for.");
            return;
        }

        if (AssemblyOf(chunk, length, hashOnly) is not { } assembly || assembly.Has(at, at + piece.Length))
            return;
        if (at < length)
            TakeBytes(assembly, at, piece[..Math.Min(piece.Length, length - at)]);
        if (at + piece.Length > length)
            assembly.TakeHash(Math.Max(at, length), piece[Math.Max(0, length - at)..]);
        if (!assembly.Add(at, at + piece.Length))
            Fail(TransferFailure.Protocol, "The sender cut a chunk into too many pieces.");
        else if (assembly.IsComplete)
            Complete(assembly, length);
    }

    private void TakeBytes(ChunkAssembly assembly, int at, ReadOnlySpan<byte> bytes)
    {
        // What is hashed is never written again: the hash is that of the bytes on disk, whatever comes twice.
        int known = Math.Clamp(assembly.Hashed - at, 0, bytes.Length);
        bytes = bytes[known..];
        at += known;
        if (bytes.IsEmpty)
            return;
        _sink.Write(assembly.Chunk, at, bytes);
        if (at != assembly.Hashed)
            return;
        assembly.Hash.Append(bytes);
        assembly.Hashed += bytes.Length;
    }

    private void Complete(ChunkAssembly assembly, int length)
    {
        int chunk = assembly.Chunk;
        _assemblies.Remove(chunk);
        if (assembly.HashOnly)
            _sink.TryCommitInPlace(chunk, assembly.Expected);
        // Only what came out of order is read again from the disk.
        else if (assembly.Hashed < length && !_sink.TryAppend(assembly.Hash, chunk, assembly.Hashed))
            Fail(TransferFailure.LocalFile, "What was written to the part cannot be read again.");
        else if (assembly.Hash.GetCurrentHashAsUInt128() == assembly.Expected)
            _sink.CommitReceived(chunk, assembly.Expected);
        else
            OnMismatch(chunk);

        _isChunkWhole = true;
        _wants.OnCame(chunk);
        if (_sink.TakeWentBack())
            _wants.Rescan();
        _spare.Push(assembly);
    }

    private void OnMismatch(int chunk)
    {
        int attempts = _attempts.GetValueOrDefault(chunk) + 1;
        _attempts[chunk] = attempts;
        if (attempts >= MaxAttempts)
            Fail(TransferFailure.Integrity, $"A part of the transfer did not match its hash {attempts} times; the source or a disk is damaged.");
    }

    private ChunkAssembly? AssemblyOf(int chunk, int length, bool hashOnly)
    {
        if (_assemblies.TryGetValue(chunk, out ChunkAssembly? found))
            return found;
        if (_assemblies.Count == _maxAssemblies)
        {
            Fail(TransferFailure.Protocol, "The sender began too many chunks at once.");
            return null;
        }

        if (!_spare.TryPop(out ChunkAssembly? assembly))
            assembly = new ChunkAssembly();
        assembly.Begin(chunk, length, hashOnly);
        _assemblies.Add(chunk, assembly);
        return assembly;
    }
}
