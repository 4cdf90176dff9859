using Messenger.Platform.Identity;

namespace Messenger.Server.Chat;

/// <summary>Keys that are taken away from their person.</summary>
internal sealed partial class Community
{
    /// <summary>Takes a key away from its person.</summary>
    /// <returns>Whose it is now.</returns>
    public KeyLink FreeKey(Fingerprint key, Moment now)
    {
        KeyLink freed = Keys.Freed(key, _random, now.Unix);
        Keys.Set(freed);
        return freed;
    }

    /// <summary>Ends the sessions of one key.</summary>
    public void ExpelKey(Fingerprint key, string sentence, Moment now)
    {
        foreach (Session session in _sessions.Where(session => session.Peer.Key == key).ToArray())
            Expel(session, sentence, now);
    }
}
