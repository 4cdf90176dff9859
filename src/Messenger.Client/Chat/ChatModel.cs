using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Transfer;

namespace Messenger.Client.Chat;

/// <summary>Where the connection is.</summary>
public enum ConnectionState
{
    /// <summary>Not begun, or being made.</summary>
    Connecting,

    /// <summary>Logged in.</summary>
    Online,

    /// <summary>Lost; the session waits before the next attempt.</summary>
    Waiting,

    /// <summary>Over for good.</summary>
    Closed,
}

/// <summary>A buffer as it is now.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Topic">The room's topic, or empty.</param>
/// <param name="MemberCount">Members of the room; 0 for a private conversation.</param>
/// <param name="Present">The user is in the room; true for a private conversation.</param>
public sealed record BufferState(BufferKey Key, string Topic, int MemberCount, bool Present);

/// <summary>
/// The state behind the events, shared by all views: buffers, members, what waits. May be read from any thread; what is
/// returned are snapshots. Where an event was read, the model is at that event or later.
/// </summary>
public sealed class ChatModel
{
    // A server may bring rooms that nobody asked for; this many are believed.
    private const int MaxRooms = 1_024;

    // More than a person takes in one sitting; the server could tell of ever new ones.
    private const int MaxFormerNames = 64;

    private readonly ChatOptions _options;
    private readonly List<Conversation> _conversations = [];
    private readonly Dictionary<BufferKey, Conversation> _byKey = [];
    private ConnectionState _state;
    private readonly HashSet<string> _formerNames = new(StringComparer.OrdinalIgnoreCase);
    private string _ownName;
    private ServerInfo? _server;
    private TimeSpan? _roundTrip;
    private string _awayReason = "";
    private long _activity;

    internal ChatModel(ChatOptions options, string userName)
    {
        _options = options;
        _ownName = userName;
        Waiting = new Outbox(options.OutboxLimit);
        Inbox = new LogCursor(options.ShowPast);
        Open(BufferKey.Lobby);
    }

    /// <summary>Where the connection is.</summary>
    public ConnectionState State
    {
        get => Locked(() => _state);
        internal set => _state = value;
    }

    /// <summary>The user's name as the server writes it; before the first login, the one asked for.</summary>
    public string OwnName
    {
        get => Locked(() => _ownName);
        internal set
        {
            if (_formerNames.Count < MaxFormerNames)
                _formerNames.Add(_ownName);
            _ownName = value;
        }
    }

    /// <summary>What the server says about itself; null before the first login.</summary>
    public ServerInfo? Server
    {
        get => Locked(() => _server);
        internal set => _server = value;
    }

    /// <summary>What the connection's transport has counted so far; null where there is none, or nobody counts.</summary>
    public LinkCount? Link => Locked(() => Count)?.Invoke();

    internal Func<LinkCount?>? Count { get; set; }

    /// <summary>The last measured round trip; null before the first.</summary>
    public TimeSpan? RoundTrip
    {
        get => Locked(() => _roundTrip);
        internal set => _roundTrip = value;
    }

    /// <summary>The user is away.</summary>
    public bool Away => Locked(() => _awayReason.Length > 0);

    /// <summary>All buffers: the lobby, rooms and private conversations in the order of their beginning.</summary>
    public IReadOnlyList<BufferState> Buffers => Locked(() => _conversations.ConvertAll(conversation => conversation.ToState()));

    /// <summary>The last lines of a buffer, oldest first; empty for one that does not exist.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="most">Lines at most.</param>
    public IReadOnlyList<ChatLine> Lines(BufferKey buffer, int most = int.MaxValue) =>
        Locked(() => _byKey.TryGetValue(buffer, out var found) ? found.Lines.Last(most) : []);

    /// <summary>The members of a room by name; the lobby's are all who are online. Empty for a room that the user is not in.</summary>
    /// <param name="room">The room.</param>
    public IReadOnlyList<Member> Members(string room) =>
        Locked(() => _byKey.TryGetValue(BufferKey.Room(room), out var found) && found.Present ? found.Members.ByName() : []);

    /// <summary>What was typed and is not in a log yet, oldest first.</summary>
    public IReadOnlyList<ChatLine> Outbox => Locked(() => Waiting.Lines);

    /// <summary>Guards all of this, and the order of events.</summary>
    internal Lock Gate { get; } = new();

    internal Outbox Waiting { get; }

    /// <summary>How far the log of private messages was read.</summary>
    internal LogCursor Inbox { get; }

    internal string AwayReason
    {
        get => _awayReason;
        set => _awayReason = value;
    }

    internal IEnumerable<Conversation> Rooms => _conversations.Where(conversation => conversation.Key.Kind == BufferKind.Room);

    internal Conversation? Find(BufferKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The buffer, made where there is none; null where there are too many rooms.</summary>
    internal Conversation? Open(BufferKey key)
    {
        if (_byKey.TryGetValue(key, out var found))
            return found;
        if (key.Kind == BufferKind.Room && Rooms.Count() >= MaxRooms)
            return null;
        if (key.Kind == BufferKind.Private)
            MakeRoomForPrivate();
        var conversation = new Conversation(key, _options.LinesKept);
        if (key.Kind == BufferKind.Room)
            conversation.Cursor = new LogCursor(_options.ShowPast);
        _conversations.Add(conversation);
        _byKey.Add(key, conversation);
        return conversation;
    }

    /// <summary>A name is the user's, or was before a rename in this session.</summary>
    internal bool IsOwn(string name) => string.Equals(name, _ownName, StringComparison.OrdinalIgnoreCase) || _formerNames.Contains(name);

    /// <summary>A private conversation goes on under another name, unless there is one already.</summary>
    internal void Move(BufferKey from, BufferKey to)
    {
        if (_byKey.ContainsKey(to) || !_byKey.Remove(from, out var conversation))
            return;
        conversation.Key = to;
        _byKey.Add(to, conversation);
    }

    /// <summary>The user has left a room: its log is read anew when it is entered again. Its lines stay.</summary>
    internal void Leave(Conversation room)
    {
        room.Present = false;
        room.Members.Begin([], 0);
        // Numbers go on where they were, so that nothing is shown twice; what was missed is fetched.
        room.Cursor?.Disconnect();
    }

    internal void Add(ChatLine line)
    {
        if (Open(line.Buffer) is not { } conversation)
            return;
        conversation.LastActive = ++_activity;
        conversation.Lines.Add(line);
    }

    private void MakeRoomForPrivate()
    {
        var conversations = _conversations.Where(conversation => conversation.Key.Kind == BufferKind.Private).ToArray();
        if (conversations.Length < _options.PrivateBuffersKept || conversations.MinBy(conversation => conversation.LastActive) is not { } quietest)
            return;
        _conversations.Remove(quietest);
        _byKey.Remove(quietest.Key);
    }

    private T Locked<T>(Func<T> read)
    {
        lock (Gate)
            return read();
    }
}
