using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Control;

/// <summary>What a session is for.</summary>
public enum SessionPurpose : byte
{
    /// <summary>One command: neither joins a room nor is announced.</summary>
    OneShot = 0,

    /// <summary>A person or a bot in the chat: joins the lobby and is announced.</summary>
    Chat = 1,
}

/// <summary>The client's first frame; the key in its TLS certificate says who it is, this says by what name.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Login : ClientFrame
{
    /// <summary>The control protocol that the client speaks.</summary>
    [MemoryPackOrder(0)]
    public ushort Protocol { get; init; } = WireLimits.ProtocolVersion;

    /// <summary>The name asked for.</summary>
    [MemoryPackOrder(1), BoundedString(WireLimits.NameBytes)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What the session is for.</summary>
    [MemoryPackOrder(2)]
    public SessionPurpose Purpose { get; init; }

    /// <summary>The token of the session that this one replaces; empty for none.</summary>
    [MemoryPackOrder(3), BoundedBytes(WireLimits.ResumeTokenBytes)]
    public byte[] ResumeToken { get; init => field = value ?? []; } = [];

    /// <summary>The client's product and version, for people.</summary>
    [MemoryPackOrder(4), BoundedString(WireLimits.LabelBytes)]
    public string Client { get; init => field = value ?? ""; } = "";

    /// <summary>That the client knows the server's join secret (CTL-TRUST-6); empty: does not say so.</summary>
    [MemoryPackOrder(5), BoundedBytes(WireLimits.JoinProofBytes)]
    public byte[] JoinProof { get; init => field = value ?? []; } = [];

    /// <summary>That the client knows a code of somebody whose key it is to be (CTL-KEY-3); empty: is who its key says.</summary>
    [MemoryPackOrder(6), BoundedBytes(WireLimits.LinkProofBytes)]
    public byte[] LinkProof { get; init => field = value ?? []; } = [];
}

/// <summary>The client leaves on purpose: no ghost of it stays.</summary>
[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record Logout : ClientFrame
{
    /// <summary>What others are told, or empty.</summary>
    [MemoryPackOrder(0), BoundedString(WireLimits.TopicBytes)]
    public string Reason { get; init => field = value ?? ""; } = "";
}
