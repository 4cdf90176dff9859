using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>What is asked. The answers are not put into outboxes here: they are encoded outside the lock.</summary>
internal sealed partial class Community
{
    /// <summary>A page of rooms, by name.</summary>
    public ServerFrame ListRooms(ListRooms request)
    {
        string after = request.After.Length == 0 ? "" : RoomName.TryParse(request.After, out RoomName? name, out _) ? name.Key : request.After;
        Room[] rooms = [.. _rooms.Values
            .Where(room => string.CompareOrdinal(room.Key, after) > 0 && (room == _lobby || room.MemberCount > 0))
            .OrderBy(room => room.Key, StringComparer.Ordinal)];

        List<RoomSummary> page = [];
        int bytes = 0;
        foreach (Room room in rooms)
        {
            bytes += 32 + (3 * (room.Name.Length + room.Topic.Length));
            if (page.Count == WireLimits.RoomsPerPage || (bytes > WireLimits.PageBytes && page.Count > 0))
                break;
            page.Add(new RoomSummary { Room = room.Name, Topic = room.Topic, MemberCount = room.MemberCount });
        }

        return new RoomPage { RequestId = request.RequestId, Rooms = [.. page], More = page.Count < rooms.Length };
    }

    /// <summary>A page of members, by name.</summary>
    public ServerFrame ListMembers(ListMembers request)
    {
        Room? room = _lobby;
        if (request.Room.Length > 0)
        {
            if (!RoomName.TryParse(request.Room, out RoomName? name, out NameError error))
                return Refusals.Of(RefusalCode.NameInvalid, NameErrors.Describe(error, request.Room), request.RequestId);
            if (!_rooms.TryGetValue(name.Key, out room))
                return Refusals.NoSuchRoom(request.RequestId, name.Display);
        }

        string after = request.After.Length == 0 ? "" : UserName.TryParse(request.After, out UserName? last, out _) ? last.Key : request.After;
        Member[] members = room.Page(after, out bool more);
        return new MemberPage { RequestId = request.RequestId, Room = room.Name, Members = members, More = more };
    }

    /// <summary>What can be said about a user.</summary>
    public ServerFrame Whois(Session asker, Whois request, Moment now)
    {
        if (!TryFindName(request.Name, request.RequestId, out NameClaim? claim, out Refused? refusal))
            return refusal;
        string[] keys = [.. Keys.KeysOf(claim.Owner).Select(link => link.Key.ToString())];
        var reply = new WhoisReply
        {
            RequestId = request.RequestId,
            Name = claim.Display,
            Fingerprint = keys.FirstOrDefault(claim.Owner.ToString()),
            Since = claim.LastSeen,
            OtherKeys = [.. keys.Skip(1)],
        };
        if (!_users.TryGetValue(claim.Key, out User? user) || !user.Online)
            return reply;

        return reply with
        {
            Online = true,
            AwayReason = user.AwayReason,
            Since = user.Since,
            Client = user.ChatSessions.LastOrDefault()?.Client ?? "",
            IdleMilliseconds = (long)(now.Uptime - user.LastActive).TotalMilliseconds,
            Rooms = [.. user.Rooms.Where(room => room.Has(asker.User)).Select(room => room.Name)],
        };
    }

    /// <summary>A page of a log: a room's that the user may read, or the user's own inbox.</summary>
    public ServerFrame FetchHistory(Session session, FetchHistory request)
    {
        string name = WireLimits.Inbox;
        MessageLog log = session.User.Inbox;
        if (request.Log != WireLimits.Inbox)
        {
            if (!TryFindJoined(session, request.Log, request.RequestId, out Room? room, out Refused? refusal))
                return refusal;
            (name, log) = (room.Name, room.Log);
        }

        ChatMessage[] messages = log.Read(request.Epoch, request.After, request.Most, out bool more);
        return new HistoryPage
        {
            RequestId = request.RequestId,
            Log = name,
            Epoch = log.Epoch,
            Oldest = log.OldestSequence,
            Messages = messages,
            More = more,
        };
    }
}
