using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Server.Chat;

/// <summary>Users who take other names, and names that are let go.</summary>
internal sealed partial class Community
{
    /// <summary>Why a user cannot take a name that is its owner's or nobody's; null: it can.</summary>
    /// <param name="user">Who.</param>
    /// <param name="nameKey">The name, for comparison.</param>
    public Refused? CheckRename(User user, string nameKey) =>
        _users.TryGetValue(nameKey, out User? other) && other != user && other.Owner == user.Owner && (other.Online || other.Sessions.Count > 0)
            ? Refusals.Of(RefusalCode.Busy, $"You are here as {other.Name} already, in another session; end that one first.")
            : null;

    /// <summary>CTL-NAME-6: a user has another name from now on. Rooms, sessions and inbox stay; the name before stays its owner's.</summary>
    /// <param name="user">Who; <see cref="CheckRename"/> has nothing against it.</param>
    /// <param name="claim">The name, which is the owner's.</param>
    /// <param name="now">Now.</param>
    public void Rename(User user, NameClaim claim, Moment now)
    {
        if (user.Claim == claim)
            return;
        NameClaim before = user.Claim;
        foreach (Room room in user.Rooms)
        {
            // What is not told yet is about the name before.
            if (room.Presence.Concerns(user))
                room.TellPresence(Delivery, now.Uptime);
            room.Unlist(user);
        }

        _users.Remove(before.Key);
        user.Claim = claim;
        _users[claim.Key] = user;
        (before.RenamedTo, claim.RenamedTo) = (claim, null);
        Names.MarkSeen(before.Key, now.Unix);
        var left = new Departure { Name = before.Display, Reason = DepartureReason.Renamed, NewName = claim.Display };
        foreach (Room room in user.Rooms)
        {
            room.List(user);
            room.Broadcast(ControlCodec.Encode(new PresenceChanged { Room = room.Name, Joined = [PresenceDelta.MemberOf(user)], Left = [left] }), Delivery);
        }

        DropUnused(before);
        Settle(now);
    }

    /// <summary>CTL-NAME-7: a name is nobody's any more, and all that its user left here is gone.</summary>
    public void Release(NameClaim claim, string sentence, Moment now)
    {
        foreach (Session session in _sessions.Where(session => session.User.Claim == claim).ToArray())
            Expel(session, sentence, now);
        ForgetGhosts(claim.Key, now);
        Forget(claim.Key);
        Names.Release(claim);
    }

    /// <summary>Where names are fleeting: one with which nobody is here, and nobody is waited for, is free.</summary>
    public void DropUnused(NameClaim claim)
    {
        if (!Names.AreFleeting || (_users.TryGetValue(claim.Key, out User? user) && user.Claim == claim && (user.Online || user.Sessions.Count > 0)))
            return;
        // What was said to it is not for whoever has it next.
        if (user?.Claim == claim)
            Forget(claim.Key);
        Names.Release(claim);
    }

    // Who has taken another name is reached by the one before, until somebody logs in with that: the same person, for it is still theirs.
    private User? Reach(NameClaim claim)
    {
        User? found = null;
        for (int hops = 0; hops <= _limits.NamesPerKey; hops++)
        {
            if (_users.TryGetValue(claim.Key, out User? user) && user.Online)
                return user;
            found ??= user;
            if (claim.RenamedTo is not { } next || !Names.TryFind(next.Key, out NameClaim? current) || current != next)
                break;
            claim = next;
        }

        return found;
    }
}
