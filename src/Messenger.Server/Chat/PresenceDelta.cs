using Messenger.Contracts;
using Messenger.Contracts.Chat;

namespace Messenger.Server.Chat;

/// <summary>What changed in a room since it was last told: who came and went within one delta is not in it.</summary>
internal sealed class PresenceDelta
{
    private Dictionary<User, Change> _changes = [];

    /// <summary>Nothing to tell.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>Whether something about this user has not been told yet.</summary>
    public bool Concerns(User user) => _changes.ContainsKey(user);

    /// <summary>Somebody came in.</summary>
    public void Join(User user) =>
        _changes[user] = _changes.TryGetValue(user, out Change known)
            ? known with { IsIn = true, Changed = true }
            : new Change(WasIn: false, IsIn: true, Changed: false, default);

    /// <summary>Somebody left.</summary>
    public void Leave(User user, DepartureReason reason)
    {
        bool wasIn = !_changes.TryGetValue(user, out Change known) || known.WasIn;
        if (wasIn)
            _changes[user] = new Change(WasIn: true, IsIn: false, Changed: false, reason);
        else
            _changes.Remove(user);
    }

    /// <summary>Somebody went away or came back.</summary>
    public void Update(User user) =>
        _changes[user] = _changes.TryGetValue(user, out Change known)
            ? known with { Changed = true }
            : new Change(WasIn: true, IsIn: true, Changed: true, default);

    /// <summary>Takes all that there is to tell, in frames of at most a page.</summary>
    /// <param name="room">The room's name.</param>
    public IEnumerable<PresenceChanged> Take(string room)
    {
        Dictionary<User, Change> changes = _changes;
        _changes = [];
        foreach (KeyValuePair<User, Change>[] page in changes.Chunk(WireLimits.MembersPerPage))
        {
            var frame = new PresenceChanged
            {
                Room = room,
                Joined = [.. from c in page where !c.Value.WasIn && c.Value.IsIn select MemberOf(c.Key)],
                Left = [.. from c in page where c.Value.WasIn && !c.Value.IsIn select new Departure { Name = c.Key.Name, Reason = c.Value.Reason }],
                Changed = [.. from c in page where c.Value is { WasIn: true, IsIn: true, Changed: true } select MemberOf(c.Key)],
            };
            if (frame.Joined.Length + frame.Left.Length + frame.Changed.Length > 0)
                yield return frame;
        }
    }

    /// <summary>A user as others see it.</summary>
    public static Member MemberOf(User user) => new() { Name = user.Name, Away = user.Away };

    private readonly record struct Change(bool WasIn, bool IsIn, bool Changed, DepartureReason Reason);
}
