using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Files;

/// <summary>What a planned file is beside its bytes.</summary>
[Flags]
public enum PlanFileAttributes : byte
{
    /// <summary>An ordinary file.</summary>
    None = 0,

    /// <summary>A file that its owner may execute.</summary>
    Executable = 1,

    /// <summary>A folder, listed because nothing is in it; its size is 0.</summary>
    Folder = 2,
}

/// <summary>A file or an empty folder of a plan; files lie one after another in the plan's space of bytes.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PlanFile
{
    /// <summary>Where the file goes, relative to the receiver's folder, <c>/</c> between its parts.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.PathBytes)]
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Bytes.</summary>
    [MemoryPackOrder(1)]
    public long Size { get; init; }

    /// <summary>Last written at the source, Unix nanoseconds.</summary>
    [MemoryPackOrder(2)]
    public long Modified { get; init; }

    /// <summary>What it is beside its bytes.</summary>
    [MemoryPackOrder(3)]
    public PlanFileAttributes Attributes { get; init; }
}

/// <summary>The ways that the bytes of a transfer can go.</summary>
[Flags]
public enum TransferTransports : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A TLS/TCP data connection.</summary>
    Tcp = 1,

    /// <summary>Reliable UDP.</summary>
    Rudp = 2,
}

/// <summary>How RUDP datagrams are sealed.</summary>
public enum TransferCipher : byte
{
    /// <summary>AES-128-GCM.</summary>
    Aes128Gcm = 0,

    /// <summary>ChaCha20-Poly1305, where an end lacks AES instructions.</summary>
    ChaCha20Poly1305 = 1,
}

/// <summary>How the sending end of a transfer over RUDP finds the rate that its path bears.</summary>
public enum TransferCongestion : byte
{
    /// <summary>As the sender thinks best.</summary>
    Unsaid = 0,

    /// <summary>NewReno.</summary>
    NewReno = 1,

    /// <summary>CUBIC.</summary>
    Cubic = 2,

    /// <summary>BBR.</summary>
    Bbr = 3,
}

/// <summary>Asks for files. Answered by <see cref="TransferOffer"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record OpenDownload : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>Paths, folders and patterns of the library.</summary>
    [MemoryPackOrder(1), BoundedStringArray(WireLimits.Selections, WireLimits.PathBytes)]
    public string[] Selections { get; init => field = value ?? []; } = [];

    /// <summary>The ways that the client can take.</summary>
    [MemoryPackOrder(2)]
    public TransferTransports Transports { get; init; }

    /// <summary>The digest of the plan that a journal has begun; where the plan is still the same, the offer leaves its files out. Empty: none.</summary>
    [MemoryPackOrder(3), BoundedBytes(WireLimits.PlanDigestBytes)]
    public byte[] KnownPlan { get; init => field = value ?? []; } = [];

    /// <summary>The client's processor has AES instructions.</summary>
    [MemoryPackOrder(4), StrictBool]
    public bool HasAes { get; init; }

    /// <summary>The parcel whose files are wanted, instead of selections of the library; 0: none.</summary>
    [MemoryPackOrder(5)]
    public ulong Parcel { get; init; }

    /// <summary>The congestion control that the client would like; the sender's own choice comes first.</summary>
    [MemoryPackOrder(6)]
    public TransferCongestion Congestion { get; init; }

    /// <summary>CTL-MEASURE-1: bytes that the server is to make up, instead of files; 0: none.</summary>
    [MemoryPackOrder(7)]
    public long MeasureBytes { get; init; }

    /// <summary>CTL-XFER-12: the id that the client would like the offer to have; 0: the server's choice.</summary>
    [MemoryPackOrder(8)]
    public ulong TransferId { get; init; }

    /// <summary>CTL-XFER-12: 32 random bytes, the secret that goes with that id. Empty: none.</summary>
    [MemoryPackOrder(9), BoundedBytes(WireLimits.SecretBytes)]
    public byte[] Secret { get; init => field = value ?? []; } = [];
}

/// <summary>A transfer that waits for its one connection.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record TransferOffer : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>CTL-XFER-1: random, never 0. That of the request, where the server took it.</summary>
    [MemoryPackOrder(1)]
    public ulong TransferId { get; init; }

    /// <summary>32 random bytes for this transfer alone.</summary>
    [MemoryPackOrder(2), BoundedBytes(WireLimits.SecretBytes)]
    public byte[] Secret { get; init => field = value ?? []; } = [];

    /// <summary>The ways that the server offers.</summary>
    [MemoryPackOrder(3)]
    public TransferTransports Transports { get; init; }

    /// <summary>UDP port of the server; 0: the port of the control channel.</summary>
    [MemoryPackOrder(4)]
    public ushort UdpPort { get; init; }

    /// <summary>How RUDP datagrams are sealed.</summary>
    [MemoryPackOrder(5)]
    public TransferCipher Cipher { get; init; }

    /// <summary>Bytes of a chunk: the unit that is verified and journalled.</summary>
    [MemoryPackOrder(6)]
    public int ChunkSize { get; init; }

    /// <summary>XXH3-128 over chunk size and files.</summary>
    [MemoryPackOrder(7), BoundedBytes(WireLimits.PlanDigestBytes)]
    public byte[] PlanDigest { get; init => field = value ?? []; } = [];

    /// <summary>Files of the plan.</summary>
    [MemoryPackOrder(8)]
    public int FileCount { get; init; }

    /// <summary>Bytes of all files.</summary>
    [MemoryPackOrder(9)]
    public long TotalBytes { get; init; }

    /// <summary>The first of the files; the rest is to be had by <see cref="FetchPlan"/>. Empty where the client knows the plan.</summary>
    [MemoryPackOrder(10), BoundedArray<PlanFile>(WireLimits.FilesPerPage)]
    public PlanFile[] Files { get; init => field = value ?? []; } = [];

    /// <summary>Milliseconds until the offer expires.</summary>
    [MemoryPackOrder(11)]
    public int ExpiresMilliseconds { get; init; }
}

/// <summary>Asks for more of an offer's plan. Answered by <see cref="PlanPage"/>.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record FetchPlan : ClientFrame, IRequest
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The transfer.</summary>
    [MemoryPackOrder(1)]
    public ulong TransferId { get; init; }

    /// <summary>The number of the first file wanted, from 0.</summary>
    [MemoryPackOrder(2)]
    public int First { get; init; }
}

/// <summary>Files of a plan, in its order.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PlanPage : ServerFrame, IReply
{
    /// <inheritdoc/>
    [MemoryPackOrder(0)]
    public uint RequestId { get; init; }

    /// <summary>The number of the first of these, from 0.</summary>
    [MemoryPackOrder(1)]
    public int First { get; init; }

    /// <summary>The files.</summary>
    [MemoryPackOrder(2), BoundedArray<PlanFile>(WireLimits.FilesPerPage)]
    public PlanFile[] Files { get; init => field = value ?? []; } = [];
}

/// <summary>The client does not want a transfer any more. No answer.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record CancelTransfer : ClientFrame
{
    /// <summary>The transfer.</summary>
    [MemoryPackOrder(0)]
    public ulong TransferId { get; init; }
}

/// <summary>The server gave a transfer up.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record TransferEnded : ServerFrame
{
    /// <summary>The transfer.</summary>
    [MemoryPackOrder(0)]
    public ulong TransferId { get; init; }

    /// <summary>Why.</summary>
    [MemoryPackOrder(1)]
    public RefusalCode Code { get; init; }

    /// <summary>One sentence for people.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.SentenceBytes)]
    public string Sentence { get; init => field = value ?? ""; } = "";
}
