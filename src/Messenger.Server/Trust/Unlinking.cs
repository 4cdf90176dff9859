using Messenger.Contracts.Control;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;

namespace Messenger.Server.Trust;

/// <summary>Takes a key away from its person, whoever says so.</summary>
internal static class Unlinking
{
    /// <summary>What the key's sessions are told.</summary>
    public const string Sentence = "Your key was unlinked: it is a stranger on this server now.";

    /// <summary>Why a key cannot be taken away; null: it can.</summary>
    public static Refused? Check(Community community, Fingerprint key) => community.Keys.HasOther(community.Keys.OwnerOf(key), key)
        ? null
        : Refusals.Of(RefusalCode.BadRequest, $"{key} is linked to no other key; nobody would be left to come in.");

    /// <summary>Takes it away; its sessions go on until they are ended.</summary>
    /// <returns>Done when it is on the disk.</returns>
    public static Task Do(Community community, TrustPolicy policy, ITrustStore store, Fingerprint key, Moment now)
    {
        Fingerprint owner = community.Keys.OwnerOf(key);
        KeyLink freed = community.FreeKey(key, now);
        List<Task> writes = [store.SaveKeyAsync(freed)];
        // An operator stays one by another key, and a lost machine is none.
        if (Target.TryParse(key.ToString(), out Target? who) && policy.RemoveOperator(who)
            && Target.TryParse(community.Keys.KeysOf(owner).First().Key.ToString(), out Target? other))
        {
            policy.AddOperator(other);
            writes.AddRange([store.SaveOperatorAsync(who, isOne: false), store.SaveOperatorAsync(other, isOne: true)]);
        }

        return Task.WhenAll(writes);
    }
}
