using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>
/// The receiving end of a transfer that goes into a stream, in order: each chunk is verified before a byte of it is written. Bytes may come in any order: it asks
/// for a few chunks ahead and keeps those in memory until the stream has taken them, 16 MiB or two chunks. A later connection can go on where this one ended,
/// with the same plan and output.
/// </summary>
public sealed class StreamReceiver : IRangeReceiver
{
    private const int AheadBytes = 16 * 1024 * 1024;
    private readonly StreamOutput _output;
    private readonly Dialogue _dialogue = new();
    private readonly Queue<WireRange> _expected = new();
    private readonly (byte[]? Bytes, int Filled)[] _chunks;
    private readonly LastLook _lastLook = new();
    private int _asked;
    private long _moved;

    /// <summary>Begins a transfer, or goes on with one.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <exception cref="ArgumentException">The plan is shorter than what was written.</exception>
    public StreamReceiver(TransferPlan plan, StreamOutput output)
    {
        if (output.NextChunk > plan.ChunkCount)
            throw new ArgumentException("More was written than the plan has.", nameof(plan));
        (Plan, _output, _asked) = (plan, output, output.NextChunk);
        _chunks = new (byte[]?, int)[Math.Max(2, AheadBytes / plan.ChunkSize)];
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>How far it is: verified is what the stream has taken.</summary>
    public EndProgress Progress => new(Plan.TotalBytes, Math.Min(Plan.TotalBytes, (long)_output.WrittenChunks * Plan.ChunkSize), 0, _moved, State);

    /// <summary>How it ended; null while it lasts.</summary>
    public EndOutcome? Outcome => _dialogue.Outcome;

    bool ITransferEnd.IsHeld { get; set; }

    private TransferState State => _dialogue.State(_lastLook.IsOver);

    /// <summary>Takes bytes of the wire space. What was not asked for ends the transfer.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="data">1 byte or more; valid only during the call.</param>
    /// <returns>True: a chunk is whole, right or wrong, or the transfer is over.</returns>
    public bool HandleRange(long offset, ReadOnlySpan<byte> data)
    {
        int next = _output.NextChunk;
        while (!data.IsEmpty && Outcome is null)
        {
            int chunk = offset >= 0 && offset < Plan.WireLength ? Plan.ChunkAt(offset) : -1;
            if (chunk < _output.NextChunk || chunk >= _asked)
            {
                Fail(TransferFailure.Protocol, "The sender sent bytes that were not asked for.");
                break;
            }

            int at = (int)(offset - Plan.WireStart(chunk)), whole = Plan.ChunkLength(chunk) + TransferPlan.HashLength;
            int length = Math.Min(data.Length, whole - at);
            ref (byte[]? Bytes, int Filled) slot = ref _chunks[chunk % _chunks.Length];
            slot.Bytes ??= _output.TryRent() ?? GC.AllocateUninitializedArray<byte>((int)Math.Min(Plan.ChunkSize, Plan.TotalBytes) + TransferPlan.HashLength);
            data[..length].CopyTo(slot.Bytes.AsSpan(at));
            slot.Filled += length;
            (_moved, offset) = (_moved + length, offset + length);
            data = data[length..];
            HandOver();
        }

        return _output.NextChunk != next || Outcome is not null;
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
            case MessageType.Trailer when _lastLook.TryTake(body):
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
        if (Outcome is null && _output.Failure is not null)
            Fail(TransferFailure.LocalFile, "What the bytes go to takes no more of them.");
        if (Outcome is null && _output.WrittenChunks == Plan.ChunkCount && !((ITransferEnd)this).IsHeld)
            Finish();
        if (_dialogue.Lane.TryTake(destination, out length))
            return true;
        int count = Math.Min(_output.WrittenChunks + _chunks.Length, Plan.ChunkCount) - _asked;
        // Half the room at once, so that there is not a message for each chunk.
        if (Outcome is not null || _dialogue.IsPaused || count == 0 || (count < _chunks.Length / 2 && _asked + count < Plan.ChunkCount))
            return false;
        _lastLook.OnWant();
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

    void IRangeReceiver.Attach(Action wake) => _output.Wake = wake;

    void IRangeReceiver.OnBegun(int chunks)
    {
        _lastLook.OnWant();
        _asked = chunks;
    }

    bool IRangeReceiver.TryGetExpected(out WireRange range) => _expected.TryDequeue(out range);

    void ITransferEnd.LimitRate(long bytesPerSecond) => _dialogue.LimitRate(bytesPerSecond, tell: true);

    void ITransferEnd.Fail(TransferFailure failure, string sentence) => Fail(failure, sentence);

    // What is written already cannot be taken back: bytes of another source must not follow it.
    private void OnSource(UInt128 stamp)
    {
        if (_output.Source is { } known && known != stamp && _output.NextChunk > 0)
            Fail(TransferFailure.SourceChanged, "The file changed on the server after a part of it was written out.");
        _output.Source = stamp;
    }

    private void Finish()
    {
        if (!_lastLook.IsTakenOrAskFor(_dialogue.Lane))
            return;
        _dialogue.Lane.Add(MessageType.Bye);
        _dialogue.Complete();
    }

    // The chunks that are whole, from the next one on.
    private void HandOver()
    {
        while (Outcome is null && _output.NextChunk < _asked)
        {
            ref (byte[]? Bytes, int Filled) slot = ref _chunks[_output.NextChunk % _chunks.Length];
            int length = Plan.ChunkLength(_output.NextChunk);
            if (slot.Filled < length + TransferPlan.HashLength)
                return;
            byte[] bytes = slot.Bytes!;
            if (XxHash128.HashToUInt128(bytes.AsSpan(0, length)) != BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(length)))
            {
                Fail(TransferFailure.Integrity, "A part of the transfer did not match its hash; the source or its disk is damaged.");
                return;
            }

            slot = (null, 0);
            _output.Write(bytes, length);
        }
    }

    private void Fail(TransferFailure failure, string sentence) => _dialogue.Fail(failure, sentence);
}
