using Messenger.Platform.Identity;

namespace Messenger.Server.Files;

/// <summary>Whose transfers are to be stopped: a person's, or those of one of the person's keys alone.</summary>
/// <param name="Key">The owner, or the key.</param>
/// <param name="KeyAlone">It is the key, and what the person's others move goes on.</param>
internal readonly record struct Stopped(Fingerprint Key, bool KeyAlone = false)
{
    /// <summary>Whether it is about a transfer.</summary>
    public bool Matches(Fingerprint owner, Fingerprint key) => KeyAlone ? key == Key : owner == Key;
}
