using Messenger.Platform;

namespace Messenger.Client.Files;

/// <summary>How a transfer ended.</summary>
public sealed record TransferOutcome
{
    /// <summary>What a command exits with.</summary>
    public required ExitCode Code { get; init; }

    /// <summary>One sentence, safe for a terminal: what happened, to what, what to do; null where all went well.</summary>
    public string? Sentence { get; init; }

    /// <summary>The failure behind it, for <c>--verbose</c>.</summary>
    public Exception? Cause { get; init; }

    /// <summary>It was stopped on purpose at this end: by <see cref="TransferJob.Stop"/>, or by a no to <see cref="TransferRequest.AskContinue"/>.</summary>
    public bool StoppedHere { get; init; }

    /// <summary>The same command continues what is kept.</summary>
    public bool Resumable { get; init; }

    /// <summary>
    /// The files written and in place, not cleaned for a terminal: absolute paths, or of an upload the first of the names on the server. Empty for standard output.
    /// </summary>
    public IReadOnlyList<string> FilesWritten { get; init; } = [];

    /// <summary>How many were written.</summary>
    public int FileCount { get => field == 0 ? FilesWritten.Count : field; init; }

    /// <summary>The parcel that an upload for one person became; 0: none.</summary>
    public ulong Parcel { get; init; }

    /// <summary>Files that were there already, the same.</summary>
    public int FilesSkipped { get; init; }

    /// <summary>Files that were left alone though they differ, because policy or a person keeps them.</summary>
    public int FilesKept { get; init; }

    /// <summary>Bytes that those files were to have: <see cref="TransferProgress.VerifiedBytes"/> counts them, and nothing of them came. Null: of an upload, nobody tells.</summary>
    public long? BytesKept { get; init; }

    /// <summary>How far it was.</summary>
    public required TransferProgress Progress { get; init; }
}
