using System.Buffers.Binary;
using Messenger.Transfer.Messages;

namespace Messenger.Transfer;

/// <summary>What a receiving end knows of the sender's last look at its files (MSG-3): whether it covers all that was asked for.</summary>
internal sealed class LastLook
{
    private uint _wants;
    private uint? _covered;

    /// <summary>All is verified: Done was said, or did not have to be.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A message asks for more.</summary>
    public void OnWant() => _wants++;

    /// <summary>Takes the body of a Trailer.</summary>
    /// <returns>False: it is none, or speaks of more than was asked for.</returns>
    public bool TryTake(ReadOnlySpan<byte> body)
    {
        if (body.Length != sizeof(uint))
            return false;
        uint wants = BinaryPrimitives.ReadUInt32LittleEndian(body);
        if (wants > _wants)
            return false;
        _covered = wants;
        return true;
    }

    /// <summary>All is verified: asks the sender to look, once, unless it has.</summary>
    /// <returns>True: it has, and found nothing changed.</returns>
    public bool IsTakenOrAskFor(MessageLane lane)
    {
        bool isTaken = _covered == _wants;
        if (!isTaken && !IsOver)
            lane.Add(MessageType.Done);
        IsOver = true;
        return isTaken;
    }
}
