using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Client.Chat;

/// <summary>
/// A person's or a bot's presence in the chat. Connects, keeps the connection alive, comes back by itself, rejoins its rooms,
/// fetches what was missed, and sends again what was not accepted, each message exactly once and in order.
/// Methods may be called from any thread, online or not, and fail with <see cref="UserError"/>.
/// </summary>
public sealed class ChatSession : IAsyncDisposable
{
    private readonly ClientProfile _profile;
    private readonly EventStream _events;
    private readonly ChatCore _core;
    private readonly ChatConnector _connector;

    private ChatSession(ClientProfile profile, ChatOptions options)
    {
        _profile = profile;
        _events = new EventStream(options.EventsWaiting);
        // The field is set before the core can want something later: it does so only while connected.
        _core = new ChatCore(profile, options, _events.Add, (after, act) => _connector!.DoLater(after, act));
        _connector = new ChatConnector(profile, options, _core, _events);
    }

    /// <summary>
    /// All that happens, for one reader. Completes after <see cref="DisconnectedEvent"/>. Where nobody reads, the session stops
    /// reading from the server after <see cref="ChatOptions.EventsWaiting"/> events.
    /// </summary>
    public ChannelReader<ChatEvent> Events => _events;

    /// <summary>The state behind the events.</summary>
    public ChatModel Model => _core.Model;

