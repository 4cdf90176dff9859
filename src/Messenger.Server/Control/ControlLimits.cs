namespace Messenger.Server.Control;

/// <summary>How long a stranger may take, and how much a peer may get wrong.</summary>
internal sealed record ControlLimits
{
    /// <summary>From the connection to its first bytes, and then again for the TLS handshake; waiting for a slot does not count.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>TLS handshakes at once: enough to hide round trips of 200 ms, few enough that each ends in time on one core.</summary>
    public int Handshakes { get; init; } = 128;

    /// <summary>Handshakes at once of one address.</summary>
    public int HandshakesPerAddress { get; init; } = 16;

    /// <summary>From the handshake to the login, or to the opening of a data connection.</summary>
    public TimeSpan Login { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the last frame to go out, and for the peer to hang up after it.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Frames of one session that cannot be read before it is ended: a program that sends more is broken.</summary>
    public int BadFrames { get; init; } = 16;

    /// <summary>Connections at once, of whatever kind and state: what the server's descriptors and memory allow.</summary>
    public int Connections { get; init; } = 24_000;
}
