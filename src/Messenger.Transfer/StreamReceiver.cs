using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>
/// The receiving end of a transfer that goes into a stream, in order: each chunk is verified before a byte of it is written. Bytes may come in any order: it asks
/// for a few chunks ahead and keeps those in memory, 16 MiB or two chunks. A later connection can go on where this one ended, with the same plan.
/// </summary>
public sealed class StreamReceiver : IRangeReceiver
{
    private const int AheadBytes = 16 * 1024 * 1024;
    private readonly Stream _output;
    private readonly Dialogue _dialogue = new();
    private readonly Queue<WireRange> _expected = new();
    private readonly (byte[]? Bytes, int Filled)[] _chunks;
    private int _asked;
    private long _moved;
    private bool _saidDone;

    /// <summary>Begins a transfer.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where the bytes go; not closed.</param>
    /// <param name="firstChunk">The first chunk that is not in the stream yet.</param>
    /// <param name="source">The stamp of the source that the chunks before it came from; null: there are none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The plan has no such place.</exception>
    public StreamReceiver(TransferPlan plan, Stream output, int firstChunk = 0, UInt128? source = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstChunk, plan.ChunkCount);
        (Plan, _output, NextChunk, _asked, Source) = (plan, output, firstChunk, firstChunk, source);
        _chunks = new (byte[]?, int)[Math.Max(2, AheadBytes / plan.ChunkSize)];
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>The first chunk that is not in the stream.</summary>
    public int NextChunk { get; private set; }

    /// <summary>The sender's stamp of its files; null before it is heard.</summary>
    public UInt128? Source { get; private set; }

    /// <summary>What the stream said when it took no more; null: it takes.</summary>
    public Exception? OutputFailure { get; private set; }

    /// <summary>How far it is.</summary>
    public EndProgress Progress => new(Plan.TotalBytes, Math.Min(Plan.TotalBytes, (long)NextChunk * Plan.ChunkSize), 0, _moved, State);

    /// <summary>How it ended; null while it lasts.</summary>
    public EndOutcome? Outcome => _dialogue.Outcome;

    bool ITransferEnd.IsHeld { get; set; }

    private TransferState State => _dialogue.State(_saidDone);

    /// <summary>Takes bytes of the wire space. What was not asked for ends the transfer.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="data">1 byte or more; valid only during the call.</param>
    public void HandleRange(long offset, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && Outcome is null)
        {
            int chunk = offset >= 0 && offset < Plan.WireLength ? Plan.ChunkAt(offset) : -1;
            if (chunk < NextChunk || chunk >= _asked)
            {
                Fail(TransferFailure.Protocol, "The sender sent bytes that were not asked for.");
                return;
            }

            int at = (int)(offset - Plan.WireStart(chunk)), whole = Plan.ChunkLength(chunk) + TransferPlan.HashLength;
            int length = Math.Min(data.Length, whole - at);
            ref (byte[]? Bytes, int Filled) slot = ref _chunks[chunk % _chunks.Length];
            slot.Bytes ??= GC.AllocateUninitializedArray<byte>((int)Math.Min(Plan.ChunkSize, Plan.TotalBytes) + TransferPlan.HashLength);
            data[..length].CopyTo(slot.Bytes.AsSpan(at));
            slot.Filled += length;
            (_moved, offset) = (_moved + length, offset + length);
            data = data[length..];
            WriteOut();
        }
    }

    /// <summary>Takes a whole message of the peer. A malformed one ends the transfer.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    public void HandleMessage(ReadOnlySpan<byte> message)
    {
        if (Outcome is not null)
            return;
        ReadOnlySpan<byte> body = message.IsEmpty ? message : message[1..];
        MessageType type = message.IsEmpty ? default : (MessageType)message[0];
        switch (type)
        {
            case MessageType.Source when body.Length == 2 * sizeof(ulong):
                OnSource(BinaryPrimitives.ReadUInt128BigEndian(body));
                break;
            case MessageType.Trailer when body.IsEmpty && _saidDone:
                _dialogue.Lane.Add(MessageType.Bye);
                _dialogue.Complete();
                break;
            default:
                if (!_dialogue.TryHandle(type, body))
                    Fail(TransferFailure.Protocol, "The sender sent a message that cannot be understood.");
                break;
        }
    }

    /// <summary>Gives the next message for the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <returns>False: none waits.</returns>
    public bool TryGetMessage(Span<byte> destination, out int length)
    {
        if (!_saidDone && Outcome is null && NextChunk == Plan.ChunkCount && !((ITransferEnd)this).IsHeld)
        {
            _saidDone = true;
            _dialogue.Lane.Add(MessageType.Done);
        }

        if (_dialogue.Lane.TryTake(destination, out length))
            return true;
        int count = Math.Min(NextChunk + _chunks.Length, Plan.ChunkCount) - _asked;
        // Half the room at once, so that there is not a message for each chunk.
        if (Outcome is not null || _dialogue.IsPaused || count == 0 || (count < _chunks.Length / 2 && _asked + count < Plan.ChunkCount))
            return false;
        destination[0] = (byte)MessageType.Want;
        new WantRun(_asked, count, HashOnly: false).Write(destination[1..]);
        length = 1 + WantRun.Length;
        long start = Plan.WireStart(_asked);
        _expected.Enqueue(new WireRange(start, Plan.FullRange(_asked + count - 1).End - start));
        _asked += count;
        return true;
    }

    /// <inheritdoc/>
    public void Pause() => _dialogue.Pause();

    /// <inheritdoc/>
    public void Resume() => _dialogue.Resume();

    /// <summary>Ends the transfer and tells the peer.</summary>
    /// <param name="reason">One sentence for people.</param>
    public void Stop(string reason) => _dialogue.Stop(reason);

    /// <summary>Ends the transfer because the transport failed; nobody is told.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    public void Abort(TransferFailure failure, string sentence) => _dialogue.Abort(failure, sentence);

    bool IRangeReceiver.TryGetExpected(out WireRange range) => _expected.TryDequeue(out range);

    void ITransferEnd.Fail(TransferFailure failure, string sentence) => Fail(failure, sentence);

    // What is written already cannot be taken back: bytes of another source must not follow it.
    private void OnSource(UInt128 stamp)
    {
        if (Source is { } known && known != stamp && NextChunk > 0)
            Fail(TransferFailure.SourceChanged, "The file changed on the server after a part of it was written out.");
        Source = stamp;
    }

    // The chunks that are whole, from the next one on.
    private void WriteOut()
    {
        while (Outcome is null && NextChunk < _asked)
        {
            ref (byte[]? Bytes, int Filled) slot = ref _chunks[NextChunk % _chunks.Length];
            int length = Plan.ChunkLength(NextChunk);
            if (slot.Filled < length + TransferPlan.HashLength)
                return;
            ReadOnlySpan<byte> bytes = slot.Bytes.AsSpan(0, length);
            if (XxHash128.HashToUInt128(bytes) != BinaryPrimitives.ReadUInt128BigEndian(slot.Bytes.AsSpan(length)))
            {
                Fail(TransferFailure.Integrity, "A part of the transfer did not match its hash; the source or its disk is damaged.");
                return;
            }

            try
            {
                _output.Write(bytes);
            }
            // The stream is the caller's: whatever it throws is its way to say so, and comes back to the caller.
            catch (Exception e)
            {
                OutputFailure = e;
                Fail(TransferFailure.LocalFile, "What the bytes go to takes no more of them.");
                return;
            }

            slot.Filled = 0;
            NextChunk++;
        }
    }

    private void Fail(TransferFailure failure, string sentence) => _dialogue.Fail(failure, sentence);
}
