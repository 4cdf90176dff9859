namespace Messenger.Transfer;

/// <summary>How far a transfer is: a copy, cheap to take at any moment.</summary>
/// <param name="TotalBytes">Bytes of all files.</param>
/// <param name="VerifiedBytes">Bytes verified on the receiver's disk, resumed ones included; on the sender as last heard.</param>
/// <param name="ResumedBytes">Of these, verified by an earlier run, found in an identical file, or of a file that is left alone.</param>
/// <param name="MovedBytes">Bytes of wire space that travelled in this run.</param>
/// <param name="State">What it waits for.</param>
public readonly record struct EndProgress(long TotalBytes, long VerifiedBytes, long ResumedBytes, long MovedBytes, TransferState State)
{
    /// <summary>The share that is verified, 0 to 1; 1 for a plan without bytes.</summary>
    public double Fraction => TotalBytes == 0 ? 1 : (double)VerifiedBytes / TotalBytes;
}

/// <summary>What a transfer does now.</summary>
public enum TransferState : byte
{
    /// <summary>Bytes move, or could.</summary>
    Moving,

    /// <summary>Paused by this end.</summary>
    Paused,

    /// <summary>Paused by the other end.</summary>
    PausedByPeer,

    /// <summary>Somebody is asked something.</summary>
    Asking,

    /// <summary>All bytes are verified: times, names and the sender's last word.</summary>
    Finishing,

    /// <summary>It is over.</summary>
    Ended,
}
