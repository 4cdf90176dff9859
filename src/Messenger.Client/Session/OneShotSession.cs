using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Client.Session;

/// <summary>
/// A session for one command: logs in without joining or being announced, and asks. Login and the first request leave
/// in one flight. Every method throws <see cref="Platform.UserError"/> with its exit code when the session or the request fails.
/// Methods may be called at once; answers are matched by request.
/// </summary>
public sealed class OneShotSession : IAsyncDisposable
{
    /// <summary>Connects (look-up, TCP, TLS, pin) and sends the login, without waiting for its answer.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Platform.UserError">No connection (5), time-out (6), another server key (11), no TLS peer of ours (12).</exception>
    public static Task<OneShotSession> OpenAsync(ClientProfile profile, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Who answered.</summary>
    public ServerIdentity Identity => throw new NotImplementedException();

    /// <summary>Waits for the answer to the login; the other methods need no such call before them.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The name as the server writes it, and what it says about itself.</returns>
    public Task<(string Name, ServerInfo Server)> LoginAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Says something in a room, without being in it, and waits until it is in the room's log.</summary>
    /// <param name="room">The room.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <param name="kind">Said or done.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<MessageAccepted> SayAsync(string room, string text, MessageKind kind, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Says something to one user, and waits until it is in both inboxes.</summary>
    /// <param name="user">The user.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <param name="kind">Said or done.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<MessageAccepted> TellAsync(string user, string text, MessageKind kind, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Who is in a room, page by page.</summary>
    /// <param name="room">The room; empty: the lobby, which is everybody online.</param>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<Member> ListMembersAsync(string room, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Which rooms there are, page by page.</summary>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<RoomSummary> ListRoomsAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>What the server says about a user.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>One round trip over the control channel.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> PingAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The files of the library, page by page, by path.</summary>
    /// <param name="pattern">A path, a folder or a pattern; empty: all.</param>
    /// <param name="withSha256">With each file's SHA-256; may take as long as the server needs to read them.</param>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<FileEntry> ListFilesAsync(string pattern, bool withSha256, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Logs out and closes; waits at most a second for the server.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
