using System.Buffers.Binary;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Source;

namespace Messenger.Transfer;

/// <summary>
/// The sending end of one transfer: messages in; messages and ranges to be sent out. No socket, task or clock. Not thread-safe.
/// A transport takes a range, reads its bytes as often as it needs (a lost part again), and hands over the peer's messages in order.
/// </summary>
public sealed class TransferSender : ITransferEnd, IDisposable
{
    // What a peer can make this end remember: 36 KiB.
    private const int MaxWantedRuns = 4096;
    private readonly FileSource _source;
    private readonly SourceReader _reader;
    private readonly Dialogue _dialogue = new();
    private readonly Queue<WantRun> _wanted = new();
    private WireRange _current;
    private WantRun _hashes;
    private long _verified, _resumed, _moved;
    private string? _changed;
    private int _wants, _begun, _lookingFor, _looked = -1;
    private bool _held, _heardDone;

    /// <summary>Begins a transfer.</summary>
    /// <param name="source">What is sent.</param>
    public TransferSender(FileSource source)
    {
        (_source, _reader) = (source, new SourceReader(source));
        _dialogue.Lane.AddSource(source.Stamp);
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan => _source.Plan;

    /// <summary>How far it is; verified bytes as the receiver said last, and those before it asked for any as resumed.</summary>
    public EndProgress Progress => new(Plan.TotalBytes, _verified, _resumed, _moved, State);

    /// <summary>How it ended; null while it lasts. The last messages may still wait in <see cref="TryGetMessage"/>.</summary>
    public EndOutcome? Outcome => _dialogue.Outcome;

    /// <summary>The receiver has everything and was told that all is right: from here on, its going away is no failure.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>The receiver has said that all files have their names.</summary>
    public bool IsInPlace { get; private set; }

    /// <summary>MSG-4: bytes a second at which ranges may leave; 0: no bound.</summary>
    internal long Rate => _dialogue.Rate;

    /// <summary>One end wants no bytes to move: what was given out already may wait, too.</summary>
    internal bool IsPaused => _dialogue.IsPaused || _dialogue.IsPausedByPeer;

    bool ITransferEnd.IsHeld
    {
        get => _held;
        set
        {
            _held = value;
            ConfirmIfDone();
        }
    }

    private TransferState State => _dialogue.State(IsConfirmed);

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
            case MessageType.Want:
                OnWant(body);
                break;
            case MessageType.Begin when _wants == 0 && body.Length == sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(body) is > 0 and var bytes:
                OnBegin(Plan.FirstChunks(bytes));
                break;
            case MessageType.Verified when body.Length == sizeof(long):
                _verified = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(body), 0, Plan.TotalBytes);
                if (_wants == 0)
                    _resumed = _verified;
                break;
            case MessageType.Done when body.IsEmpty:
                (_heardDone, _verified) = (true, Plan.TotalBytes);
                ConfirmIfDone();
                break;
            case MessageType.Bye when body.IsEmpty && MayFinish:
                (IsConfirmed, IsInPlace, _verified) = (true, true, Plan.TotalBytes);
                _dialogue.Complete();
                break;
            default:
                if (!_dialogue.TryHandle(type, body))
                    Fail(TransferFailure.Protocol, "The receiver sent a message that cannot be understood.");
                break;
        }
    }

    /// <summary>Gives the next message for the peer.</summary>
    /// <param name="destination">At least 16,384 bytes.</param>
    /// <param name="length">Bytes of the message.</param>
    /// <returns>False: none waits.</returns>
    public bool TryGetMessage(Span<byte> destination, out int length) => _dialogue.Lane.TryTake(destination, out length);

    /// <summary>Gives the next range to be sent; false: nothing is wanted now, or the transfer is paused or over.</summary>
    /// <param name="maxLength">Bytes, at most; 1 or more.</param>
    /// <param name="range">The range, to be sent after those given before.</param>
    public bool TryGetRange(int maxLength, out WireRange range)
    {
        range = default;
        if (Outcome is not null || _dialogue.IsPaused || _dialogue.IsPausedByPeer || !FillCurrent())
            return false;
        range = _current.Length <= maxLength ? _current : WithoutCutFile(_current with { Length = maxLength });
        _current = new WireRange(range.End, _current.Length - range.Length);
        _moved += range.Length;
        return true;
    }

    /// <summary>Reads bytes of the wire space, of any range that was given out, in any order and as often as needed. In order is cheapest.</summary>
    /// <param name="offset">Wire offset.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>False: the source changed or cannot be read; the transfer has failed, and a message that says so waits.</returns>
    public bool TryRead(long offset, Span<byte> destination)
    {
        if (Outcome is { End: not TransferEnd.Completed })
            return false;
        try
        {
            _reader.Read(offset, destination);
            return true;
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            OnReadFailure(e);
            return false;
        }
    }

    /// <summary>Stops giving out ranges and tells the peer.</summary>
    public void Pause() => _dialogue.Pause();

    /// <summary>Gives out ranges again and tells the peer.</summary>
    public void Resume() => _dialogue.Resume();

    /// <summary>Ends the transfer and tells the peer. After <see cref="IsConfirmed"/> it counts as completed.</summary>
    /// <param name="reason">One sentence for people.</param>
    public void Stop(string reason)
    {
        if (IsConfirmed)
            _dialogue.Complete();
        _dialogue.Stop(reason);
    }

    /// <summary>Ends the transfer because the transport failed; nobody is told. After <see cref="IsConfirmed"/> it counts as completed.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    public void Abort(TransferFailure failure, string sentence)
    {
        if (IsConfirmed)
            _dialogue.Complete();
        _dialogue.Abort(failure, sentence);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>Reads on another thread than the driver's, as long as nobody else reads; throws what went wrong, which is for <see cref="OnReadFailure"/>.</summary>
    internal void ReadBeside(long offset, Span<byte> destination) => _reader.Read(offset, destination);

    /// <summary>The source could not be read: the transfer has failed, and a message that says so waits.</summary>
    internal void OnReadFailure(Exception e)
    {
        if (e is SourceChangedException)
            Fail(TransferFailure.SourceChanged, e.Message);
        else
            Fail(TransferFailure.SourceUnreadable, $"The sender cannot read its file: {e.Message}");
    }

    /// <summary>A driver sees to <see cref="RunLastLook"/>, beside its other work; else it is done in place.</summary>
    internal bool LooksBeside { get; set; }

    /// <summary>The files are looked at for the last time.</summary>
    internal bool IsLooking { get; private set; }

    /// <summary>Looks whether every file that takes long to read still is what the plan saw: as long as the disk takes, on any thread.</summary>
    internal void RunLastLook()
    {
        _source.IsUnchanged(out string? changed, above: TransferPlan.SmallFile);
        _changed = changed;
    }

    /// <summary>Says how <see cref="RunLastLook"/> went.</summary>
    internal void EndLastLook()
    {
        IsLooking = false;
        if (_held || Outcome is not null)
            return;
        if (_changed is { } changed)
        {
            Fail(TransferFailure.SourceChanged, $"'{changed}' changed while it was sent.");
            return;
        }

        _looked = _lookingFor;
        _dialogue.Lane.AddTrailer(_looked);
        ConfirmIfDone();
    }

    /// <summary>The receiver was told that all is right if it has everything, and so may be over.</summary>
    public bool MayFinish => IsConfirmed || _looked == _wants;

    /// <summary>A driver has read all that it was given: where that is all that was asked for, the last look is due (MSG-3), and need not wait for Done.</summary>
    /// <returns>True: <see cref="IsLooking"/> has begun.</returns>
    internal bool OnAllRead()
    {
        // MSG-5: whoever has begun learns what else there is, and asks for that next.
        if (_wants == 1 && _begun > 0 && _begun < Plan.ChunkCount)
            return false;
        if (_wants == 0 || _looked == _wants || _current.Length > 0 || _hashes.Count > 0 || _wanted.Count > 0)
            return false;
        return TryLook();
    }

    void ITransferEnd.LimitRate(long bytesPerSecond) => _dialogue.LimitRate(bytesPerSecond, tell: false);

    void ITransferEnd.Fail(TransferFailure failure, string sentence) => Fail(failure, sentence);

    private void Fail(TransferFailure failure, string sentence) => _dialogue.Fail(failure, sentence);

    private void OnWant(ReadOnlySpan<byte> body)
    {
        _wants++;
        if (body.Length is 0 or > WantRun.MaxPerMessage * WantRun.Length || body.Length % WantRun.Length != 0)
        {
            Fail(TransferFailure.Protocol, "The receiver's list of chunks cannot be read.");
            return;
        }

        for (; !body.IsEmpty; body = body[WantRun.Length..])
        {
            // MSG-1: what waits here is bounded, whatever the peer asks for.
            if (!WantRun.TryRead(body, Plan.ChunkCount, out WantRun run) || _wanted.Count == MaxWantedRuns)
            {
                Fail(TransferFailure.Protocol, "The receiver asked for chunks that do not exist, or for too many at once.");
                return;
            }

            _wanted.Enqueue(run);
        }
    }

    // MSG-5.
    private void OnBegin(int chunks)
    {
        _begun = chunks;
        _wants++;
        if (chunks > 0)
            _wanted.Enqueue(new WantRun(0, chunks, HashOnly: false));
    }

    private void ConfirmIfDone()
    {
        if (!_heardDone || _held || Outcome is not null)
            return;
        if (_looked == _wants)
            IsConfirmed = true;
        else
            TryLook();
    }

    // MSG-3, SRC-CHANGE-3: only behind the last look the receiver may give the files their names.
    private bool TryLook()
    {
        if (_held || IsLooking || Outcome is not null)
            return false;
        (IsLooking, _lookingFor) = (true, _wants);
        if (LooksBeside)
            return true;
        RunLastLook();
        EndLastLook();
        return true;
    }

    // What ends in the middle of a small file that begins in it ends before that one.
    private WireRange WithoutCutFile(in WireRange range)
    {
        int chunk = Plan.ChunkAt(range.End - 1);
        long from = Math.Max(range.Offset, Plan.WireStart(chunk));
        int at = (int)(from - Plan.WireStart(chunk)), end = (int)(range.End - Plan.WireStart(chunk));
        bool isInHash = end > Plan.ChunkLength(chunk);
        return isInHash ? range : range with { Length = range.Length - Plan.CutAtEnd(((long)chunk * Plan.ChunkSize) + at, end - at) };
    }

    private bool FillCurrent()
    {
        if (_current.Length > 0)
            return true;
        if (_hashes.Count == 0)
        {
            if (!_wanted.TryDequeue(out WantRun run))
                return false;
            if (!run.HashOnly)
            {
                // Chunks that follow one another are one range: bytes, hash, bytes, hash.
                long start = Plan.WireStart(run.First);
                _current = new WireRange(start, Plan.FullRange(run.First + run.Count - 1).End - start);
                return true;
            }

            _hashes = run;
        }

        _current = Plan.HashRange(_hashes.First);
        _hashes = _hashes with { First = _hashes.First + 1, Count = _hashes.Count - 1 };
        return true;
    }
}
