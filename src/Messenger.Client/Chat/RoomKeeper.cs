using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.Client.Chat;

/// <summary>Rooms and their members: entering, coming back, leaving, pages and deltas. Called under the model's lock.</summary>
internal sealed class RoomKeeper(ChatModel model, ChatWire wire, QuestionKeeper questions, HistoryKeeper history)
{
    // A server that sends messages of ever new rooms is not followed for ever.
    private const int MaxFollowed = 256;

    // In the order of joining; the lobby is not among them: the server puts everybody there.
    private readonly List<string> _wanted = [];
    private readonly HashSet<string> _followed = new(StringComparer.OrdinalIgnoreCase);

    public void Want(string room)
    {
        if (!IsLobby(room) && !_wanted.Contains(room, StringComparer.OrdinalIgnoreCase))
            _wanted.Add(room);
    }

    /// <summary>Asks to be let into every room that the user was in, or wanted to be.</summary>
    public void EnterAll()
    {
        foreach (var room in _wanted.ToArray())
            Ask(room, refused: refused => GiveUp(room, refused));
    }

    /// <summary>The user's other session is in a room that this one is not in: it comes along, and asks once.</summary>
    public void Follow(string room)
    {
        if (_followed.Count < MaxFollowed && _followed.Add(room))
            Ask(room, entered: () => _followed.Remove(room));
    }

    /// <summary>The connection is lost, and with it the answer that a room was to be followed by.</summary>
    public void Disconnect() => _followed.Clear();

    private void Ask(string room, Action<Refused>? refused = null, Action? entered = null) =>
        questions.Ask(id => new JoinRoom { RequestId = id, Room = room }, reply =>
        {
            if (reply is RoomJoined joined)
            {
                Enter(joined);
                entered?.Invoke();
            }
            else if (reply is Refused no)
            {
                refused?.Invoke(no);
            }
        });

    /// <summary>The server lets the user in, asked or unasked.</summary>
    public void Enter(RoomJoined joined)
    {
        if (joined.Room.Length == 0 || model.Open(BufferKey.Room(joined.Room)) is not { } room)
            return;
        var again = room.Present;
        room.Present = true;
        room.Topic = joined.Topic;
        room.Members.Begin(joined.Members, joined.MemberCount);
        Want(joined.Room);
        wire.Emit(new RoomEnteredEvent(room.Key.Name, joined.Topic, room.Members.Count, again));
        if (!room.Members.IsWhole)
            AskMembers(room, joined.Members.Length == 0 ? "" : joined.Members[^1].Name);
        history.Enter(room, joined.Epoch, joined.LastSequence);
    }

    /// <summary>The user has left a room.</summary>
    public void Leave(string room, string? why)
    {
        _wanted.RemoveAll(wanted => string.Equals(wanted, room, StringComparison.OrdinalIgnoreCase));
        if (model.Find(BufferKey.Room(room)) is not { Present: true } conversation)
            return;
        model.Leave(conversation);
        wire.Emit(new RoomLeftEvent(conversation.Key.Name, why));
    }

    public void HandlePresence(PresenceChanged delta)
    {
        if (model.Find(BufferKey.Room(delta.Room)) is not { Present: true } room)
            return;
        var name = room.Key.Name;
        foreach (var departure in delta.Left)
        {
            if (departure.NewName.Length > 0)
                Rename(room, departure);
        }

        foreach (var member in delta.Joined)
        {
            room.Members.Set(member);
            if (!IsOwn(member.Name) && !delta.Left.Any(departure => departure.NewName == member.Name))
                wire.Emit(new MemberJoinedEvent(name, member.Name));
        }

        foreach (var departure in delta.Left)
        {
            if (departure.NewName.Length > 0)
                continue;
            // Another session of the user may have left the room for both; that a ghost of this session went tells nothing.
            if (!IsOwn(departure.Name))
            {
                room.Members.Remove(departure.Name);
                wire.Emit(new MemberLeftEvent(name, departure.Name, departure.Reason));
            }
            else if (departure.Reason == DepartureReason.Parted && !IsLobby(name))
            {
                Leave(name, "another session of yours left the room");
            }
        }

        foreach (var member in delta.Changed)
        {
            room.Members.Set(member);
            wire.Emit(new MemberChangedEvent(name, member.Name, member.Away) { Own = IsOwn(member.Name) });
        }
    }

    // CTL-NAME-8: who left under one name and came in under another was there all the time.
    private void Rename(Conversation room, Departure departure)
    {
        room.Members.Remove(departure.Name);
        if (IsOwn(departure.Name))
            model.OwnName = departure.NewName;
        model.Move(BufferKey.Private(departure.Name), BufferKey.Private(departure.NewName));
        wire.Emit(new MemberRenamedEvent(room.Key.Name, departure.Name, departure.NewName));
    }

    public void HandleTopic(TopicChanged change)
    {
        if (model.Find(BufferKey.Room(change.Room)) is not { Present: true } room)
            return;
        room.Topic = change.Topic;
        wire.Emit(new TopicEvent(room.Key.Name, change.Topic, change.By));
    }

    private void AskMembers(Conversation room, string after) =>
        questions.Ask(id => new ListMembers { RequestId = id, Room = room.Key.Name, After = after }, reply =>
        {
            if (reply is not MemberPage page || !room.Present)
                return;
            var last = page.Members.Length == 0 ? after : page.Members[^1].Name;
            // A page that leads no further ends the list, whatever the server says.
            var more = page.More && last != after;
            room.Members.AddPage(page.Members, more);
            if (more)
                AskMembers(room, last);
        });

    private void GiveUp(string room, Refused refused)
    {
        var sentence = Refusals.ToError(refused).Message;
        if (model.Find(BufferKey.Room(room)) is { Present: true })
        {
            Leave(room, sentence);
            return;
        }

        _wanted.Remove(room);
        wire.Emit(new ErrorEvent(null, refused.Code, sentence) { Room = room });
    }

    private bool IsOwn(string name) => string.Equals(name, model.OwnName, StringComparison.OrdinalIgnoreCase);

    private static bool IsLobby(string room) => string.Equals(room, WireLimits.Lobby, StringComparison.OrdinalIgnoreCase);
}
