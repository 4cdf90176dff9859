using System.Buffers.Binary;
using Messenger.Transfer.Messages;

namespace Messenger.Transfer;

/// <summary>What the two ends of a transfer say to each other whatever its bytes: the messages that wait, who pauses, and how it ended.</summary>
internal sealed class Dialogue
{
    private long _ownRate, _peerRate;

    /// <summary>What this end has to say.</summary>
    public MessageLane Lane { get; } = new();

    /// <summary>How it ended; null while it lasts. The last messages may still wait in <see cref="Lane"/>.</summary>
    public EndOutcome? Outcome { get; private set; }

    /// <summary>This end wants no bytes to move.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>The other end wants no bytes to move.</summary>
    public bool IsPausedByPeer { get; private set; }

    /// <summary>MSG-4: bytes a second that both ends allow; 0: no bound.</summary>
    public long Rate => _ownRate == 0 || _peerRate == 0 ? Math.Max(_ownRate, _peerRate) : Math.Min(_ownRate, _peerRate);

    /// <summary>What the transfer does now.</summary>
    /// <param name="isFinishing">All bytes are where they belong.</param>
    public TransferState State(bool isFinishing) =>
        Outcome is not null ? TransferState.Ended
        : IsPaused ? TransferState.Paused
        : IsPausedByPeer ? TransferState.PausedByPeer
        : isFinishing ? TransferState.Finishing : TransferState.Moving;

    /// <summary>Takes a message that both kinds of ends understand.</summary>
    /// <returns>False: it is none of those, or is malformed.</returns>
    public bool TryHandle(MessageType type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case MessageType.Pause:
                IsPausedByPeer = true;
                return true;
            case MessageType.Resume:
                IsPausedByPeer = false;
                return true;
            case MessageType.Stop:
                Outcome = new EndOutcome(TransferEnd.Stopped, TransferFailure.None, MessageLane.Sentence(body), ByPeer: true);
                return true;
            case MessageType.Fail when body.Length >= 1:
                Outcome = MessageLane.Failure(body);
                return true;
            case MessageType.Rate when body.Length == sizeof(long) && BinaryPrimitives.ReadInt64LittleEndian(body) is >= 0 and var rate:
                _peerRate = rate;
                return true;
            case MessageType.Heartbeat:
                return true;
            default:
                return false;
        }
    }

    public void Pause()
    {
        if (Outcome is null && !IsPaused)
            Lane.Add(MessageType.Pause);
        IsPaused = true;
    }

    public void Resume()
    {
        if (Outcome is null && IsPaused)
            Lane.Add(MessageType.Resume);
        IsPaused = false;
    }

    /// <summary>Bounds the rate.</summary>
    /// <param name="bytesPerSecond">0: no bound of this end's.</param>
    /// <param name="tell">The other end is the one that keeps it.</param>
    public void LimitRate(long bytesPerSecond, bool tell)
    {
        _ownRate = bytesPerSecond;
        if (!tell || Outcome is not null)
            return;
        byte[] message = new byte[1 + sizeof(long)];
        message[0] = (byte)MessageType.Rate;
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(1), bytesPerSecond);
        Lane.Add(message);
    }

    /// <summary>All is done.</summary>
    public void Complete() => Outcome ??= EndOutcome.Completed;

    /// <summary>Ends the transfer on purpose and tells the peer.</summary>
    public void Stop(string reason)
    {
        if (Outcome is not null)
            return;
        Lane.AddStop(reason);
        Outcome = new EndOutcome(TransferEnd.Stopped, TransferFailure.None, reason, ByPeer: false);
    }

    /// <summary>Ends the transfer because this end cannot go on, and tells the peer.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people here.</param>
    /// <param name="told">What the peer hears; null: the same.</param>
    public void Fail(TransferFailure failure, string sentence, string? told = null)
    {
        if (Outcome is not null)
            return;
        Lane.AddFail(failure, told ?? sentence);
        Outcome = new EndOutcome(TransferEnd.Failed, failure, sentence, ByPeer: false);
    }

    /// <summary>Ends the transfer because the transport failed; nobody is told.</summary>
    public void Abort(TransferFailure failure, string sentence)
    {
        Lane.Clear();
        Outcome ??= new EndOutcome(TransferEnd.Failed, failure, sentence, ByPeer: false);
    }
}
