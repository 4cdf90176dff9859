using System.Diagnostics.CodeAnalysis;
using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>Whose name is whose: a name belongs to the first key that takes it, and so does everything that looks like it.</summary>
internal sealed class NameRegistry(ChatLimits limits)
{
    private readonly Dictionary<string, NameClaim> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameClaim> _bySkeleton = new(StringComparer.Ordinal);
    private readonly Dictionary<Fingerprint, int> _perOwner = [];
    private readonly HashSet<NameClaim> _seen = [];

    /// <summary>How many there may be.</summary>
    public ChatLimits Limits { get; set; } = limits;

    /// <summary>A name is whoever's is online with it, and free when that one has left.</summary>
    public bool AreFleeting { get; set; }

    /// <summary>Names that belong to somebody.</summary>
    public int Count => _byKey.Count;

    /// <summary>Takes in a claim of an earlier run.</summary>
    public void Restore(NameClaim claim) => Add(claim);

    /// <summary>The claim on a name.</summary>
    /// <param name="key">The name for comparison.</param>
    /// <param name="claim">The claim.</param>
    public bool TryFind(string key, [NotNullWhen(true)] out NameClaim? claim) => _byKey.TryGetValue(key, out claim);

    /// <summary>All claims, by name.</summary>
    public IEnumerable<NameClaim> All => _byKey.Values.OrderBy(claim => claim.Key, StringComparer.Ordinal);

    /// <summary>Lets a name go: whoever asks next may have it.</summary>
    public void Release(NameClaim claim)
    {
        if (!_byKey.TryGetValue(claim.Key, out NameClaim? held) || held != claim)
            return;
        _byKey.Remove(claim.Key);
        _seen.Remove(claim);
        if (_perOwner[claim.Owner] > 1)
            _perOwner[claim.Owner]--;
        else
            _perOwner.Remove(claim.Owner);
        // Of several names of one owner that look alike, another one stands in.
        _bySkeleton.Remove(claim.Skeleton);
        if (_byKey.Values.FirstOrDefault(other => other.Skeleton == claim.Skeleton) is { } alike)
            _bySkeleton.Add(alike.Skeleton, alike);
    }

    /// <summary>A person's names.</summary>
    public IEnumerable<NameClaim> Of(Fingerprint owner) => HasNames(owner) ? _byKey.Values.Where(claim => claim.Owner == owner) : [];

    /// <summary>Whether any name is a key's.</summary>
    public bool HasNames(Fingerprint owner) => _perOwner.ContainsKey(owner);

    /// <summary>Notes when somebody was last in the chat.</summary>
    public void MarkSeen(string key, long now)
    {
        if (!_byKey.TryGetValue(key, out NameClaim? claim))
            return;
        claim.LastSeen = now;
        _seen.Add(claim);
    }

    /// <summary>Takes the claims whose <see cref="NameClaim.LastSeen"/> changed since the last call.</summary>
    public NameClaim[] TakeSeen()
    {
        NameClaim[] seen = [.. _seen];
        _seen.Clear();
        return seen;
    }

    /// <summary>Gives a name to a key, or says why not.</summary>
    /// <param name="name">The name.</param>
    /// <param name="owner">The key that asks.</param>
    /// <param name="now">When, Unix milliseconds.</param>
    /// <param name="claim">The claim, where there is no refusal.</param>
    /// <param name="isNew">It was made by this call, and is not stored yet.</param>
    /// <returns>Why not; null where the name is the key's.</returns>
    public Refused? Claim(UserName name, Fingerprint owner, long now, out NameClaim? claim, out bool isNew)
    {
        isNew = false;
        if (_byKey.TryGetValue(name.Key, out claim))
            return claim.Owner == owner ? null : Taken($"The name {claim.Display} belongs to another key; choose another name.");
        if (_bySkeleton.TryGetValue(name.Skeleton, out NameClaim? alike) && alike.Owner != owner)
            return Taken($"The name {name.Display} looks like {alike.Display}, which belongs to another key; choose another name.");
        if (_byKey.Count >= Limits.Names)
            return Refusals.Of(RefusalCode.LimitReached, "This server keeps no more new names; log in with one that you have.");
        if (_perOwner.GetValueOrDefault(owner) >= Limits.NamesPerKey)
            return Refusals.Of(RefusalCode.LimitReached, $"Your key has {Plural.Of(Limits.NamesPerKey, "name")} already; log in with one of them.");

        claim = new NameClaim(name.Key, name.Display, name.Skeleton, owner, now);
        isNew = true;
        Add(claim);
        return null;
    }

    private void Add(NameClaim claim)
    {
        _byKey[claim.Key] = claim;
        _bySkeleton.TryAdd(claim.Skeleton, claim);
        _perOwner[claim.Owner] = _perOwner.GetValueOrDefault(claim.Owner) + 1;
    }

    private static Refused Taken(string sentence) => Refusals.Of(RefusalCode.NameTaken, sentence);
}
