using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Files;

/// <summary>What has become of a parcel.</summary>
public enum ParcelState : byte
{
    /// <summary>Held by the server; its recipient has not said anything.</summary>
    Waiting = 0,

    /// <summary>The recipient wants it.</summary>
    Accepted = 1,

    /// <summary>The recipient does not want it: it is gone.</summary>
    Refused = 2,

    /// <summary>The recipient has all of it: it is gone from the server.</summary>
    Fetched = 3,

    /// <summary>Nobody fetched it in time: it is gone.</summary>
    Expired = 4,

    /// <summary>Its sender took it back: it is gone.</summary>
    Withdrawn = 5,

    /// <summary>Not all of it is on the server yet: only its sender knows of it.</summary>
    Arriving = 6,
}

/// <summary>What a parcel is to the user who is told of it; to oneself: both.</summary>
[Flags]
public enum ParcelRole : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>It is for the user.</summary>
    Recipient = 1,

    /// <summary>The user has sent it.</summary>
    Sender = 2,
}

/// <summary>Files for one person, held by the server.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Parcel
{
    /// <summary>Its number on this server, 1 and up, never used again.</summary>
    [MemoryPackOrder(0)]
    public ulong Id { get; init; }

    /// <summary>Who sent it.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string From { get; init => field = value ?? ""; } = "";

    /// <summary>For whom it is.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.NameBytes)]
    public string To { get; init => field = value ?? ""; } = "";

    /// <summary>What has become of it.</summary>
    [MemoryPackOrder(3)]
    public ParcelState State { get; init; }

    /// <summary>The name of its file or folder; of the first, where there are several.</summary>
    [MemoryPackOrder(4), BoundedString(WireLimits.PathBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Files and empty folders.</summary>
    [MemoryPackOrder(5)]
    public int FileCount { get; init; }

    /// <summary>Bytes of all files.</summary>
    [MemoryPackOrder(6)]
    public long TotalBytes { get; init; }

    /// <summary>Of these, bytes that its recipient has so far.</summary>
    [MemoryPackOrder(7)]
    public long FetchedBytes { get; init; }

    /// <summary>When it was complete on the server, Unix milliseconds.</summary>
    [MemoryPackOrder(8)]
    public long Sent { get; init; }

    /// <summary>Until when the server holds it, or what became of it, Unix milliseconds.</summary>
    [MemoryPackOrder(9)]
    public long Expires { get; init; }

    /// <summary>What it is to the user who is told.</summary>
    [MemoryPackOrder(10)]
    public ParcelRole Role { get; init; }

    /// <summary>CTL-BOX-4: the user has not been told of this state before.</summary>
    [MemoryPackOrder(11), StrictBool]
    public bool IsNews { get; init; }
}

/// <summary>Asks for one's parcels: those that wait for one, and those that one has sent. Answered by <see cref="ParcelPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ListParcels : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Parcels with a higher number; 0: from the first.</summary>
    [MemoryPackOrder(1)]
    public ulong After { get; init; }
}

/// <summary>Parcels, by number.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ParcelPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The parcels.</summary>
    [MemoryPackOrder(1), BoundedArray<Parcel>(WireLimits.ParcelsPerPage)]
    public Parcel[] Parcels { get; init => field = value ?? []; } = [];

    /// <summary>There are more: ask again after the last of these.</summary>
    [MemoryPackOrder(2), StrictBool]
    public bool More { get; init; }
}

/// <summary>Takes or refuses a parcel; its sender takes it back. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record AnswerParcel : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The parcel.</summary>
    [MemoryPackOrder(1)]
    public ulong Parcel { get; init; }

    /// <summary>False: refused, or taken back by its sender, and removed from the server.</summary>
    [MemoryPackOrder(2), StrictBool]
    public bool Accept { get; init; }
}

/// <summary>CTL-BOX-2: a parcel for one, or of one's own, is new or another than before.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record ParcelChanged : ServerFrame
{
    /// <summary>The parcel as it is now.</summary>
    [MemoryPackOrder(0), BoundedObject<Parcel>]
    public Parcel Parcel { get; init => field = value ?? new Parcel(); } = new();
}
