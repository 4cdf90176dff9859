namespace Messenger.Server.Control;

/// <summary>How long a stranger may take, and how much a peer may get wrong.</summary>
internal sealed record ControlLimits
{
    /// <summary>From the connection to the end of the TLS handshake.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the handshake to the login, or to the opening of a data connection.</summary>
    public TimeSpan Login { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the last frame to go out, and for the peer to hang up after it.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Frames of one session that cannot be read before it is ended: a program that sends more is broken.</summary>
    public int BadFrames { get; init; } = 16;

    /// <summary>Connections at once, of whatever kind and state: what the server's descriptors and memory allow.</summary>
    public int Connections { get; init; } = 24_000;
}
