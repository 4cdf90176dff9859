using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Chat;

/// <summary>Asks for the messages of a log after a number. Answered by <see cref="HistoryPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record FetchHistory : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room, or <see cref="WireLimits.Inbox"/> for one's own private messages.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Log { get; init => field = value ?? ""; } = "";

    /// <summary>The epoch that <see cref="After"/> belongs to; with another than the log's, the page begins at the oldest kept.</summary>
    [MemoryPackOrder(2)]
    public ulong Epoch { get; init; }

    /// <summary>Messages with a higher number are wanted; negative: the last ones only, as a newcomer sees them.</summary>
    [MemoryPackOrder(3)]
    public long After { get; init; }

    /// <summary>Messages at most; 0: as many as a page holds.</summary>
    [MemoryPackOrder(4)]
    public int Most { get; init; }
}

/// <summary>Messages of a log, oldest first.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record HistoryPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room, or <see cref="WireLimits.Inbox"/>.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Log { get; init => field = value ?? ""; } = "";

    /// <summary>The log's epoch.</summary>
    [MemoryPackOrder(2)]
    public ulong Epoch { get; init; }

    /// <summary>The number of the oldest message that is still kept; messages between it and what was asked for are gone.</summary>
    [MemoryPackOrder(3)]
    public long Oldest { get; init; }

    /// <summary>The messages.</summary>
    [MemoryPackOrder(4), BoundedArray<ChatMessage>(WireLimits.MessagesPerPage)]
    public ChatMessage[] Messages { get; init => field = value ?? []; } = [];

    /// <summary>There are later ones: ask again after the last of these.</summary>
    [MemoryPackOrder(5), StrictBool]
    public bool More { get; init; }
}
