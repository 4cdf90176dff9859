using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>The client asks for a <see cref="ServerPong"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ClientPing : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }
}

/// <summary>Answers <see cref="ServerPing"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ClientPong : ClientFrame;

/// <summary>The server asks whether the client lives: any frame answers.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ServerPing : ServerFrame;

/// <summary>Answers <see cref="ClientPing"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ServerPong : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The server's time, Unix milliseconds.</summary>
    [MemoryPackOrder(1)]
    public long ServerTime { get; init; }
}

/// <summary>Why the server ends a session.</summary>
public enum ClosingReason : byte
{
    /// <summary>None of the others; the sentence says what.</summary>
    Other = 0,

    /// <summary>The server stops.</summary>
    Shutdown = 1,

    /// <summary>The client did not read fast enough.</summary>
    TooSlow = 2,

    /// <summary>Nothing came from the client for too long.</summary>
    Idle = 3,

    /// <summary>The client broke the protocol.</summary>
    Protocol = 4,

    /// <summary>Another session of the same user took this one's place.</summary>
    Replaced = 5,

    /// <summary>An operator removed the user, or bans it.</summary>
    Removed = 6,
}

/// <summary>The server's last frame.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Closing : ServerFrame
{
    /// <summary>Why.</summary>
    [MemoryPackOrder(0)]
    public ClosingReason Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.SentenceBytes)]
    public string Sentence { get; init => field = value ?? ""; } = "";

    /// <summary>Milliseconds to wait before coming back; negative: do not.</summary>
    [MemoryPackOrder(2)]
    public int ReconnectAfterMilliseconds { get; init; }
}
