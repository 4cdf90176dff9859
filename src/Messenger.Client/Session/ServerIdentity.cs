using Messenger.Platform.Identity;

namespace Messenger.Client.Session;

/// <summary>Who answered, proved by TLS and compared with what was pinned.</summary>
/// <param name="Address">The address as it was given.</param>
/// <param name="Fingerprint">The server's public key.</param>
/// <param name="FirstContact">The key was not known before, and is pinned now: say so to the person.</param>
public sealed record ServerIdentity(ServerAddress Address, Fingerprint Fingerprint, bool FirstContact)
{
    /// <summary>The key that was pinned until now and vouches for this one: say so to the person. Null: it is the same as before.</summary>
    public Fingerprint? Before { get; init; }
}
