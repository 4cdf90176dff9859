namespace Messenger.Transfer;

/// <summary>How a transfer ended.</summary>
public enum TransferEnd : byte
{
    /// <summary>All files are verified and in place.</summary>
    Completed,

    /// <summary>One end stopped it on purpose; part and journal are kept.</summary>
    Stopped,

    /// <summary>The answer to <see cref="TransferControl.AskAt"/> was no; part and journal are kept.</summary>
    Declined,

    /// <summary>It failed; part and journal are kept.</summary>
    Failed,
}

/// <summary>What became of a transfer.</summary>
public sealed record TransferResult
{
    /// <summary>How it ended.</summary>
    public required TransferEnd End { get; init; }

    /// <summary>Why, where it failed.</summary>
    public TransferFailure Failure { get; init; }

    /// <summary>One sentence for people; empty where it completed. From a peer: not to be drawn raw.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>The other end decided.</summary>
    public bool ByPeer { get; init; }

    /// <summary>What was moved and verified.</summary>
    public EndProgress Progress { get; init; }

    /// <summary>Files that were left alone because they differ and the policy or the answer keeps them.</summary>
    public int FilesKept { get; init; }

    /// <summary>Bytes that those files have in the plan: they count as verified, and nothing of them is here.</summary>
    public long BytesKept { get; init; }

    /// <summary>The files written, as they are named now, relative to the target's root (receiver only).</summary>
    public IReadOnlyList<string> FilesWritten { get; init; } = [];

    /// <summary>From the first message to the end.</summary>
    public TimeSpan Elapsed { get; init; }
}
