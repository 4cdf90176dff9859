using System.Net;
using Messenger.Server.Chat;
using Messenger.Server.Files;

namespace Messenger.Server.Trust;

/// <summary>All bans and mutes: one of each kind a target.</summary>
/// <param name="names">Whose name is whose: a ban of a name holds for its keys.</param>
/// <param name="keys">Which keys are one person: a ban of one holds for all.</param>
internal sealed class SanctionList(NameRegistry names, KeyRing keys)
{
    /// <summary>Sanctions at most: a list that a person made, not a list of the world.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<(SanctionKind, string), Sanction> _all = [];

    /// <summary>Enters one, in the place of that of the same kind and target.</summary>
    /// <returns>False: there are too many.</returns>
    public bool Add(Sanction sanction)
    {
        if (_all.Count >= Most && !_all.ContainsKey((sanction.Kind, sanction.Target.Id)))
            return false;
        _all[(sanction.Kind, sanction.Target.Id)] = sanction;
        return true;
    }

    /// <summary>Lifts one.</summary>
    /// <returns>False: there was none.</returns>
    public bool Remove(SanctionKind kind, Target target) => _all.Remove((kind, target.Id));

    /// <summary>Forgets what is over.</summary>
    /// <returns>What was forgotten.</returns>
    public List<Sanction> Sweep(long now)
    {
        List<Sanction> over = [.. _all.Values.Where(sanction => sanction.IsOver(now))];
        foreach (Sanction sanction in over)
            _all.Remove((sanction.Kind, sanction.Target.Id));
        return over;
    }

    /// <summary>Those of a kind that hold, by target.</summary>
    public IEnumerable<Sanction> Of(SanctionKind kind, long now) =>
        _all.Values.Where(sanction => sanction.Kind == kind && !sanction.IsOver(now)).OrderBy(sanction => sanction.Target.Id, StringComparer.Ordinal);

    /// <summary>The one that hits somebody and holds longest; null: none does.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="nameKey">The name, for comparison.</param>
    /// <param name="peer">Whose key, and where from.</param>
    /// <param name="now">Now, Unix milliseconds.</param>
    public Sanction? Find(SanctionKind kind, string nameKey, Peer peer, long now)
    {
        Sanction? found = null;
        IPAddress? plain = peer.Host is null ? null : Target.Plain(peer.Host);
        foreach (Sanction sanction in _all.Values)
        {
            if (sanction.Kind == kind && !sanction.IsOver(now) && Hits(sanction.Target, nameKey, peer, plain) && (found is null || Longer(sanction, found)))
                found = sanction;
        }

        return found;
    }

    /// <summary>Whether a target is somebody. A name stands for its owner under every other name, and a key for the person's others.</summary>
    public bool Hits(Target target, string nameKey, Peer peer, IPAddress? plain) =>
        (target.Key is { } key && (key == peer.Key || keys.OwnerOf(key) == peer.Owner))
        || (target.NameKey is { } name && (name == nameKey || (names.TryFind(name, out NameClaim? claim) && claim.Owner == peer.Owner)))
        || (target.Network is { } network && plain is not null && network.Contains(plain));

    private static bool Longer(Sanction a, Sanction b) => b.Until != 0 && (a.Until == 0 || a.Until > b.Until);
}
