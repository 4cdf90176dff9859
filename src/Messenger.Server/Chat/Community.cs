using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Chat;

/// <summary>
/// All who are here and all they say. Knows no socket, no task and no clock: bytes go into outboxes, <c>now</c> comes in.
/// One caller at a time; replies to commands go into the session's outbox in the order of what happened.
/// </summary>
internal sealed partial class Community
{
    private ChatLimits _limits;
    private readonly Func<Guid> _random;
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<Fingerprint, int> _sessionsByOwner = [];
    private readonly Dictionary<Guid, Session> _byToken = [];
    private readonly List<Session> _sessions = [];
    private readonly HashSet<Room> _untold = [];
    private readonly Room _lobby;

    /// <summary>An empty community.</summary>
    /// <param name="limits">Its bounds.</param>
    /// <param name="random">Gives 128 random bits: tokens and epochs.</param>
    public Community(ChatLimits limits, Func<Guid> random)
    {
        _limits = limits;
        _random = random;
        Names = new NameRegistry(limits);
        _lobby = new Room(RoomName.Lobby.Display, RoomName.Lobby.Key, NewLog(limits.LobbyLog));
        _rooms.Add(_lobby.Key, _lobby);
    }

    /// <summary>Its bounds. Where they are set anew, what is there already stays, and what was said fits from the next message on.</summary>
    public ChatLimits Limits
    {
        get => _limits;
        set
        {
            _limits = Names.Limits = value;
            foreach (Room room in _rooms.Values)
                room.Log.Bound = room == _lobby ? value.LobbyLog : value.RoomLog;
            foreach (User user in _users.Values)
                user.Remember(value.InboxLog);
        }
    }

    /// <summary>Whose name is whose.</summary>
    public NameRegistry Names { get; }

    /// <summary>Which keys are one person.</summary>
    public KeyRing Keys { get; } = new();

    /// <summary>How frames leave.</summary>
    public Delivery Delivery { get; } = new();

    /// <summary>Sessions at the moment.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>Users online at the moment.</summary>
    public int OnlineCount => _lobby.MemberCount;

    /// <summary>Rooms at the moment, the lobby and empty ones included.</summary>
    public int RoomCount => _rooms.Count;

    /// <summary>Whether a key has any session.</summary>
    public bool IsConnected(Fingerprint owner) => _sessionsByOwner.ContainsKey(owner);

    /// <summary>CTL-LIVE-3: these keys were heard, though perhaps not on a control connection.</summary>
    public void OnLife(IReadOnlySet<Fingerprint> owners, Moment now)
    {
        foreach (Session session in _sessions)
        {
            if (owners.Contains(session.User.Owner))
                session.LastHeard = now.Uptime;
        }
    }

    /// <summary>Every session is told that the server stops, and ended. No ghosts stay.</summary>
    /// <param name="closing">The last frame for all.</param>
    public void CloseAll(Closing closing)
    {
        byte[] frame = ControlCodec.Encode(closing);
        foreach (Session session in _sessions.ToArray())
        {
            session.Ended = true;
            Delivery.Close(session, frame);
        }

        _sessions.Clear();
        _sessionsByOwner.Clear();
        _byToken.Clear();
    }

    private void Send(Session session, ServerFrame frame) => Delivery.Send(session, ControlCodec.Encode(frame));

    /// <summary>After every command: tells presence where it is due, and drops who was too slow for what was told.</summary>
    private void Settle(Moment now)
    {
        if (_untold.Count > 0)
            TellPresence(now.Uptime);
        while (Delivery.TryTakeSlow(out Session? slow))
            End(slow!, ClosingReason.TooSlow, "You did not read fast enough, and what waited for you was dropped.", now);
    }

    private void TellPresence(TimeSpan now)
    {
        foreach (Room room in _untold)
        {
            if (room.PresenceTold == TimeSpan.MinValue || now - room.PresenceTold >= _limits.PresenceInterval)
                room.TellPresence(Delivery, now);
        }

        _untold.RemoveWhere(room => room.Presence.IsEmpty);
    }

    private MessageLog NewLog(LogBound bound)
    {
        ulong epoch;
        do
            epoch = BitConverter.ToUInt64(_random().ToByteArray());
        while (epoch == 0);
        return new MessageLog(epoch, bound);
    }
}