    /// <summary>Begins to connect; how it goes is told by <see cref="Events"/>, the end by a <see cref="DisconnectedEvent"/>.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="options">How it behaves.</param>
    /// <exception cref="UserError">A room's name cannot be one; <see cref="ExitCode.Usage"/>.</exception>
    public static ChatSession Start(ClientProfile profile, ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var room in options.Rooms)
            CheckName(room);
        CheckName(profile.UserName);
        var session = new ChatSession(profile, options);
        session._connector.Start();
        return session;
    }

    /// <summary>
    /// Says something in a room that the user is in. The message is in the outbox when this returns, and the task ends when it is
    /// in the log (or fails when it is refused); a view need not wait for it, since <see cref="DeliveryEvent"/> says the same.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <exception cref="UserError">Empty, too long, or the outbox is full (in the task).</exception>
    public Task<ChatLine> SayAsync(string room, string text) => PostAsync(BufferKey.Room(room), text, MessageKind.Text);

    /// <summary>Says something to one user; as <see cref="SayAsync"/>.</summary>
    /// <param name="user">The user.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    public Task<ChatLine> TellAsync(string user, string text) => PostAsync(BufferKey.Private(user), text, MessageKind.Text);

    /// <summary>Does something (<c>/me</c>) in a room or before one user; as <see cref="SayAsync"/>.</summary>
    /// <param name="buffer">Where.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    public Task<ChatLine> ActAsync(BufferKey buffer, string text) => PostAsync(buffer, text, MessageKind.Action);

    /// <summary>Enters a room and makes it where there is none; the session enters it again after every reconnect.</summary>
    /// <param name="room">The room.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task JoinAsync(string room, CancellationToken cancel = default)
    {
        CheckName(room);
        var channel = await _connector.WhenOnlineAsync(cancel).ConfigureAwait(false);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Request(id => new JoinRoom { RequestId = id, Room = room }, end =>
        {
            // In the order of the frames: what is heard next belongs to the room already.
            if (end.Reply is RoomJoined joined)
            {
                lock (Model.Gate)
                    _core.Rooms.Enter(joined);
            }

            Settle(entered, end, end.Reply is RoomJoined);
        });
        await WaitAsync(entered.Task, cancel).ConfigureAwait(false);
    }

    /// <summary>Leaves a room.</summary>
    /// <param name="room">The room; not the lobby.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task PartAsync(string room, CancellationToken cancel = default)
    {
        CheckName(room);
        var channel = await _connector.WhenOnlineAsync(cancel).ConfigureAwait(false);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Request(id => new PartRoom { RequestId = id, Room = room }, end =>
        {
            if (end.Reply is Done)
            {
                lock (Model.Gate)
                    _core.Rooms.Leave(room, why: null);
            }

            Settle(left, end, end.Reply is Done);
        });
        await WaitAsync(left.Task, cancel).ConfigureAwait(false);
    }

    /// <summary>Sets a room's topic.</summary>
    /// <param name="room">The room.</param>
    /// <param name="topic">The topic; empty removes it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task SetTopicAsync(string room, string topic, CancellationToken cancel = default) =>
        AskAsync<Done>(id => new SetTopic { RequestId = id, Room = room, Topic = topic }, cancel);

    /// <summary>Takes another name, for all sessions of the user; the rooms are told by <see cref="MemberRenamedEvent"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>The name as the server writes it.</returns>
    public async Task<string> RenameAsync(string name, CancellationToken cancel = default)
    {
        CheckName(name);
        return (await AskAsync<Renamed>(id => new Rename { RequestId = id, Name = name }, cancel).ConfigureAwait(false)).Name;
    }

    /// <summary>Acts as an operator of the server: <c>kick</c>, <c>ban</c>, <c>sessions</c> ...</summary>
    /// <param name="act">The act; the server knows which there are.</param>
    /// <param name="words">On whom, and how.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>What came of it, in lines with tabs between columns, not cleaned.</returns>
    public async Task<IReadOnlyList<string>> OperateAsync(string act, IReadOnlyList<string> words, CancellationToken cancel = default) =>
        (await AskAsync<Operated>(id => new Operate { RequestId = id, Act = act, Words = [.. words] }, cancel).ConfigureAwait(false)).Lines;

    /// <summary>Goes away, or comes back; kept across reconnects.</summary>
    /// <param name="reason">Why; empty: the user is back.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task AwayAsync(string reason, CancellationToken cancel = default)
    {
        await AskAsync<Done>(id => new SetAway { RequestId = id, Reason = reason }, cancel).ConfigureAwait(false);
        lock (Model.Gate)
            Model.AwayReason = reason;
    }

    /// <summary>What the server says about a user.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel = default) =>
        AskAsync<WhoisReply>(id => new Whois { RequestId = id, Name = name }, cancel);

    /// <summary>Which rooms there are, all pages.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<RoomSummary>> ListRoomsAsync(CancellationToken cancel = default)
    {
        var requester = await RequesterAsync(null, cancel).ConfigureAwait(false);
        return await Pages.RoomsAsync(requester, cancel).ToListAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Who is in a room, all pages, as the server says it now.</summary>
    /// <param name="room">The room; empty: the lobby.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<Member>> ListMembersAsync(string room, CancellationToken cancel = default)
    {
        var requester = await RequesterAsync(null, cancel).ConfigureAwait(false);
        return await Pages.MembersAsync(requester, room, cancel).ToListAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The files of the library, all pages; each page is asked for when the one before is consumed.</summary>
    /// <param name="pattern">A path, a folder or a pattern; empty: all.</param>
    /// <param name="withSha256">With each file's SHA-256.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async IAsyncEnumerable<FileEntry> ListFilesAsync(
        string pattern, bool withSha256, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var requester = await RequesterAsync(withSha256 ? Timeout.InfiniteTimeSpan : null, cancel).ConfigureAwait(false);
        await foreach (var file in Pages.FilesAsync(requester, pattern, withSha256, cancel).ConfigureAwait(false))
            yield return file;
    }

    /// <summary>The parcels that wait for the user, and those that the user has sent, all pages.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<IReadOnlyList<Parcel>> ListParcelsAsync(CancellationToken cancel = default)
    {
        var requester = await RequesterAsync(null, cancel).ConfigureAwait(false);
        return await Pages.ParcelsAsync(requester, cancel).ToListAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Takes or refuses a parcel, or takes one back that the user has sent.</summary>
    /// <param name="parcel">Its number.</param>
    /// <param name="accept">False: it is not wanted.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task AnswerParcelAsync(ulong parcel, bool accept, CancellationToken cancel = default) =>
        AskAsync<Done>(id => new AnswerParcel { RequestId = id, Parcel = parcel, Accept = accept }, cancel);

    /// <summary>One round trip over the control channel.</summary>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<TimeSpan> PingAsync(CancellationToken cancel = default)
    {
        var requester = await RequesterAsync(null, cancel).ConfigureAwait(false);
        var sent = _profile.Time.GetTimestamp();
        await requester.AskAsync<ServerPong>(id => new ClientPing { RequestId = id }, cancel).ConfigureAwait(false);
        var roundTrip = _profile.Time.GetElapsedTime(sent);
        _core.HandleRoundTrip(roundTrip);
        return roundTrip;
    }

    /// <summary>Ends at once the wait before the next attempt to connect.</summary>
    public void ReconnectNow() => _connector.ReconnectNow();

    /// <summary>
    /// Leaves: waits until the outbox is empty (as long as <paramref name="cancel"/> lets it, and only while online), says goodbye, closes.
    /// </summary>
    /// <param name="reason">What others are told, or empty.</param>
    /// <param name="cancel">Leaves at once, with what is still in the outbox lost.</param>
    public async Task LogoutAsync(string reason, CancellationToken cancel = default)
    {
        Task empty;
        lock (Model.Gate)
            empty = _core.Outbox.WhenEmpty();
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(empty, _connector.WhenOfflineAsync(watch.Token)).ConfigureAwait(false);
        await watch.CancelAsync().ConfigureAwait(false);
        await _connector.StopAsync(new Logout { Reason = reason }).ConfigureAwait(false);
    }

    /// <summary>Closes at once, without a goodbye where none was said.</summary>
    public ValueTask DisposeAsync() => new(_connector.StopAsync(goodbye: null));

    private Task<ChatLine> PostAsync(BufferKey buffer, string text, MessageKind kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            CheckName(buffer.Name);
            lock (Model.Gate)
                return _core.Outbox.Add(buffer, text, kind).Fate;
        }
        catch (UserError e)
        {
            return Task.FromException<ChatLine>(e);
        }
    }

    private async Task<TReply> AskAsync<TReply>(Func<uint, ClientFrame> make, CancellationToken cancel)
        where TReply : ServerFrame
    {
        var requester = await RequesterAsync(null, cancel).ConfigureAwait(false);
        return await requester.AskAsync<TReply>(make, cancel).ConfigureAwait(false);
    }

    private async Task<Requester> RequesterAsync(TimeSpan? timeout, CancellationToken cancel) =>
        new(await _connector.WhenOnlineAsync(cancel).ConfigureAwait(false), timeout ?? _profile.RequestTimeout);

    private async Task WaitAsync(Task answered, CancellationToken cancel)
    {
        try
        {
            await answered.WaitAsync(_profile.RequestTimeout, _profile.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new UserError(ExitCode.Timeout, $"{_profile.Server} did not answer; try again", e);
        }
    }

    private void Settle(TaskCompletionSource task, RequestEnd end, bool expected)
    {
        if (expected)
            task.TrySetResult();
        else
            task.TrySetException(end.Error ?? (end.Reply is Refused refused ? Refusals.ToError(refused) : ControlEnd.Protocol(_profile.Server, "answered with something else than was asked for").Error));
        // Seen, whether anybody still waits or not.
        _ = task.Task.Exception;
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || Encoding.UTF8.GetByteCount(name) > WireLimits.NameBytes)
            throw new UserError(ExitCode.Usage, $"{(string.IsNullOrWhiteSpace(name) ? "an empty name" : SafeText.Show(name))} cannot be a name; it has 1 to 32 characters");
    }
}
