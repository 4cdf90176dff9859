using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Chat;

/// <summary>How a text is meant.</summary>
public enum MessageKind : byte
{
    /// <summary>Something said.</summary>
    Text = 0,

    /// <summary>Something done: <c>/me</c>.</summary>
    Action = 1,
}

/// <summary>A message in a room's log or in a user's inbox, as the server keeps and sends it.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ChatMessage
{
    /// <summary>The epoch of the log: it changes when the server has lost its memory of it.</summary>
    [MemoryPackOrder(0)]
    public ulong Epoch { get; init; }

    /// <summary>The number in the log, 1 and up, without gaps within an epoch.</summary>
    [MemoryPackOrder(1)]
    public long Sequence { get; init; }

    /// <summary>When the server took it, Unix milliseconds.</summary>
    [MemoryPackOrder(2)]
    public long Time { get; init; }

    /// <summary>Chosen by the sender: the same message seen twice has the same id.</summary>
    [MemoryPackOrder(3)]
    public Guid ClientMessageId { get; init; }

    /// <summary>Who said it.</summary>
    [MemoryPackOrder(4), BoundedString(WireLimits.NameBytes)]
    public string From { get; init => field = value ?? ""; } = "";

    /// <summary>The room, or empty for a private message.</summary>
    [MemoryPackOrder(5), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The user it is for, or empty for a message to a room.</summary>
    [MemoryPackOrder(6), BoundedString(WireLimits.NameBytes)]
    public string To { get; init => field = value ?? ""; } = "";

    /// <summary>How it is meant.</summary>
    [MemoryPackOrder(7)]
    public MessageKind Kind { get; init; }

    /// <summary>1 to 4,000 UTF-16 units, without control characters but line feed and tab.</summary>
    [MemoryPackOrder(8), BoundedString(WireLimits.TextBytes)]
    public string Text { get; init => field = value ?? ""; } = "";
}

/// <summary>The client says something in a room that it is in, or to one user. Answered by <see cref="MessageAccepted"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PostMessage : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The same when it is sent again after a reconnect: the server posts it once.</summary>
    [MemoryPackOrder(1)]
    public Guid ClientMessageId { get; init; }

    /// <summary>The room; a one-shot session need not be in it. Empty for a private message.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The user; empty for a message to a room.</summary>
    [MemoryPackOrder(3), BoundedString(WireLimits.NameBytes)]
    public string To { get; init => field = value ?? ""; } = "";

    /// <summary>How it is meant.</summary>
    [MemoryPackOrder(4)]
    public MessageKind Kind { get; init; }

    /// <summary>1 to 4,000 UTF-16 units.</summary>
    [MemoryPackOrder(5), BoundedString(WireLimits.TextBytes)]
    public string Text { get; init => field = value ?? ""; } = "";
}

/// <summary>The message is in the log.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record MessageAccepted : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The epoch of the log: the room's, or the sender's inbox's.</summary>
    [MemoryPackOrder(1)]
    public ulong Epoch { get; init; }

    /// <summary>The number in the log.</summary>
    [MemoryPackOrder(2)]
    public long Sequence { get; init; }

    /// <summary>When the server took it, Unix milliseconds.</summary>
    [MemoryPackOrder(3)]
    public long Time { get; init; }
}

/// <summary>A message for everybody in a room, the sender included, or for both ends of a private conversation.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record MessagePosted : ServerFrame
{
    /// <summary>The message.</summary>
    [MemoryPackOrder(0), BoundedObject<ChatMessage>]
    public ChatMessage Message { get; init => field = value ?? new(); } = new();
}
