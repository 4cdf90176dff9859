using Messenger.Contracts;
using Messenger.Platform.Identity;

namespace Messenger.Server.Chat;

/// <summary>A key that is not its own owner.</summary>
/// <param name="Key">The key.</param>
/// <param name="Owner">Whose it is: the key that the person was first known by.</param>
/// <param name="Since">When it was linked, Unix milliseconds.</param>
internal readonly record struct KeyLink(Fingerprint Key, Fingerprint Owner, long Since);

/// <summary>
/// Which keys are one person. A key that nobody has linked is its own owner. A person stays known by the first key even when that one is taken away: all
/// that belongs to the person is found by it.
/// </summary>
internal sealed class KeyRing
{
    /// <summary>Keys of one person.</summary>
    public const int MostKeys = WireLimits.KeysPerUser;

    private readonly Dictionary<Fingerprint, KeyLink> _links = [];
    private readonly Dictionary<Fingerprint, List<KeyLink>> _byOwner = [];

    /// <summary>Whose a key is.</summary>
    public Fingerprint OwnerOf(Fingerprint key) => _links.TryGetValue(key, out KeyLink link) ? link.Owner : key;

    /// <summary>All keys of a person, the oldest first.</summary>
    public IEnumerable<KeyLink> KeysOf(Fingerprint owner)
    {
        IEnumerable<KeyLink> linked = _byOwner.TryGetValue(owner, out List<KeyLink>? links) ? links : [];
        return IsKey(owner) && OwnerOf(owner) == owner ? linked.Prepend(new KeyLink(owner, owner, 0)) : linked;
    }

    /// <summary>Whether a person has another key beside one.</summary>
    public bool HasOther(Fingerprint owner, Fingerprint key) => KeysOf(owner).Any(link => link.Key != key);

    /// <summary>Makes a key somebody's, whosever it was.</summary>
    public void Set(KeyLink link)
    {
        if (_links.Remove(link.Key, out KeyLink before) && _byOwner[before.Owner] is { } others)
        {
            others.Remove(before);
            if (others.Count == 0)
                _byOwner.Remove(before.Owner);
        }

        if (link.Owner == link.Key)
            return;
        _links.Add(link.Key, link);
        if (!_byOwner.TryGetValue(link.Owner, out List<KeyLink>? links))
            _byOwner.Add(link.Owner, links = []);
        links.Add(link);
    }

    /// <summary>What a key becomes that is taken away from its owner: itself again; where the owner is known by it, somebody new.</summary>
    /// <param name="key">The key.</param>
    /// <param name="random">Gives 128 random bits.</param>
    /// <param name="now">Unix milliseconds.</param>
    public KeyLink Freed(Fingerprint key, Func<Guid> random, long now) => OwnerOf(key) != key
        ? new KeyLink(key, key, 0)
        : new KeyLink(key, new Fingerprint([.. NoKey, .. random().ToByteArray()]), now);

    // An owner that is no key begins like this, and no SHA-256 does.
    private static ReadOnlySpan<byte> NoKey => [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    private static bool IsKey(Fingerprint owner) => !owner.ToArray().AsSpan().StartsWith(NoKey);
}
