using System.Buffers.Binary;
using System.IO.Hashing;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;

namespace Messenger.Transfer;

/// <summary>
/// The receiving end of a transfer that goes into a stream, in order: each chunk is verified before a byte of it is written. Needs a transport that keeps order
/// (TCP). Keeps one chunk in memory. A later connection can go on where this one ended, with the same plan.
/// </summary>
public sealed class StreamReceiver : IRangeReceiver
{
    private readonly Stream _output;
    private readonly MessageLane _lane = new();
    private readonly byte[] _chunk;
    private int _filled;
    private long _moved;
    private bool _paused, _pausedByPeer, _saidDone;

    /// <summary>Begins a transfer.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where the bytes go; not closed.</param>
    /// <param name="firstChunk">The first chunk that is not in the stream yet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The plan has no such place.</exception>
    public StreamReceiver(TransferPlan plan, Stream output, int firstChunk = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstChunk, plan.ChunkCount);
        (Plan, _output, NextChunk) = (plan, output, firstChunk);
        _chunk = GC.AllocateUninitializedArray<byte>((int)Math.Min(plan.ChunkSize, plan.TotalBytes) + TransferPlan.HashLength);
        if (firstChunk < plan.ChunkCount)
            AskFrom(firstChunk);
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan { get; }

    /// <summary>The first chunk that is not in the stream.</summary>
    public int NextChunk { get; private set; }

    /// <summary>What the stream said when it took no more; null: it takes.</summary>
    public IOException? OutputFailure { get; private set; }

    /// <summary>How far it is.</summary>
    public TransferProgress Progress => new(Plan.TotalBytes, Math.Min(Plan.TotalBytes, (long)NextChunk * Plan.ChunkSize), 0, _moved, State);

    /// <summary>How it ended; null while it lasts.</summary>
    public TransferOutcome? Outcome { get; private set; }

    bool ITransferEnd.IsHeld { get; set; }

    private TransferState State =>
        Outcome is not null ? TransferState.Ended
        : _paused ? TransferState.Paused
        : _pausedByPeer ? TransferState.PausedByPeer
        : _saidDone ? TransferState.Finishing : TransferState.Moving;

    /// <summary>Takes bytes of the wire space: the next ones, or the transfer ends.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="data">1 byte or more; valid only during the call.</param>
    public void HandleRange(long offset, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && Outcome is null)
        {
            if (NextChunk == Plan.ChunkCount || offset != Plan.WireStart(NextChunk) + _filled)
            {
                Fail(TransferFailure.Protocol, "The sender sent bytes that were not the next ones.");
                return;
            }

            int whole = Plan.ChunkLength(NextChunk) + TransferPlan.HashLength;
            int length = Math.Min(data.Length, whole - _filled);
            data[..length].CopyTo(_chunk.AsSpan(_filled));
            (_filled, _moved, offset) = (_filled + length, _moved + length, offset + length);
            data = data[length..];
            if (_filled == whole)
                Complete(whole - TransferPlan.HashLength);
        }
    }

    /// <summary>Takes a whole message of the peer. A malformed one ends the transfer.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    public void HandleMessage(ReadOnlySpan<byte> message)
    {
        if (Outcome is not null)
            return;
        ReadOnlySpan<byte> body = message.IsEmpty ? message : message[1..];
        switch (message.IsEmpty ? default : (MessageType)message[0])
        {
            case MessageType.Trailer when body.IsEmpty && _saidDone:
                _lane.Add(MessageType.Bye);
                Outcome = TransferOutcome.Completed;
                break;
            case MessageType.Pause:
                _pausedByPeer = true;
                break;
            case MessageType.Resume:
                _pausedByPeer = false;
                break;
            case MessageType.Stop:
                Outcome = new TransferOutcome(TransferEnd.Stopped, TransferFailure.None, MessageLane.Sentence(body), ByPeer: true);
                break;
            case MessageType.Fail when body.Length >= 1:
                Outcome = MessageLane.Failure(body);
                break;
            case MessageType.Heartbeat:
                break;
            default:
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
            _lane.Add(MessageType.Done);
        }

        return _lane.TryTake(destination, out length);
    }

    /// <inheritdoc/>
    public void Pause()
    {
        if (Outcome is null && !_paused)
            _lane.Add(MessageType.Pause);
        _paused = true;
    }

    /// <inheritdoc/>
    public void Resume()
    {
        if (Outcome is null && _paused)
            _lane.Add(MessageType.Resume);
        _paused = false;
    }

    /// <summary>Ends the transfer and tells the peer.</summary>
    /// <param name="reason">One sentence for people.</param>
    public void Stop(string reason)
    {
        if (Outcome is not null)
            return;
        _lane.AddStop(reason);
        Outcome = new TransferOutcome(TransferEnd.Stopped, TransferFailure.None, reason, ByPeer: false);
    }

    /// <summary>Ends the transfer because the transport failed; nobody is told.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    public void Abort(TransferFailure failure, string sentence)
    {
        _lane.Clear();
        Outcome ??= new TransferOutcome(TransferEnd.Failed, failure, sentence, ByPeer: false);
    }

    bool IRangeReceiver.TryGetExpected(out WireRange range)
    {
        range = default;
        return false;
    }

    void ITransferEnd.Fail(TransferFailure failure, string sentence) => Fail(failure, sentence);

    private void Complete(int length)
    {
        ReadOnlySpan<byte> bytes = _chunk.AsSpan(0, length);
        UInt128 promised = BinaryPrimitives.ReadUInt128BigEndian(_chunk.AsSpan(length));
        if (XxHash128.HashToUInt128(bytes) != promised)
        {
            Fail(TransferFailure.Integrity, "A part of the transfer did not match its hash; the source or its disk is damaged.");
            return;
        }

        try
        {
            _output.Write(bytes);
        }
        catch (IOException e)
        {
            OutputFailure = e;
            Fail(TransferFailure.LocalFile, "What the bytes go to takes no more of them.");
            return;
        }

        _filled = 0;
        NextChunk++;
    }

    private void AskFrom(int chunk)
    {
        byte[] message = new byte[1 + WantRun.Length];
        message[0] = (byte)MessageType.Want;
        new WantRun(chunk, Plan.ChunkCount - chunk, HashOnly: false).Write(message.AsSpan(1));
        _lane.Add(message);
    }

    private void Fail(TransferFailure failure, string sentence)
    {
        if (Outcome is not null)
            return;
        _lane.AddFail(failure, sentence);
        Outcome = new TransferOutcome(TransferEnd.Failed, failure, sentence, ByPeer: false);
    }
}
