using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Files;

/// <summary>What the server does with an upload's file whose name is taken by another. An identical file is always left alone.</summary>
public enum UploadPolicy : byte
{
    /// <summary>Refuses the upload.</summary>
    Refuse = 0,

    /// <summary>Keeps what is there.</summary>
    Skip = 1,

    /// <summary>Gives the new file a number in its name.</summary>
    Rename = 2,

    /// <summary>Replaces what is there at the end, where the same user put it there.</summary>
    Overwrite = 3,
}

/// <summary>CTL-XFER-8: the files of an upload's plan that come before those in <see cref="OpenUpload"/>. Answered by <see cref="Done"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record AddPlanFiles : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The number of the first of these; 0 begins a plan anew.</summary>
    [MemoryPackOrder(1)]
    public int First { get; init; }

    /// <summary>The files, in the plan's order.</summary>
    [MemoryPackOrder(2), BoundedArray<PlanFile>(WireLimits.FilesPerPage)]
    public PlanFile[] Files { get; init => field = value ?? []; } = [];
}

/// <summary>Wants to put files on the server. Answered by <see cref="TransferOffer"/>, without files.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record OpenUpload : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The number of the first of these files; 0: there were none before.</summary>
    [MemoryPackOrder(1)]
    public int First { get; init; }

    /// <summary>The last files of the plan; paths are relative to where uploads go.</summary>
    [MemoryPackOrder(2), BoundedArray<PlanFile>(WireLimits.FilesPerPage)]
    public PlanFile[] Files { get; init => field = value ?? []; } = [];

    /// <summary>XXH3-128 over chunk size and files.</summary>
    [MemoryPackOrder(3), BoundedBytes(WireLimits.PlanDigestBytes)]
    public byte[] PlanDigest { get; init => field = value ?? []; } = [];

    /// <summary>Bytes of a chunk.</summary>
    [MemoryPackOrder(4)]
    public int ChunkSize { get; init; }

    /// <summary>The ways that the client can take.</summary>
    [MemoryPackOrder(5)]
    public TransferTransports Transports { get; init; }

    /// <summary>The client's processor has AES instructions.</summary>
    [MemoryPackOrder(6), StrictBool]
    public bool HasAes { get; init; }

    /// <summary>What to do where a name is taken.</summary>
    [MemoryPackOrder(7)]
    public UploadPolicy IfExists { get; init; }

    /// <summary>CTL-XFER-10: the command that asks, the same on each of its connections.</summary>
    [MemoryPackOrder(8)]
    public Guid Command { get; init; }

    /// <summary>For whom the files are; empty: for the library.</summary>
    [MemoryPackOrder(9), BoundedString(WireLimits.NameBytes)]
    public string To { get; init => field = value ?? ""; } = "";

    /// <summary>CTL-XFER-12: the id that the client would like the offer to have; 0: the server's choice.</summary>
    [MemoryPackOrder(10)]
    public ulong TransferId { get; init; }

    /// <summary>CTL-XFER-12: 32 random bytes, the secret that goes with that id. Empty: none.</summary>
    [MemoryPackOrder(11), BoundedBytes(WireLimits.SecretBytes)]
    public byte[] Secret { get; init => field = value ?? []; } = [];
}

/// <summary>CTL-XFER-9: all files of an upload are verified and in place.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record UploadDone : ServerFrame
{
    /// <summary>The transfer.</summary>
    [MemoryPackOrder(0)]
    public ulong TransferId { get; init; }

    /// <summary>The names that were given, as far as they fit into a frame: <see cref="WrittenCount"/> counts all.</summary>
    [MemoryPackOrder(1), BoundedStringArray(WireLimits.FilesPerPage, WireLimits.PathBytes)]
    public string[] Written { get; init => field = value ?? []; } = [];

    /// <summary>Files that were written.</summary>
    [MemoryPackOrder(2)]
    public int WrittenCount { get; init; }

    /// <summary>Files that are other ones and were left alone.</summary>
    [MemoryPackOrder(3)]
    public int KeptCount { get; init; }

    /// <summary>Bytes that were there before this connection: of an earlier one, or of identical files.</summary>
    [MemoryPackOrder(4)]
    public long ResumedBytes { get; init; }

    /// <summary>The parcel that it became; 0: the files are in the library.</summary>
    [MemoryPackOrder(5)]
    public ulong Parcel { get; init; }
}
