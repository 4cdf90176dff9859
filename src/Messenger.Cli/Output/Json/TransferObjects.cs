using Messenger.Client.Files;

namespace Messenger.Cli.Output.Json;

/// <summary>How far a transfer is.</summary>
internal sealed record ProgressObject() : JsonObject("progress")
{
    public required string Phase { get; init; }
    public required int Files { get; init; }
    public required int FilesVerified { get; init; }
    public string? CurrentFile { get; init; }
    public required long TotalBytes { get; init; }
    public required long VerifiedBytes { get; init; }
    public required long ResumedBytes { get; init; }
    public double? BytesPerSecond { get; init; }
    public double? SecondsLeft { get; init; }
    public required double ElapsedSeconds { get; init; }
    public required int Reconnects { get; init; }
    public string? Stall { get; init; }
    public string? Transport { get; init; }
    public double? RttMilliseconds { get; init; }
    public double? Loss { get; init; }

    /// <summary>A snapshot as an object.</summary>
    public static ProgressObject Of(TransferProgress progress) => new()
    {
        Phase = progress.Phase.ToString().ToLowerInvariant(),
        Files = progress.Files,
        FilesVerified = progress.FilesVerified,
        CurrentFile = progress.CurrentFile.Length > 0 ? progress.CurrentFile : null,
        TotalBytes = progress.TotalBytes,
        VerifiedBytes = progress.VerifiedBytes,
        ResumedBytes = progress.ResumedBytes,
        BytesPerSecond = progress.BytesPerSecond is { } rate ? Math.Round(rate) : null,
        SecondsLeft = progress.TimeLeft is { } left ? Math.Round(left.TotalSeconds, 1) : null,
        ElapsedSeconds = Math.Round(progress.Elapsed.TotalSeconds, 3),
        Reconnects = progress.Reconnects,
        Stall = progress.Stall,
        Transport = TransferText.Way(progress.Transport) is { Length: > 0 } way ? way.ToLowerInvariant() : null,
        RttMilliseconds = progress.RoundTrip is { } roundTrip ? Math.Round(roundTrip.TotalMilliseconds, 3) : null,
        Loss = progress.Loss is { } loss ? Math.Round(loss, 4) : null,
    };
}

/// <summary>How a transfer ended.</summary>
internal sealed record ResultObject(int Exit) : JsonObject("result")
{
    public string? Message { get; init; }
    public required bool Resumable { get; init; }
    public ulong? Parcel { get; init; }
    public required IReadOnlyList<string> Files { get; init; }
    public required int FilesWritten { get; init; }
    public required int FilesSkipped { get; init; }
    public required int FilesKept { get; init; }
    public long? KeptBytes { get; init; }
    public required long TotalBytes { get; init; }
    public required long VerifiedBytes { get; init; }
    public required long ResumedBytes { get; init; }
    public required double ElapsedSeconds { get; init; }

    /// <summary>An outcome as an object.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="exit">What the command exits with, where a signal decides.</param>
    public static ResultObject Of(TransferOutcome outcome, int exit) => new(exit)
    {
        Message = outcome.Sentence,
        Resumable = outcome.Resumable,
        Parcel = outcome.Parcel > 0 ? outcome.Parcel : null,
        Files = outcome.FilesWritten,
        FilesWritten = outcome.FileCount,
        FilesSkipped = outcome.FilesSkipped,
        FilesKept = outcome.FilesKept,
        KeptBytes = outcome.BytesKept,
        TotalBytes = outcome.Progress.TotalBytes,
        VerifiedBytes = outcome.Progress.VerifiedBytes,
        ResumedBytes = outcome.Progress.ResumedBytes,
        ElapsedSeconds = Math.Round(outcome.Progress.Elapsed.TotalSeconds, 3),
    };
}
