using Messenger.Platform.Identity;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Client.Session;

/// <summary>Who talks to whom, for every kind of session: a chat, one command, a transfer.</summary>
public sealed record ClientProfile
{
    /// <summary>The server.</summary>
    public required ServerAddress Server { get; init; }

    /// <summary>The name asked for.</summary>
    public required string UserName { get; init; }

    /// <summary>The client's key: not disposed by a session, and shared by as many as like.</summary>
    public required IdentityKey Identity { get; init; }

    /// <summary>The keys of the servers that were met.</summary>
    public required KnownServers KnownServers { get; init; }

    /// <summary>The only key that is accepted (<c>--fingerprint</c>); null: the pinned one, or any on first contact.</summary>
    public Fingerprint? DemandedFingerprint { get; init; }

    /// <summary>What opens the server; null: nothing is known, or needed.</summary>
    public JoinSecret? Secret { get; init; }

    /// <summary>A code that makes this key somebody's at the login; null: it is who it is.</summary>
    public LinkCode? Link { get; init; }

    /// <summary>Product and version of the client, for people.</summary>
    public string ClientName { get; init; } = "msgr";

    /// <summary>Called once a connection when a server's key was new and is pinned now; on any thread.</summary>
    public Action<ServerIdentity>? FirstContact { get; init; }

    /// <summary>The longest that a name look-up may take.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that TCP and TLS together may take, after the look-up.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that the server may take to answer a request; listing with SHA-256 is exempt.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A bad link to put on transfers (<c>--impair</c>); null: none.</summary>
    public Impairment? Impairment { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Chance for back-off; access to it is serialized by those who use it.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Makes the connections.</summary>
    internal IServerConnector Connector { get; init; } = TlsConnector.Default;
}
