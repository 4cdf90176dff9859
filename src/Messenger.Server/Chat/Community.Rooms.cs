using System.Diagnostics.CodeAnalysis;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform.Text;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>Entering, leaving and naming what a room is about; being away.</summary>
internal sealed partial class Community
{
    /// <summary>Enters a room and makes it where there is none.</summary>
    public void Join(Session session, JoinRoom request, Moment now)
    {
        if (session.Ended)
            return;
        User user = session.User;
        user.LastActive = now.Uptime;
        if (session.Purpose != SessionPurpose.Chat)
        {
            Send(session, Refusals.ChatOnly(request.RequestId));
            return;
        }

        if (!TryOpenRoom(user, request, now, out Room? room, out Refused? refusal))
        {
            Send(session, refusal);
            return;
        }

        bool isNew = !room.Has(user);
        if (isNew)
        {
            room.Add(user);
            room.Presence.Join(user);
            _untold.Add(room);
        }

        Send(session, room.Describe(request.RequestId));
        // The user's other sessions are in the room now too, and learn it as at a login.
        foreach (Session other in isNew ? user.ChatSessions : [])
        {
            if (other != session)
                Send(other, room.Describe(requestId: 0));
        }

        Settle(now);
    }

    /// <summary>Leaves a room.</summary>
    public void Part(Session session, PartRoom request, Moment now)
    {
        if (session.Ended)
            return;
        User user = session.User;
        user.LastActive = now.Uptime;
        if (!TryFindJoined(session, request.Room, request.RequestId, out Room? room, out Refused? refusal))
        {
            Send(session, refusal);
            return;
        }

        if (room == _lobby)
        {
            Send(session, Refusals.Of(RefusalCode.AccessDenied, "Nobody leaves the lobby; log out instead.", request.RequestId));
            return;
        }

        Depart(user, room, DepartureReason.Parted, now);
        Send(session, new Done { RequestId = request.RequestId });
        foreach (Session other in user.ChatSessions)
        {
            if (other != session)
                Send(other, new PresenceChanged { Room = room.Name, Left = [new Departure { Name = user.Name, Reason = DepartureReason.Parted }] });
        }

        Settle(now);
    }

    /// <summary>Sets a room's topic.</summary>
    public void SetTopic(Session session, SetTopic request, Moment now)
    {
        if (session.Ended)
            return;
        User user = session.User;
        user.LastActive = now.Uptime;
        if (!TryFindJoined(session, request.Room, request.RequestId, out Room? room, out Refused? refusal))
        {
            Send(session, refusal);
            return;
        }

        refusal = Silenced(session, request.RequestId, now)
            ?? (room.Locked && !session.IsOperator ? Refusals.Of(RefusalCode.AccessDenied, $"The topic of {room.Name} is locked; ask an operator of the server.", request.RequestId) : null);
        if (refusal is not null)
        {
            Send(session, refusal);
            return;
        }

        ChangeTopic(room, request.Topic, user.Name);
        Send(session, new Done { RequestId = request.RequestId });
        Settle(now);
    }

    /// <summary>Goes away, or comes back.</summary>
    public void SetAway(Session session, SetAway request, Moment now)
    {
        if (session.Ended)
            return;
        User user = session.User;
        user.LastActive = now.Uptime;
        if (!user.Online)
        {
            Send(session, Refusals.UserOffline(request.RequestId, user.Name));
            return;
        }

        if (request.Reason.Length > 0 && Silenced(session, request.RequestId, now) is { } silenced)
        {
            Send(session, silenced);
            return;
        }

        bool wasAway = user.Away;
        user.AwayReason = Bounded(SafeText.Strip(request.Reason).Trim());
        foreach (Room room in wasAway == user.Away ? [] : user.Rooms)
        {
            room.Presence.Update(user);
            _untold.Add(room);
        }

        Send(session, new Done { RequestId = request.RequestId });
        Settle(now);
    }

    private void Depart(User user, Room room, DepartureReason reason, Moment now)
    {
        room.Remove(user);
        room.Presence.Leave(user, reason);
        _untold.Add(room);
        if (room.MemberCount == 0)
            room.EmptySince = now.Uptime;
    }

    private bool TryOpenRoom(User user, JoinRoom request, Moment now, [NotNullWhen(true)] out Room? room, [NotNullWhen(false)] out Refused? refusal)
    {
        room = null;
        refusal = null;
        if (!RoomName.TryParse(request.Room, out RoomName? name, out NameError error))
            refusal = Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, request.Room), request.RequestId);
        else if (_rooms.TryGetValue(name.Key, out room) && room.Has(user))
            return true;
        else if (user.Rooms.Count > _limits.RoomsPerUser)
            refusal = Refusals.Of(RefusalCode.LimitReached, $"You are in {Plural.Of(_limits.RoomsPerUser, "room")} already; leave one first.", request.RequestId);
        else if (room is null && FindAlike(name) is { } alike)
            refusal = Refusals.Of(RefusalCode.NameTaken, $"The room {name.Display} looks like {alike.Name}; join that one or choose another name.", request.RequestId);
        else if (room is null && !MakePlaceForRoom())
            refusal = Refusals.Of(RefusalCode.LimitReached, $"The server has {Plural.Of(_limits.Rooms, "room")} already; join one of them.", request.RequestId);
        else if (room is null)
            _rooms.Add(name.Key, room = new Room(name.Display, name.Key, NewLog(_limits.RoomLog)) { Skeleton = name.Skeleton, EmptySince = now.Uptime });
        return refusal is null;
    }

    private Room? FindAlike(RoomName name) => _rooms.Values.FirstOrDefault(room => room.Skeleton == name.Skeleton);

    // The lobby is not counted; of the others, the one that has been empty for longest goes first.
    private bool MakePlaceForRoom()
    {
        if (_rooms.Count - 1 < _limits.Rooms)
            return true;
        Room? oldest = _rooms.Values.Where(room => room != _lobby && !room.Locked && room.MemberCount == 0).MinBy(room => room.EmptySince);
        return oldest is not null && _rooms.Remove(oldest.Key);
    }

    // A one-shot session may speak for its user in a room that the user is not in.
    private bool TryFindJoined(Session session, string text, uint requestId, [NotNullWhen(true)] out Room? room, [NotNullWhen(false)] out Refused? refusal)
    {
        room = null;
        refusal = null;
        if (!RoomName.TryParse(text, out RoomName? name, out NameError error))
            refusal = Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, text), requestId);
        else if (!_rooms.TryGetValue(name.Key, out room))
            refusal = Refusals.NoSuchRoom(requestId, name.Display);
        else if (session.Purpose == SessionPurpose.Chat && !room.Has(session.User))
            refusal = Refusals.NotInRoom(requestId, room.Name);
        return refusal is null;
    }

    // Stripping never makes a text longer but by an ellipsis; the wire's bound is on bytes.
    private static string Bounded(string text)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(text) > WireLimits.TopicBytes)
            text = text[..^(char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        return text;
    }
}
