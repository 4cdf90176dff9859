using System.Buffers.Binary;
using Messenger.Transfer.Messages;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rooted;
using Messenger.Transfer.Sink;

namespace Messenger.Transfer;

/// <summary>
/// The receiving end of one transfer: ranges and messages in; messages out. No socket, task or clock. Not thread-safe. Ranges may come in
/// any order and cut anywhere; what comes twice is ignored, what was never asked for ends the transfer.
/// </summary>
public sealed partial class TransferReceiver : IRangeReceiver, IDisposable
{
    // A chunk that is wrong so often is wrong at its source, or on this disk.
    private const int MaxAttempts = 3;
    private const long LargestStep = 4 * 1024 * 1024;
    private const long SmallestStep = 64 * 1024;
    private readonly FileSink _sink;
    private readonly WantScheduler _wants;
    private readonly Dialogue _dialogue = new();
    private readonly List<WantRun> _runs = [];
    private readonly Queue<WireRange> _expected = new();
    private readonly Dictionary<int, int> _attempts = [];
    private long _moved, _verifiedSaid;
    private Exception? _trouble;
    private Action? _wake;
    private readonly LastLook _lastLook = new();
    private bool _held, _heardSource, _verifiedOwed;

    /// <summary>Begins a transfer; what is asked for first waits in <see cref="TryGetMessage"/>.</summary>
    /// <param name="sink">Where it goes; not disposed here.</param>
    public TransferReceiver(FileSink sink)
    {
        (_sink, _wants) = (sink, new WantScheduler(sink.Map));
        if (sink.BytesVerified > 0)
            (_verifiedSaid, _verifiedOwed) = (sink.BytesVerified, true);
        _maxAssemblies = MinAssemblies + (int)Math.Min(MaxAssemblyBytes / Plan.ChunkSize, MaxSmallAssemblies);
    }

    /// <summary>The plan.</summary>
    public TransferPlan Plan => _sink.Plan;

    /// <summary>Where it goes.</summary>
    public FileSink Sink => _sink;

    /// <summary>How far it is.</summary>
    public EndProgress Progress => new(Plan.TotalBytes, _sink.BytesVerified, _sink.BytesResumed, _moved, State);

    /// <summary>How it ended; null while it lasts. The last messages may still wait in <see cref="TryGetMessage"/>.</summary>
    public EndOutcome? Outcome => _dialogue.Outcome;

    /// <summary>The target that somebody has to decide about before the transfer can end; null: none.</summary>
    public FileConflict? Conflict => Outcome is null ? _sink.Conflict : null;

    /// <summary>A driver sees to <see cref="RunPromotion"/>, beside its other work; else it is done in place.</summary>
    internal bool PromotesBeside { get; set; }

    /// <summary>All is verified and confirmed, and files are given their names: nothing else happens meanwhile.</summary>
    internal bool IsPromoting { get; private set; }

    bool ITransferEnd.IsHeld
    {
        get => _held;
        set
        {
            _held = value;
            FinishIfAllIsHere();
        }
    }

    private TransferState State => Conflict is not null ? TransferState.Asking : _dialogue.State(_lastLook.IsOver);

    /// <summary>Decides about <see cref="Conflict"/>; the next one may follow.</summary>
    /// <param name="answer">What to do.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public void Resolve(ConflictAnswer answer)
    {
        if (Conflict is null)
            throw new InvalidOperationException("No target waits for a decision.");
        Guarded(() =>
        {
            _sink.Resolve(answer);
            _wants.Rescan();
            FinishIfAllIsHere();
        });
    }

