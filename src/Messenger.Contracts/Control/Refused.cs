using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>Why something was refused. CTL-EVOLVE-1: values are wire constants; CTL-EVOLVE-3: an unknown one is taken for <see cref="Other"/>.</summary>
public enum RefusalCode : ushort
{
    /// <summary>None of the others; the sentence says what.</summary>
    Other = 0,

    /// <summary>The name belongs to another key, or looks like one that does.</summary>
    NameTaken = 1,

    /// <summary>The name is not one (length, letters, scripts).</summary>
    NameInvalid = 2,

    /// <summary>The server takes no more sessions.</summary>
    ServerFull = 3,

    /// <summary>Not allowed.</summary>
    AccessDenied = 4,

    /// <summary>The protocol versions do not meet.</summary>
    Version = 5,

    /// <summary>A frame of this kind is not known here: the peer is newer.</summary>
    UnknownRequest = 6,

    /// <summary>A frame could not be read, or said something that makes no sense.</summary>
    BadRequest = 7,

    /// <summary>Not before login.</summary>
    NotLoggedIn = 8,

    /// <summary>No user of that name is known.</summary>
    NoSuchUser = 9,

    /// <summary>The user is known and not online.</summary>
    UserOffline = 10,

    /// <summary>No such room.</summary>
    NoSuchRoom = 11,

    /// <summary>The user is not in that room.</summary>
    NotInRoom = 12,

    /// <summary>A bound is reached (rooms, members, transfers ...); the sentence says which.</summary>
    LimitReached = 13,

    /// <summary>Too much at once: wait.</summary>
    TooFast = 14,

    /// <summary>No file matches.</summary>
    NoSuchFile = 15,

    /// <summary>The transfer is not known, or its offer has expired.</summary>
    NoSuchTransfer = 16,

    /// <summary>The source changed while it was sent.</summary>
    SourceChanged = 17,

    /// <summary>The server could not read its own file, or something broke in it.</summary>
    ServerFault = 18,

    /// <summary>Another file has the name, and nobody said that it may be replaced.</summary>
    Exists = 19,

    /// <summary>The server has no room for it, or the user has used what is given to one.</summary>
    NoRoom = 20,

    /// <summary>Another command sends the same files at the moment.</summary>
    Busy = 21,

    /// <summary>No parcel of that number is for this user.</summary>
    NoSuchParcel = 22,

    /// <summary>The server lets in only those who prove its join secret.</summary>
    SecretNeeded = 23,
}

/// <summary>A request, a login or an unreadable frame is refused; the session goes on unless it was the login.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Refused : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Why.</summary>
    [MemoryPackOrder(1)]
    public RefusalCode Code { get; init; }

    /// <summary>One sentence: what happened, to what, what to do.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.SentenceBytes)]
    public string Sentence { get; init => field = value ?? ""; } = "";

    /// <summary>The tag of the refused frame, for <see cref="RefusalCode.UnknownRequest"/>; else 0.</summary>
    [MemoryPackOrder(3)]
    public ushort Tag { get; init; }
}

/// <summary>A request that has no reply of its own is done.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Done : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }
}
