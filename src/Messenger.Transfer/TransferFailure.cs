namespace Messenger.Transfer;

/// <summary>Why a transfer failed. The values travel; they are wire constants.</summary>
public enum TransferFailure : byte
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>The peer broke the protocol, or speaks another one.</summary>
    Protocol = 1,

    /// <summary>The source changed while it was sent.</summary>
    SourceChanged = 2,

    /// <summary>The sender could not read its files.</summary>
    SourceUnreadable = 3,

    /// <summary>Bytes did not match their hash, again and again.</summary>
    Integrity = 4,

    /// <summary>The receiver's disk is full.</summary>
    DiskFull = 5,

    /// <summary>The receiver could not write or read its files.</summary>
    LocalFile = 6,

    /// <summary>Another file has the name, and the policy refuses.</summary>
    Exists = 7,

    /// <summary>Another process fetches the same target.</summary>
    Busy = 8,

    /// <summary>Nothing came from the peer for too long.</summary>
    Stall = 9,

    /// <summary>The connection broke.</summary>
    Disconnected = 10,

    /// <summary>The transfer is not known, expired, or its proof is wrong.</summary>
    NoSuchTransfer = 11,

    /// <summary>No datagram came back: the way is closed for this transport. Never travels.</summary>
    Unreachable = 12,
}
