using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>Asks for a code with which another key becomes the same person. Answered by <see cref="LinkOpened"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record OpenLink : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }
}

/// <summary>A code for one use (CTL-KEY-2).</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record LinkOpened : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The code, as a person types it.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.LabelBytes)]
    public string Code { get; init => field = value ?? ""; } = "";

    /// <summary>Milliseconds that it holds.</summary>
    [MemoryPackOrder(2)]
    public int LifeMilliseconds { get; init; }
}

/// <summary>Asks which keys are the user. Answered by <see cref="KeyPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ListKeys : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }
}

/// <summary>One of a user's keys.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record UserKey
{
    /// <summary>Its fingerprint.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.LabelBytes)]
    public string Fingerprint { get; init => field = value ?? ""; } = "";

    /// <summary>When it was linked, Unix milliseconds; 0: the one that was there first.</summary>
    [MemoryPackOrder(1)]
    public long Linked { get; init; }

    /// <summary>Sessions that it has at the moment.</summary>
    [MemoryPackOrder(2)]
    public int Sessions { get; init; }

    /// <summary>The key of the session that asked.</summary>
    [MemoryPackOrder(3), StrictBool]
    public bool IsOwn { get; init; }
}

/// <summary>All keys of a user, the oldest first.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record KeyPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The keys.</summary>
    [MemoryPackOrder(1), BoundedArray<UserKey>(WireLimits.KeysPerUser)]
    public UserKey[] Keys { get; init => field = value ?? []; } = [];
}

/// <summary>Takes a key away from the user: it is a stranger from then on. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record UnlinkKey : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Its fingerprint.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.LabelBytes)]
    public string Fingerprint { get; init => field = value ?? ""; } = "";
}

/// <summary>Takes another name, for all sessions of the user. Answered by <see cref="Renamed"/>; the rooms hear of it by <see cref="Chat.PresenceChanged"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Rename : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The name asked for.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>The user has another name.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Renamed : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The name as the server writes it.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Lets the session's name go: whoever asks next has it, and its sessions end. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ReleaseName : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }
}
