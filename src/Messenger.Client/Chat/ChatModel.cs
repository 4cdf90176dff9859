using Messenger.Client.Session;
using Messenger.Contracts.Chat;

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
    /// <summary>Where the connection is.</summary>
    public ConnectionState State => throw new NotImplementedException();

    /// <summary>The user's name as the server writes it; before the first login, the one asked for.</summary>
    public string OwnName => throw new NotImplementedException();

    /// <summary>What the server says about itself; null before the first login.</summary>
    public ServerInfo? Server => throw new NotImplementedException();

    /// <summary>The last measured round trip; null before the first.</summary>
    public TimeSpan? RoundTrip => throw new NotImplementedException();

    /// <summary>The user is away.</summary>
    public bool Away => throw new NotImplementedException();

    /// <summary>All buffers: the lobby, rooms in the order of joining, private conversations in the order of their beginning.</summary>
    public IReadOnlyList<BufferState> Buffers => throw new NotImplementedException();

    /// <summary>The last lines of a buffer, oldest first; empty for one that does not exist.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="most">Lines at most.</param>
    public IReadOnlyList<ChatLine> Lines(BufferKey buffer, int most = int.MaxValue) => throw new NotImplementedException();

    /// <summary>The members of a room by name; the lobby's are all who are online. Empty for a room that the user is not in.</summary>
    /// <param name="room">The room.</param>
    public IReadOnlyList<Member> Members(string room) => throw new NotImplementedException();

    /// <summary>What was typed and is not in a log yet, oldest first.</summary>
    public IReadOnlyList<ChatLine> Outbox => throw new NotImplementedException();
}
