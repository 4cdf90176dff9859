using System.Threading.Channels;
using Messenger.Client.Session;
using Messenger.Contracts.Chat;

namespace Messenger.Client.Chat;

/// <summary>
/// A person's or a bot's presence in the chat. Connects, keeps the connection alive, comes back by itself, rejoins its rooms,
/// fetches what was missed, and sends again what was not accepted, each message exactly once and in order.
/// Methods may be called from any thread, online or not, and fail with <see cref="Platform.UserError"/>.
/// </summary>
public sealed class ChatSession : IAsyncDisposable
{
    private ChatSession() => Model = new ChatModel();

    /// <summary>Begins to connect; how it goes is told by <see cref="Events"/>, the end by a <see cref="DisconnectedEvent"/>.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="options">How it behaves.</param>
    public static ChatSession Start(ClientProfile profile, ChatOptions options) => throw new NotImplementedException();

    /// <summary>
    /// All that happens, for one reader. Completes after <see cref="DisconnectedEvent"/>. Where nobody reads, the session stops
    /// reading from the server after <see cref="ChatOptions.EventsWaiting"/> events.
    /// </summary>
    public ChannelReader<ChatEvent> Events => throw new NotImplementedException();

    /// <summary>The state behind the events.</summary>
    public ChatModel Model { get; }

    /// <summary>
    /// Says something in a room that the user is in. The message is in the outbox when this returns, and the task ends when it is
    /// in the log (or fails when it is refused); a view need not wait for it, since <see cref="DeliveryEvent"/> says the same.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <exception cref="Platform.UserError">Empty, too long, or the outbox is full (in the task).</exception>
    public Task<ChatLine> SayAsync(string room, string text) => throw new NotImplementedException();

    /// <summary>Says something to one user; as <see cref="SayAsync"/>.</summary>
    /// <param name="user">The user.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    public Task<ChatLine> TellAsync(string user, string text) => throw new NotImplementedException();

    /// <summary>Does something (<c>/me</c>) in a room or before one user; as <see cref="SayAsync"/>.</summary>
    /// <param name="buffer">Where.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    public Task<ChatLine> ActAsync(BufferKey buffer, string text) => throw new NotImplementedException();

    /// <summary>Enters a room and makes it where there is none; the session enters it again after every reconnect.</summary>
    /// <param name="room">The room.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task JoinAsync(string room, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Leaves a room.</summary>
    /// <param name="room">The room; not the lobby.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task PartAsync(string room, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Sets a room's topic.</summary>
    /// <param name="room">The room.</param>
    /// <param name="topic">The topic; empty removes it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task SetTopicAsync(string room, string topic, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Goes away, or comes back; kept across reconnects.</summary>
    /// <param name="reason">Why; empty: the user is back.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task AwayAsync(string reason, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>What the server says about a user.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Which rooms there are, all pages.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<IReadOnlyList<RoomSummary>> ListRoomsAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Who is in a room, all pages, as the server says it now.</summary>
    /// <param name="room">The room; empty: the lobby.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<IReadOnlyList<Member>> ListMembersAsync(string room, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>The files of the library, all pages; each page is asked for when the one before is consumed.</summary>
    /// <param name="pattern">A path, a folder or a pattern; empty: all.</param>
    /// <param name="withSha256">With each file's SHA-256.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public IAsyncEnumerable<Contracts.Files.FileEntry> ListFilesAsync(string pattern, bool withSha256, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>One round trip over the control channel.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<TimeSpan> PingAsync(CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Ends at once the wait before the next attempt to connect.</summary>
    public void ReconnectNow() => throw new NotImplementedException();

    /// <summary>
    /// Leaves: waits until the outbox is empty (as long as <paramref name="cancel"/> lets it, and only while online), says goodbye, closes.
    /// </summary>
    /// <param name="reason">What others are told, or empty.</param>
    /// <param name="cancel">Leaves at once, with what is still in the outbox lost.</param>
    public Task LogoutAsync(string reason, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Closes at once, without a goodbye where none was said.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
