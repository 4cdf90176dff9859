using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Chat;

/// <summary>Enters a room and makes it where there is none. Answered by <see cref="RoomJoined"/>, also by one who is in it already.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record JoinRoom : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";
}

/// <summary>A room as one who enters it sees it. Sent unasked (request 0) for the lobby after a login to the chat.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record RoomJoined : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room's name as the server writes it.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The topic, or empty.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.TopicBytes)]
    public string Topic { get; init => field = value ?? ""; } = "";

    /// <summary>The epoch of its log.</summary>
    [MemoryPackOrder(3)]
    public ulong Epoch { get; init; }

    /// <summary>The number of its last message; 0 where there is none.</summary>
    [MemoryPackOrder(4)]
    public long LastSequence { get; init; }

    /// <summary>How many are in it.</summary>
    [MemoryPackOrder(5)]
    public int MemberCount { get; init; }

    /// <summary>The first page of them, by name; the rest is to be had by <see cref="ListMembers"/>.</summary>
    [MemoryPackOrder(6), BoundedArray<Member>(WireLimits.MembersPerPage)]
    public Member[] Members { get; init => field = value ?? []; } = [];
}

/// <summary>Leaves a room; nobody leaves the lobby. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PartRoom : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";
}

/// <summary>Sets a room's topic. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record SetTopic : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The topic; empty removes it.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.TopicBytes)]
    public string Topic { get; init => field = value ?? ""; } = "";
}

/// <summary>Somebody set a topic.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record TopicChanged : ServerFrame
{
    /// <summary>The room.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The topic, or empty.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.TopicBytes)]
    public string Topic { get; init => field = value ?? ""; } = "";

    /// <summary>Who set it.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.NameBytes)]
    public string By { get; init => field = value ?? ""; } = "";
}

/// <summary>Asks which rooms there are. Answered by <see cref="RoomPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ListRooms : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Rooms after this name, in the order of the pages; empty: from the first.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string After { get; init => field = value ?? ""; } = "";
}

/// <summary>A room in a list.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record RoomSummary
{
    /// <summary>The room's name.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The topic, or empty.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.TopicBytes)]
    public string Topic { get; init => field = value ?? ""; } = "";

    /// <summary>How many are in it.</summary>
    [MemoryPackOrder(2)]
    public int MemberCount { get; init; }
}

/// <summary>Rooms, by name.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record RoomPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The rooms.</summary>
    [MemoryPackOrder(1), BoundedArray<RoomSummary>(WireLimits.RoomsPerPage)]
    public RoomSummary[] Rooms { get; init => field = value ?? []; } = [];

    /// <summary>There are more: ask again after the last of these.</summary>
    [MemoryPackOrder(2), StrictBool]
    public bool More { get; init; }
}
