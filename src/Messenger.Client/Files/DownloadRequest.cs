using Messenger.Contracts.Files;

namespace Messenger.Client.Files;

/// <summary>What to do with a target that exists (<c>--if-exists</c>).</summary>
public enum ExistingPolicy
{
    /// <summary>
    /// Not said: an identical file is skipped, a part of the same source resumed, another file asked about
    /// (<see cref="DownloadRequest.AskExisting"/>), or else refused with exit 10.
    /// </summary>
    Default,

    /// <summary>Keep what is there and is the same; refuse another.</summary>
    Skip,

    /// <summary>Continue a part.</summary>
    Resume,

    /// <summary>Add a number to the new one's name.</summary>
    Rename,

    /// <summary>Replace it at the end.</summary>
    Overwrite,
}

/// <summary>A file that is in the way.</summary>
/// <param name="Path">Relative to the target folder; not cleaned for a terminal.</param>
/// <param name="Size">Bytes of the file that is there.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="NewSize">Bytes of the file that would come.</param>
public sealed record ExistingFile(string Path, long Size, DateTimeOffset Modified, long NewSize);

/// <summary>A download as a person asked for it.</summary>
public sealed record DownloadRequest
{
    /// <summary>Paths, folders and patterns of the library, 1 to 256.</summary>
    public required IReadOnlyList<string> Selections { get; init; }

    /// <summary>Bytes that the server makes up for a measurement, instead of the selections; 0: none.</summary>
    public long MeasureBytes { get; init; }

    /// <summary>The ways that the bytes may take: with both, UDP first, and TCP where datagrams do not get through.</summary>
    public TransferTransports Transports { get; init; } = TransferTransports.Tcp | TransferTransports.Rudp;

    /// <summary>Gets a sentence for people on the way, such as that the bytes take the other way now; may be called from any thread.</summary>
    public Action<string>? OnNotice { get; init; }

    /// <summary>What <c>-o</c> says; null: the working directory. <c>-</c> needs <see cref="StandardOutput"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Where <see cref="Output"/> and its absence start from.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Where the bytes go for <c>-o -</c>: in order, each chunk verified before it is written. Not closed.</summary>
    public Stream? StandardOutput { get; init; }

    /// <summary>What to do with targets that exist.</summary>
    public ExistingPolicy IfExists { get; init; }

    /// <summary>Asks about a file that is in the way, under <see cref="ExistingPolicy.Default"/>; null: refuse. Called one at a time.</summary>
    public Func<ExistingFile, CancellationToken, ValueTask<ExistingPolicy>>? AskExisting { get; init; }

    /// <summary>Asks whether to continue when so much is verified (<c>--ask-at</c>), 0 to 1; null: never.</summary>
    public double? AskAt { get; init; }

    /// <summary>The question for <see cref="AskAt"/>; null: the answer is no.</summary>
    public Func<TransferProgress, CancellationToken, ValueTask<bool>>? AskContinue { get; init; }

    /// <summary>What the SHA-256 of the only file must be (<c>--sha256</c>), 32 bytes; null or empty: not compared.</summary>
    public ReadOnlyMemory<byte>? Sha256 { get; init; }

    /// <summary>The congestion control that the server is asked for (<c>--cc</c>).</summary>
    public TransferCongestion Congestion { get; init; }

    /// <summary>Bytes a second, at most (<c>--limit-rate</c>); 0: no bound. <see cref="TransferJob.LimitRate"/> changes it on the way.</summary>
    public long LimitRate { get; init; }

    /// <summary>How long a broken transfer tries to go on without a byte verified, before it ends with exit 7; zero: not at all.</summary>
    public TimeSpan KeepTrying { get; init; } = TimeSpan.FromMinutes(2);
}
