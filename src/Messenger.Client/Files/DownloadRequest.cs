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
public sealed record DownloadRequest : TransferRequest
{
    /// <summary>Paths, folders and patterns of the library, 1 to 256; none for a parcel.</summary>
    public required IReadOnlyList<string> Selections { get; init; }

    /// <summary>Bytes that the server makes up for a measurement, instead of the selections; 0: none.</summary>
    public long MeasureBytes { get; init; }

    /// <summary>The parcel whose files are wanted; 0: files of the library.</summary>
    public ulong Parcel { get; init; }

    /// <summary>What <c>-o</c> says; null: the working directory. <c>-</c> needs <see cref="StandardOutput"/>.</summary>
    public string? Output { get; init; }

    /// <summary>Where the bytes go for <c>-o -</c>: in order, each chunk verified before it is written. Not closed.</summary>
    public Stream? StandardOutput { get; init; }

    /// <summary>Asks about a file that is in the way, under <see cref="ExistingPolicy.Default"/>; null: refuse. Called one at a time.</summary>
    public Func<ExistingFile, CancellationToken, ValueTask<ExistingPolicy>>? AskExisting { get; init; }

    /// <summary>What the SHA-256 of the only file must be (<c>--sha256</c>), 32 bytes; null or empty: not compared.</summary>
    public ReadOnlyMemory<byte>? Sha256 { get; init; }
}
