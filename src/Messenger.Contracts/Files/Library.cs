using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Files;

/// <summary>A file of the server's library.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record FileEntry
{
    /// <summary>The path in the library, <c>/</c> between its parts, never beginning with one.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.PathBytes)]
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Bytes.</summary>
    [MemoryPackOrder(1)]
    public long Size { get; init; }

    /// <summary>Last written, Unix milliseconds.</summary>
    [MemoryPackOrder(2)]
    public long Modified { get; init; }

    /// <summary>Media type by the name's ending, such as <c>image/png</c>.</summary>
    [MemoryPackOrder(3), BoundedString(WireLimits.LabelBytes)]
    public string MediaType { get; init => field = value ?? ""; } = "";

    /// <summary>SHA-256 where it was asked for; else empty.</summary>
    [MemoryPackOrder(4), BoundedBytes(WireLimits.Sha256Bytes)]
    public byte[] Sha256 { get; init => field = value ?? []; } = [];
}

/// <summary>Asks for the files of the library. Answered by <see cref="FilePage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ListFiles : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>A path, a folder or a pattern (<c>*</c> <c>?</c> within a name, <c>**</c> across folders); empty: all.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.PathBytes)]
    public string Pattern { get; init => field = value ?? ""; } = "";

    /// <summary>Files after this path, in the order of the pages; empty: from the first.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.PathBytes)]
    public string After { get; init => field = value ?? ""; } = "";

    /// <summary>With each file's SHA-256: the server reads every byte once and keeps the result.</summary>
    [MemoryPackOrder(3), StrictBool]
    public bool WithSha256 { get; init; }
}

/// <summary>Files, by path (ordinal).</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record FilePage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The files.</summary>
    [MemoryPackOrder(1), BoundedArray<FileEntry>(WireLimits.FilesPerPage)]
    public FileEntry[] Files { get; init => field = value ?? []; } = [];

    /// <summary>There are more: ask again after the last of these.</summary>
    [MemoryPackOrder(2), StrictBool]
    public bool More { get; init; }
}
