using System.Net;
using Messenger.Platform.Identity;

namespace Messenger.Server.Files;

/// <summary>Who asks, and from where.</summary>
/// <param name="Key">The key of the control connection.</param>
/// <param name="Host">The address of the control connection; null: not known.</param>
internal readonly record struct Peer(Fingerprint Key, IPAddress? Host)
{
    /// <summary>Whose key it is: the owner of names, and of what is offered, sent and kept. Its own where nobody has linked it.</summary>
    public Fingerprint Owner { get; init; } = Key;

    /// <summary>The round trip of the control connection; null: not known.</summary>
    public Func<TimeSpan?>? RoundTrip { get; init; }
}
