using System.Diagnostics.CodeAnalysis;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Text;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>What operators do to sessions and rooms.</summary>
internal sealed partial class Community
{
    /// <summary>Sessions at the moment, in the order in which they began.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>Rooms whose topic is the operators' alone.</summary>
    public IEnumerable<Room> LockedRooms => _rooms.Values.Where(room => room.Locked);

    /// <summary>Ends a session for good: it is told why, no ghost of it stays, and it does not come back by itself.</summary>
    public void Expel(Session session, string sentence, Moment now)
    {
        if (session.Ended)
            return;
        byte[] last = ControlCodec.Encode(new Closing { Reason = ClosingReason.Removed, Sentence = sentence, ReconnectAfterMilliseconds = DoNotReconnect });
        Delivery.Close(session, last);
        Remove(session);
        ForgetGhosts(session.User);
        LeaveChatIfLast(session.User, DepartureReason.Quit, now);
        Settle(now);
    }

    /// <summary>Ends the waiting for somebody whose connection was lost.</summary>
    /// <param name="nameKey">The name, for comparison.</param>
    /// <param name="now">Now.</param>
    public void ForgetGhosts(string nameKey, Moment now)
    {
        if (!_users.TryGetValue(nameKey, out User? user) || user.Ghosts.Count == 0)
            return;
        ForgetGhosts(user);
        LeaveChatIfLast(user, DepartureReason.Lost, now);
        Settle(now);
    }

    /// <summary>Forgets a user whose name is nobody's any more, inbox and all; who has the name next is somebody else.</summary>
    /// <param name="nameKey">The name, for comparison; no session of it is left.</param>
    public void Forget(string nameKey) => _users.Remove(nameKey);

    /// <summary>Locks a room's topic, and makes the room where there is none.</summary>
    /// <param name="name">The room.</param>
    /// <param name="topic">Its topic from now on; null: as it is.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="now">Now.</param>
    /// <param name="room">The room, where there is no refusal.</param>
    public Refused? Lock(RoomName name, string? topic, string by, Moment now, out Room? room)
    {
        if (!_rooms.TryGetValue(name.Key, out room))
        {
            if (FindAlike(name) is { } alike)
                return Refusals.Of(RefusalCode.NameTaken, $"The room {name.Display} looks like {alike.Name}; lock that one or choose another name.");
            if (!MakePlaceForRoom())
                return Refusals.Of(RefusalCode.LimitReached, $"The server has {Plural.Of(_limits.Rooms, "room")} already; lock one of them.");
            _rooms.Add(name.Key, room = new Room(name.Display, name.Key, NewLog(_limits.RoomLog)) { Skeleton = name.Skeleton, EmptySince = now.Uptime });
        }

        room.Locked = true;
        if (topic is not null)
            ChangeTopic(room, topic, by);
        Settle(now);
        return null;
    }

    /// <summary>Lets everybody in a room set its topic again.</summary>
    public bool Unlock(RoomName name, Moment now, [NotNullWhen(true)] out Room? room)
    {
        if (!_rooms.TryGetValue(name.Key, out room) || !room.Locked)
            return false;
        room.Locked = false;
        room.EmptySince = now.Uptime;
        return true;
    }

    private void ChangeTopic(Room room, string topic, string by)
    {
        room.Topic = Bounded(SafeText.Strip(topic).Trim());
        room.Broadcast(ControlCodec.Encode(new TopicChanged { Room = room.Name, Topic = room.Topic, By = by }), Delivery);
    }

    // CTL-TRUST-4.
    private static Refused? Silenced(Session session, uint requestId, Moment now) =>
        session.Mute is { } mute && !mute.IsOver(now.Unix) ? Refusals.Of(RefusalCode.AccessDenied, mute.Sentence, requestId) : null;

    private void ForgetGhosts(User user)
    {
        foreach (Session ghost in user.Ghosts)
            _byToken.Remove(ghost.Token);
        user.Ghosts.Clear();
    }
}
