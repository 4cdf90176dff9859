using System.Net;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Transfer;

namespace Messenger.Client.Session;

/// <summary>
/// A session for one command: logs in without joining or being announced, and asks. It says nothing before it is asked something: login and first
/// request leave in one packet, with the end of the TLS handshake (CTL-LOGIN-1). Every method throws <see cref="UserError"/> with its exit code when the session or the request fails.
/// Methods may be called at once; answers are matched by request.
/// </summary>
public sealed class OneShotSession : IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly ClientProfile _profile;
    private readonly ControlChannel _channel;
    private readonly LoginExchange _login;
    private readonly Func<LinkCount?> _count;
    private readonly TaskCompletionSource<(string, ServerInfo)> _loggedIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Task> _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    private OneShotSession(ClientProfile profile, SecureConnection connection)
    {
        _profile = profile;
        Identity = connection.Server;
        Encryption = connection.Encryption;
        Remote = connection.Remote;
        _count = connection.Count;
        _login = new LoginExchange(profile.Server);
        _channel = new ControlChannel(connection.Stream, profile.Server, profile.Time);
        _channel.Send(LoginExchange.Ask(profile, connection.Server.Fingerprint, SessionPurpose.OneShot, resumeToken: []));
    }

    /// <summary>Who answered.</summary>
    public ServerIdentity Identity { get; }

    /// <summary>Protocol and cipher, for people.</summary>
    public string Encryption { get; }

    /// <summary>What opened the server; null: nothing was shown.</summary>
    public JoinSecret? Secret => _profile.Secret;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => _profile.Time;

    /// <summary>Where the connection goes; null: nowhere on a network.</summary>
    internal IPEndPoint? Remote { get; }

    /// <summary>The connection's round trip now; null: not known.</summary>
    internal TimeSpan? RoundTrip => _count()?.RoundTrip;

    /// <summary>Gets the frames that come unasked, behind the login.</summary>
    internal Action<ServerFrame>? OnFrame { get; set; }

    /// <summary>Ends with the connection, well or not; never fails.</summary>
    internal Task Ended
    {
        get
        {
            Begin();
            return _running.Task.Unwrap();
        }
    }

    /// <summary>Connects (look-up, TCP, TLS, pin); the login goes with what is asked first.</summary>
    /// <param name="profile">Who and where.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserError">No connection (5), time-out (6), another server key (11), no TLS peer of ours (12).</exception>
    public static async Task<OneShotSession> OpenAsync(ClientProfile profile, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var connection = await profile.Connector.ConnectAsync(profile, WireLimits.ControlProtocol, sameKey: null, cancel).ConfigureAwait(false);
        return new OneShotSession(profile, connection);
    }

    /// <summary>Waits for the answer to the login; the other methods need no such call before them.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The name as the server writes it, and what it says about itself.</returns>
    public async Task<(string Name, ServerInfo Server)> LoginAsync(CancellationToken cancel)
    {
        Begin();
        try
        {
            return await _loggedIn.Task.WaitAsync(_profile.RequestTimeout, _profile.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new UserError(ExitCode.Timeout, $"{_profile.Server} did not answer the login; try again", e);
        }
    }

    /// <summary>Says something in a room, without being in it, and waits until it is in the room's log.</summary>
    /// <param name="room">The room.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <param name="kind">Said or done.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<MessageAccepted> SayAsync(string room, string text, MessageKind kind, CancellationToken cancel) =>
        RequestAsync<MessageAccepted>(id => Post(id, text, kind) with { Room = room }, cancel);

    /// <summary>Says something to one user, and waits until it is in both inboxes.</summary>
    /// <param name="user">The user.</param>
    /// <param name="text">1 to 4,000 UTF-16 units.</param>
    /// <param name="kind">Said or done.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<MessageAccepted> TellAsync(string user, string text, MessageKind kind, CancellationToken cancel) =>
        RequestAsync<MessageAccepted>(id => Post(id, text, kind) with { To = user }, cancel);

    /// <summary>Who is in a room, page by page.</summary>
    /// <param name="room">The room; empty: the lobby, which is everybody online.</param>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<Member> ListMembersAsync(string room, CancellationToken cancel) => Pages.MembersAsync(Ask(), room, cancel);

    /// <summary>Which rooms there are, page by page.</summary>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<RoomSummary> ListRoomsAsync(CancellationToken cancel) => Pages.RoomsAsync(Ask(), cancel);

    /// <summary>What the server says about a user.</summary>
    /// <param name="name">The user.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<WhoisReply> WhoisAsync(string name, CancellationToken cancel) =>
        RequestAsync<WhoisReply>(id => new Whois { RequestId = id, Name = name }, cancel);

    /// <summary>Asks for a code with which another key becomes this user's.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The code for the person who carries it, and how long it holds.</returns>
    public async Task<(string Code, TimeSpan Life)> OpenLinkAsync(CancellationToken cancel)
    {
        var opened = await RequestAsync<LinkOpened>(id => new OpenLink { RequestId = id }, cancel).ConfigureAwait(false);
        return (opened.Code, TimeSpan.FromMilliseconds(Math.Max(0, opened.LifeMilliseconds)));
    }

    /// <summary>Which keys are this user.</summary>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<UserKey>> ListKeysAsync(CancellationToken cancel) =>
        (await RequestAsync<KeyPage>(id => new ListKeys { RequestId = id }, cancel).ConfigureAwait(false)).Keys;

    /// <summary>Takes a key away from this user.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancel">Gives up.</param>
    public Task UnlinkKeyAsync(Fingerprint key, CancellationToken cancel) =>
        RequestAsync<Done>(id => new UnlinkKey { RequestId = id, Fingerprint = key.ToString() }, cancel);

    /// <summary>Takes another name, for all sessions of this user.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The name as the server writes it.</returns>
    public async Task<string> RenameAsync(string name, CancellationToken cancel) =>
        (await RequestAsync<Renamed>(id => new Rename { RequestId = id, Name = name }, cancel).ConfigureAwait(false)).Name;

    /// <summary>Lets this session's name go: whoever asks next has it. The session ends.</summary>
    /// <param name="cancel">Gives up.</param>
    public Task ReleaseNameAsync(CancellationToken cancel) => RequestAsync<Done>(id => new ReleaseName { RequestId = id }, cancel);

    /// <summary>One round trip over the control channel.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> PingAsync(CancellationToken cancel)
    {
        // Without this the first ping would measure the login too.
        await LoginAsync(cancel).ConfigureAwait(false);
        var sent = _profile.Time.GetTimestamp();
        await RequestAsync<ServerPong>(id => new ClientPing { RequestId = id }, cancel).ConfigureAwait(false);
        return _profile.Time.GetElapsedTime(sent);
    }

    /// <summary>What the server's clock says, and what this machine's said half a round trip earlier.</summary>
    /// <param name="cancel">Gives up.</param>
    public async Task<(DateTimeOffset There, DateTimeOffset Here)> CompareClocksAsync(CancellationToken cancel)
    {
        await LoginAsync(cancel).ConfigureAwait(false);
        var before = _profile.Time.GetUtcNow();
        var pong = await RequestAsync<ServerPong>(id => new ClientPing { RequestId = id }, cancel).ConfigureAwait(false);
        var after = _profile.Time.GetUtcNow();
        // A server may say anything; dates of our era are all that can be shown.
        var there = Math.Clamp(pong.ServerTime, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        return (DateTimeOffset.FromUnixTimeMilliseconds(there), before + ((after - before) / 2));
    }

    /// <summary>The files of the library, page by page, by path.</summary>
    /// <param name="pattern">A path, a folder or a pattern; empty: all.</param>
    /// <param name="withSha256">With each file's SHA-256; may take as long as the server needs to read them.</param>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<FileEntry> ListFilesAsync(string pattern, bool withSha256, CancellationToken cancel) =>
        Pages.FilesAsync(Ask(withSha256 ? Timeout.InfiniteTimeSpan : null), pattern, withSha256, cancel);

    /// <summary>The parcels that wait for the user, and those that the user has sent, page by page, by number.</summary>
    /// <param name="cancel">Gives up.</param>
    public IAsyncEnumerable<Parcel> ListParcelsAsync(CancellationToken cancel) => Pages.ParcelsAsync(Ask(), cancel);

    /// <summary>Takes or refuses a parcel, or takes one back that the user has sent.</summary>
    /// <param name="parcel">Its number.</param>
    /// <param name="accept">False: it is not wanted.</param>
    /// <param name="cancel">Gives up.</param>
    public Task AnswerParcelAsync(ulong parcel, bool accept, CancellationToken cancel) =>
        RequestAsync<Done>(id => new AnswerParcel { RequestId = id, Parcel = parcel, Accept = accept }, cancel);

    /// <summary>Logs out and closes, without waiting for the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Close(new Logout());
        Begin();
        // Handed to the kernel, the goodbye arrives by itself.
        await _channel.Written.WaitAsync(GoodbyeTime, _profile.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _channel.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    /// <summary>CTL-LIVE-3: sealed datagrams of the server came, which count as life of this session.</summary>
    internal void OnLife() => _channel.OnLife();

    /// <summary>Sends a request and waits for its answer.</summary>
    internal Task<TReply> RequestAsync<TReply>(Func<uint, ClientFrame> make, CancellationToken cancel)
        where TReply : ServerFrame => AskAsync<TReply>(make, _profile.RequestTimeout, cancel);

    /// <summary>The same for what may take the server as long as it needs; a dead server is noticed all the same.</summary>
    internal Task<TReply> RequestWithoutLimitAsync<TReply>(Func<uint, ClientFrame> make, CancellationToken cancel)
        where TReply : ServerFrame => AskAsync<TReply>(make, Timeout.InfiniteTimeSpan, cancel);

    /// <summary>Sends what has no answer.</summary>
    internal void Send(ClientFrame frame)
    {
        _channel.Send(frame);
        Begin();
    }

    private Task<TReply> AskAsync<TReply>(Func<uint, ClientFrame> make, TimeSpan timeout, CancellationToken cancel)
        where TReply : ServerFrame
    {
        // First queued, then begun: so it leaves together with the login.
        var answer = _channel.RequestAsync<TReply>(make, timeout, cancel);
        Begin();
        return answer;
    }

    private Requester Ask(TimeSpan? timeout = null)
    {
        Begin();
        return new(_channel, timeout ?? _profile.RequestTimeout);
    }

    private static PostMessage Post(uint id, string text, MessageKind kind) => new()
    {
        RequestId = id,
        ClientMessageId = Guid.CreateVersion7(),
        Kind = kind,
        Text = text,
    };

    private void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
            _running.SetResult(RunAsync());
    }

    private async Task RunAsync()
    {
        var end = await _channel.RunAsync(Handle, () => ValueTask.CompletedTask).ConfigureAwait(false);
        _loggedIn.TrySetException(end.Error);
        // Seen, whether anybody waits for the login or not.
        _ = _loggedIn.Task.Exception;
    }

    private void Handle(ServerFrame frame)
    {
        if (_login.Accepted is not null)
        {
            OnFrame?.Invoke(frame);
            return;
        }

        if (_login.Handle(frame) is { } end)
            _channel.Abort(end);
        else if (_login is { Accepted: { } accepted, Server: { } server })
            _loggedIn.TrySetResult((accepted.Name, server));
    }
}
