using Messenger.Contracts.Files;

namespace Messenger.Client.Files;

/// <summary>What a transfer does now.</summary>
public enum TransferPhase
{
    /// <summary>Reaches the server and gets an offer.</summary>
    Connecting,

    /// <summary>Looks at what is already there.</summary>
    Checking,

    /// <summary>Bytes come.</summary>
    Transferring,

    /// <summary>All bytes are here; they are compared and put into place.</summary>
    Verifying,

    /// <summary>Somebody paused it.</summary>
    Paused,

    /// <summary>No byte comes; <see cref="TransferProgress.Stall"/> says why.</summary>
    Stalled,

    /// <summary>Waits for a person's answer.</summary>
    Asking,

    /// <summary>It ends before all bytes are here: the other end is told, and what came is written down.</summary>
    Stopping,

    /// <summary>Ended.</summary>
    Ended,
}

/// <summary>A snapshot of how far a transfer is: bytes count when they are verified on the receiver's disk.</summary>
public sealed record TransferProgress
{
    /// <summary>What it does now.</summary>
    public TransferPhase Phase { get; init; }

    /// <summary>Files in all; 0 until the offer is here.</summary>
    public int Files { get; init; }

    /// <summary>Files whose bytes are all verified.</summary>
    public int FilesVerified { get; init; }

    /// <summary>The file that the last verified bytes belong to, relative to the target; empty before. Not cleaned for a terminal.</summary>
    public string CurrentFile { get; init; } = "";

    /// <summary>Bytes in all.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Bytes verified, those resumed and skipped among them.</summary>
    public long VerifiedBytes { get; init; }

    /// <summary>Of these, bytes that were there before this job.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>Bytes a second lately; null while there is no telling.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Time left at that rate; null while there is no telling.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Since the job began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Of that, the time in which it was paused, at either end, or a question waited for its answer.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>Connections that broke and were made again.</summary>
    public int Reconnects { get; init; }

    /// <summary>Why it stalls, one sentence; null where it does not.</summary>
    public string? Stall { get; init; }

    /// <summary>The way that the bytes take, or took last; none before the first.</summary>
    public TransferTransports Transport { get; init; }

    /// <summary>The round trip on that way; null while there is no telling.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>The share of its packets that got lost lately, 0 to 1; null while there is no telling. Over TCP, of those that this end sent.</summary>
    public double? Loss { get; init; }

    /// <summary>0 to 1; 1 for nothing to do.</summary>
    public double Fraction => TotalBytes == 0 ? (Phase == TransferPhase.Ended ? 1 : 0) : (double)VerifiedBytes / TotalBytes;
}