    /// <summary>Takes a whole message of the peer. A malformed one ends the transfer.</summary>
    /// <param name="message">1 to 16,384 bytes.</param>
    public void HandleMessage(ReadOnlySpan<byte> message)
    {
        if (Outcome is not null || IsPromoting)
            return;
        ReadOnlySpan<byte> body = message.IsEmpty ? message : message[1..];
        MessageType type = message.IsEmpty ? default : (MessageType)message[0];
        switch (type)
        {
            case MessageType.Trailer when _lastLook.TryTake(body):
                FinishIfAllIsHere();
                break;
            case MessageType.Source when body.Length == 2 * sizeof(ulong) && !_heardSource:
                OnSource(BinaryPrimitives.ReadUInt128BigEndian(body));
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
        CommitWritten();
        FinishIfAllIsHere();
        // Before Done, which says more.
        if (TryGetVerified(destination, out length) || _dialogue.Lane.TryTake(destination, out length))
            return true;
        if (Outcome is not null || _dialogue.IsPaused || Conflict is not null)
            return false;
        _wants.Next(_runs);
        if (_runs.Count == 0)
            return false;

        _lastLook.OnWant();
        destination[0] = (byte)MessageType.Want;
        length = 1;
        foreach (WantRun run in _runs)
        {
            run.Write(destination[length..]);
            length += WantRun.Length;
            Expect(run);
        }

        return true;
    }

    /// <summary>Gives the next range that a message of <see cref="TryGetMessage"/> asked for, for transports that must be told what to expect.</summary>
    /// <param name="range">The range.</param>
    /// <returns>False: none.</returns>
    public bool TryGetExpected(out WireRange range) => _expected.TryDequeue(out range);

    void IRangeReceiver.Attach(Action wake) => _sink.Wake = _wake = wake;

    void IRangeReceiver.OnBegun(int chunks)
    {
        _lastLook.OnWant();
        if (chunks > 0)
            _wants.Begin(chunks);
    }

    /// <summary>Asks the peer to stop sending.</summary>
    public void Pause() => _dialogue.Pause();

    /// <summary>Lets the peer send again.</summary>
    public void Resume() => _dialogue.Resume();

    /// <summary>Ends the transfer and tells the peer.</summary>
    /// <param name="reason">One sentence for people.</param>
    public void Stop(string reason)
    {
        if (!IsPromoting)
            _dialogue.Stop(reason);
    }

    /// <summary>Ends the transfer because the transport failed; nobody is told.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    public void Abort(TransferFailure failure, string sentence)
    {
        if (!IsPromoting)
            _dialogue.Abort(failure, sentence);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _assemblies.Clear();
        _spare.Clear();
    }

    void ITransferEnd.LimitRate(long bytesPerSecond) => _dialogue.LimitRate(bytesPerSecond, tell: true);

    void ITransferEnd.Fail(TransferFailure failure, string sentence) => Fail(failure, sentence);

    /// <summary>Gives the files their names; may take as long as the disk needs to have them. On any thread.</summary>
    internal void RunPromotion()
    {
        try
        {
            _sink.Promote();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            _trouble = e;
        }
    }

    /// <summary>Says how <see cref="RunPromotion"/> went.</summary>
    internal void EndPromotion()
    {
        IsPromoting = false;
        if (_trouble is { } trouble)
        {
            OnTrouble(trouble);
            return;
        }

        _dialogue.Lane.Add(MessageType.Bye);
        _dialogue.Complete();
    }

    private void Fail(TransferFailure failure, string sentence)
    {
        if (!IsPromoting)
            _dialogue.Fail(failure, sentence);
    }

    private void OnSource(UInt128 stamp)
    {
        _heardSource = true;
        Guarded(() =>
        {
            if (_sink.OnSource(stamp))
                _wants.Rescan();
        });
    }

    private void CommitWritten()
    {
        if (Outcome is not null || IsPromoting)
            return;
        try
        {
            if (!_sink.CommitWritten())
                return;
            if (_sink.TakeWentBack())
                _wants.Rescan();
            SayVerified();
            // What comes of it, a question or names to be given, is another step of the driver's.
            _wake?.Invoke();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            OnTrouble(e);
        }
    }

    private void FinishIfAllIsHere()
    {
        if (IsPromoting || _held || !_heardSource || Outcome is not null || _sink.Map.UnsettledChunks > 0 || Conflict is not null)
            return;
        if (_lastLook.IsTakenOrAskFor(_dialogue.Lane))
            Promote();
    }

    private void Promote()
    {
        IsPromoting = true;
        if (PromotesBeside)
            return;
        RunPromotion();
        EndPromotion();
    }

    private void SayVerified()
    {
        long verified = _sink.BytesVerified;
        if (verified - _verifiedSaid < Math.Clamp(Plan.TotalBytes / 200, SmallestStep, LargestStep) || verified == Plan.TotalBytes)
            return;
        (_verifiedSaid, _verifiedOwed) = (verified, true);
    }

    private bool TryGetVerified(Span<byte> destination, out int length)
    {
        length = 0;
        if (!_verifiedOwed || Outcome is not null)
            return false;
        _verifiedOwed = false;
        destination[0] = (byte)MessageType.Verified;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], _verifiedSaid);
        length = 1 + sizeof(long);
        return true;
    }

    private void Expect(in WantRun run)
    {
        if (!run.HashOnly)
        {
            long start = Plan.WireStart(run.First);
            _expected.Enqueue(new WireRange(start, Plan.FullRange(run.First + run.Count - 1).End - start));
            return;
        }

        for (int chunk = run.First; chunk < run.First + run.Count; chunk++)
            _expected.Enqueue(Plan.HashRange(chunk));
    }

    // What the disk says ends this transfer, with a sentence; the peer hears the kind, not the names.
    private void Guarded(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (NativeError.IsFileTrouble(e))
        {
            OnTrouble(e);
        }
    }

    private void OnTrouble(Exception e)
    {
        SinkException trouble = _sink.TroubleOf(e);
        _dialogue.Fail(trouble.Failure, trouble.Message, told: "The receiver cannot write its files.");
    }
}
