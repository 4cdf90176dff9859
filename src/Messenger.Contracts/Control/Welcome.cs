using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>What a server can do beyond the chat.</summary>
[Flags]
public enum ServerFeatures : ulong
{
    /// <summary>Nothing beyond the chat.</summary>
    None = 0,

    /// <summary>Files can be listed and downloaded.</summary>
    Files = 1,

    /// <summary>Transfers over reliable UDP.</summary>
    Rudp = 2,

    /// <summary>Files can be put into the library, or beside it.</summary>
    Uploads = 4,

    /// <summary>Files can be sent to one person.</summary>
    Parcels = 8,

    /// <summary>It makes up bytes for those who measure their way to it.</summary>
    Measure = 16,

    /// <summary>Several keys can be one user.</summary>
    LinkedKeys = 32,
}

/// <summary>The server's first frame, sent unasked.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Welcome : ServerFrame
{
    /// <summary>The control protocol that the server speaks.</summary>
    [MemoryPackOrder(0)]
    public ushort Protocol { get; init; } = WireLimits.ProtocolVersion;

    /// <summary>The server's name, for people.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.LabelBytes)]
    public string ServerName { get; init => field = value ?? ""; } = "";

    /// <summary>The server's product and version, for people.</summary>
    [MemoryPackOrder(2), BoundedString(WireLimits.LabelBytes)]
    public string Server { get; init => field = value ?? ""; } = "";

    /// <summary>What the server can do.</summary>
    [MemoryPackOrder(3)]
    public ServerFeatures Features { get; init; }

    /// <summary>Milliseconds without a frame from the client after which the server takes it for dead.</summary>
    [MemoryPackOrder(4)]
    public int IdleLimitMilliseconds { get; init; }

    /// <summary>A sentence for everybody who comes in, or empty.</summary>
    [MemoryPackOrder(5), BoundedString(WireLimits.SentenceBytes)]
    public string MessageOfTheDay { get; init => field = value ?? ""; } = "";
}

/// <summary>The login is accepted.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record LoggedIn : ServerFrame
{
    /// <summary>The name as the server writes it.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>With this token a reconnecting client replaces this session at once.</summary>
    [MemoryPackOrder(1), BoundedBytes(WireLimits.ResumeTokenBytes)]
    public byte[] ResumeToken { get; init => field = value ?? []; } = [];

    /// <summary>The server's time, Unix milliseconds.</summary>
    [MemoryPackOrder(2)]
    public long ServerTime { get; init; }

    /// <summary>The session took its place back from its own ghost: nobody was told that it left.</summary>
    [MemoryPackOrder(3), StrictBool]
    public bool Resumed { get; init; }
}
