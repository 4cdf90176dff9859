using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Chat;

/// <summary>Somebody in a room.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Member
{
    /// <summary>The name.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the user is away.</summary>
    [MemoryPackOrder(1), StrictBool]
    public bool Away { get; init; }
}

/// <summary>Why somebody is no longer in a room.</summary>
public enum DepartureReason : byte
{
    /// <summary>Left this room.</summary>
    Parted = 0,

    /// <summary>Left the chat.</summary>
    Quit = 1,

    /// <summary>The connection was lost and did not come back in time.</summary>
    Lost = 2,

    /// <summary>Is there still, under <see cref="Departure.NewName"/>.</summary>
    Renamed = 3,
}

/// <summary>Somebody who is no longer in a room.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Departure
{
    /// <summary>The name.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Why.</summary>
    [MemoryPackOrder(1)]
    public DepartureReason Reason { get; init; }

    /// <summary>With <see cref="DepartureReason.Renamed"/>: the name from now on, which is among those who came in, too.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.NameBytes)]
    public string NewName { get; init => field = value ?? ""; } = "";
}

/// <summary>What changed in a room since the last of these, in one delta: never the whole list.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PresenceChanged : ServerFrame
{
    /// <summary>The room; the lobby's members are those online.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>Those who came in.</summary>
    [MemoryPackOrder(1), BoundedArray<Member>(WireLimits.MembersPerPage)]
    public Member[] Joined { get; init => field = value ?? []; } = [];

    /// <summary>Those who left.</summary>
    [MemoryPackOrder(2), BoundedArray<Departure>(WireLimits.MembersPerPage)]
    public Departure[] Left { get; init => field = value ?? []; } = [];

    /// <summary>Those who went away or came back.</summary>
    [MemoryPackOrder(3), BoundedArray<Member>(WireLimits.MembersPerPage)]
    public Member[] Changed { get; init => field = value ?? []; } = [];
}

/// <summary>Goes away, or comes back. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record SetAway : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Why, for those who ask or write; empty: the user is back.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.TopicBytes)]
    public string Reason { get; init => field = value ?? ""; } = "";
}

/// <summary>Asks who is in a room. Answered by <see cref="MemberPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ListMembers : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room; empty: the lobby, which is everybody online.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>Members after this name, in the order of the pages; empty: from the first.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.NameBytes)]
    public string After { get; init => field = value ?? ""; } = "";
}

/// <summary>Members of a room, by name.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record MemberPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The room.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Room { get; init => field = value ?? ""; } = "";

    /// <summary>The members.</summary>
    [MemoryPackOrder(2), BoundedArray<Member>(WireLimits.MembersPerPage)]
    public Member[] Members { get; init => field = value ?? []; } = [];

    /// <summary>There are more: ask again after the last of these.</summary>
    [MemoryPackOrder(3), StrictBool]
    public bool More { get; init; }
}

/// <summary>Asks about a user. Answered by <see cref="WhoisReply"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Whois : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The name.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>What the server says about a user.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record WhoisReply : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The name.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>In the chat now.</summary>
    [MemoryPackOrder(2), StrictBool]
    public bool Online { get; init; }

    /// <summary>Why away, or empty.</summary>
    [MemoryPackOrder(3), BoundedString(WireLimits.TopicBytes)]
    public string AwayReason { get; init => field = value ?? ""; } = "";

    /// <summary>The fingerprint of the key that the name belongs to; of several, of the oldest.</summary>
    [MemoryPackOrder(4), BoundedString(WireLimits.LabelBytes)]
    public string Fingerprint { get; init => field = value ?? ""; } = "";

    /// <summary>In the chat since, or last seen, Unix milliseconds; 0: never.</summary>
    [MemoryPackOrder(5)]
    public long Since { get; init; }

    /// <summary>The client that the user runs, for people; empty when offline.</summary>
    [MemoryPackOrder(6), BoundedString(WireLimits.LabelBytes)]
    public string Client { get; init => field = value ?? ""; } = "";

    /// <summary>Milliseconds since the user last said or did something; 0 when offline.</summary>
    [MemoryPackOrder(7)]
    public long IdleMilliseconds { get; init; }

    /// <summary>The rooms that both are in.</summary>
    [MemoryPackOrder(8), BoundedStringArray(WireLimits.RoomsPerPage, WireLimits.NameBytes)]
    public string[] Rooms { get; init => field = value ?? []; } = [];

    /// <summary>The fingerprints of the user's other keys.</summary>
    [MemoryPackOrder(9), BoundedStringArray(WireLimits.KeysPerUser, WireLimits.LabelBytes)]
    public string[] OtherKeys { get; init => field = value ?? []; } = [];
}
