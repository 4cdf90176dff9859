namespace Messenger.Server.Control;

/// <summary>How much strangers and peers may take, and how much they may get wrong. What an operator may want otherwise is an option of the program.</summary>
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

    /// <summary>Connections at once, of whatever kind and state; fewer where the process may not have as many descriptors.</summary>
    public int Connections { get; init; } = 24_000;

    /// <summary>Connections at once of one address: a few dozen people behind one NAT, each with a chat and transfers.</summary>
    public int ConnectionsPerAddress { get; init; } = 1_000;

    /// <summary>Loopback is an address like any other for what one address may have.</summary>
    public bool CountLoopback { get; init; }

    /// <summary>Messages, commands and questions about the chat a second of one user, all in all; 0: no bound.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>How many of them at once after a quiet time: a long paste, or the logs of all rooms after a reconnect.</summary>
    public int RequestBurst => (int)Math.Min(5L * RequestsPerSecond, int.MaxValue);
}
