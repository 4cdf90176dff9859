using Messenger.Platform;

namespace Messenger.Client.Files;

/// <summary>What became of one file.</summary>
public enum FileFate
{
    /// <summary>Received and in place.</summary>
    Received,

    /// <summary>The same was there already.</summary>
    Skipped,
}

/// <summary>One file of a finished transfer.</summary>
/// <param name="Path">Its absolute path, or the library's path where it went to standard output; not cleaned for a terminal.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Fate">What became of it.</param>
public sealed record TransferredFile(string Path, long Size, FileFate Fate);

/// <summary>How a transfer ended.</summary>
public sealed record TransferOutcome
{
    /// <summary>What a command exits with.</summary>
    public required ExitCode Code { get; init; }

    /// <summary>One sentence, safe for a terminal: what happened, to what, what to do; null where all went well.</summary>
    public string? Sentence { get; init; }

    /// <summary>The failure behind it, for <c>--verbose</c>.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The same command continues what is kept.</summary>
    public bool Resumable { get; init; }

    /// <summary>Files in place, those skipped among them.</summary>
    public IReadOnlyList<TransferredFile> Files { get; init; } = [];

    /// <summary>How far it was.</summary>
    public required TransferProgress Progress { get; init; }
}
