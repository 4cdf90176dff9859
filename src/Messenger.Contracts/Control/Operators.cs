using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>
/// An act of an operator (<c>kick</c>, <c>ban</c>, <c>sessions</c> ...). The server has the list of them, so that a client need not be newer than its
/// server is. Answered by <see cref="Operated"/>.
/// </summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Operate : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The act's name.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.LabelBytes)]
    public string Act { get; init => field = value ?? ""; } = "";

    /// <summary>On whom or what, and how; the server joins the last ones where an act ends with a text.</summary>
    [MemoryPackOrder(2), BoundedStringArray(WireLimits.ActWords, WireLimits.SentenceBytes)]
    public string[] Words { get; init => field = value ?? []; } = [];
}

/// <summary>What came of an act.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Operated : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>One thing a line; the columns of a list have tabs between them.</summary>
    [MemoryPackOrder(1), BoundedStringArray(WireLimits.ActLines, WireLimits.SentenceBytes)]
    public string[] Lines { get; init => field = value ?? []; } = [];
}
