using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Testing;

namespace Messenger.Client.Tests.Chat;

public sealed class ChatSessionTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeServer _server = new();
    private ChatSession _session = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task LoginRoomsAndInboxLeaveInOneFlight()
    {
        Start(new ChatOptions { Rooms = ["den"] });
        var connection = await _server.AcceptAsync();
        Assert.Equal(SessionPurpose.Chat, (await connection.ReadAsync<Login>()).Purpose);
        Assert.Equal("den", (await connection.ReadAsync<JoinRoom>()).Room);
        Assert.Equal(("@", -1L), (await connection.ReadAsync<FetchHistory>()) is var fetch ? (fetch.Log, fetch.After) : default);
    }

    [Fact]
    public async Task ADefectIsToldAndDoesNotLookLikeLeaving()
    {
        _session = ChatSession.Start(Profiles.Of(_server, _time) with { Connector = new Defective() }, new ChatOptions());
        var end = await NextAsync<DisconnectedEvent>();
        Assert.Equal(ExitCode.Failure, end.Error?.Code);
        Assert.Equal("the chat broke: something odd; start it again", end.Error?.Message);
    }

    [Fact]
    public async Task ALoginShowsTheLobbyItsPastAndWhatIsSaid()
    {
        Start();
        var connection = await LoginAsync(last: 2);
        var fetch = await connection.ReadAsync<FetchHistory>();
        Assert.Equal(("lobby", -1L), (fetch.Log, fetch.After));
        await connection.SendAsync(
            new MessagePosted { Message = Message(3, "three, ANN!") },
            new HistoryPage { RequestId = fetch.RequestId, Epoch = 1, Oldest = 1, Messages = [Message(1, "one"), Message(2, "two")] });
        var lines = new List<ChatLine>();
        while (lines.Count < 3)
            lines.Add((await NextAsync<MessageEvent>()).Line);
        Assert.Equal([("one", true, false), ("two", true, false), ("three, ANN!", false, true)], lines.Select(line => (line.Text, line.FromHistory, line.Mention)));
        Assert.Equal(3, _session.Model.Lines(BufferKey.Lobby).Count);
    }

    [Fact]
    public async Task MembersArePagesAndDeltas()
    {
        Start();
        var connection = await LoginAsync(members: ["ann", "bob"], count: 4);
        var more = await connection.ReadAsync<ListMembers>();
        Assert.Equal("bob", more.After);
        await connection.SendAsync(
            new MemberPage { RequestId = more.RequestId, Members = [new Member { Name = "carl" }, new Member { Name = "dora", Away = true }] },
            new PresenceChanged { Room = "lobby", Joined = [new Member { Name = "eve" }], Left = [new Departure { Name = "BOB", Reason = DepartureReason.Lost }], Changed = [new Member { Name = "dora" }] });
        Assert.Equal("eve", (await NextAsync<MemberJoinedEvent>()).Name);
        Assert.Equal(DepartureReason.Lost, (await NextAsync<MemberLeftEvent>()).Reason);
        Assert.False((await NextAsync<MemberChangedEvent>()).Away);
        Assert.Equal(["ann", "carl", "dora", "eve"], _session.Model.Members("lobby").Select(member => member.Name));
    }

    [Fact]
    public async Task SomebodyTakesAnotherNameAndTheConversationGoesOn()
    {
        Start();
        var connection = await LoginAsync(members: ["ann", "bob"], count: 2, answerInbox: true);
        await connection.SendAsync(
            new MessagePosted { Message = new ChatMessage { Epoch = 1, Sequence = 1, Time = 1, ClientMessageId = Guid.NewGuid(), From = "bob", To = "ann", Text = "psst" } },
            Renaming("bob", "Rob"),
            Renaming("ann", "Zoe"));
        var first = await NextAsync<MemberRenamedEvent>();
        Assert.Equal(("lobby", "bob", "Rob"), (first.Room, first.Name, first.NewName));
        // Nobody came, and nobody left.
        Assert.Equal("Zoe", (await NextAsync<MemberRenamedEvent>()).NewName);
        Assert.Equal("Zoe", _session.Model.OwnName);
        Assert.Equal(["Rob", "Zoe"], _session.Model.Members("lobby").Select(member => member.Name));
        Assert.Equal("psst", Assert.Single(_session.Model.Lines(BufferKey.Private("rob"))).Text);
        Assert.Empty(_session.Model.Lines(BufferKey.Private("bob")));

        // What was said under the name before is one's own still.
        await connection.SendAsync(new MessagePosted { Message = new ChatMessage { Epoch = 1, Sequence = 2, Time = 2, ClientMessageId = Guid.NewGuid(), From = "ann", To = "Rob", Text = "yes?" } });
        var line = (await NextAsync<MessageEvent>()).Line;
        while (line.Text != "yes?")
            line = (await NextAsync<MessageEvent>()).Line;
        Assert.Equal((true, BufferKey.Private("Rob")), (line.Own, line.Buffer));
    }

    private static PresenceChanged Renaming(string before, string now) => new()
    {
        Room = "lobby",
        Joined = [new Member { Name = now }],
        Left = [new Departure { Name = before, Reason = DepartureReason.Renamed, NewName = now }],
    };

    [Fact]
    public async Task AMessageIsQueuedSentAccepted()
    {
        Start();
        var connection = await LoginAsync();
        var said = _session.SayAsync("lobby", "hello");
        var post = await connection.ReadAsync<PostMessage>();
        await connection.SendAsync(new MessageAccepted { RequestId = post.RequestId, Epoch = 1, Sequence = 1, Time = 1 });
        Assert.Equal(1, (await said.Soon()).Sequence);
        var states = new List<DeliveryState>();
        while (states.Count < 3)
            states.Add((await NextAsync<DeliveryEvent>()).State);
        Assert.Equal([DeliveryState.Queued, DeliveryState.Sent, DeliveryState.Accepted], states);
    }

    [Fact]
    public async Task AfterALostConnectionTheSessionComesBackWithItsTokenAndTheSameMessageId()
    {
        Start();
        var connection = await LoginAsync(token: [9, 9]);
        var said = _session.SayAsync("lobby", "hello");
        var first = await connection.ReadAsync<PostMessage>();
        connection.Drop();
        var waiting = await NextAsync<ReconnectingEvent>();
        Assert.InRange(waiting.After, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.Equal(ConnectionState.Waiting, _session.Model.State);
        await _time.NextTimerAsync();
        _time.Advance(waiting.After);

        connection = await _server.AcceptAsync();
        Assert.Equal([9, 9], (await connection.AcceptLoginAsync()).ResumeToken);
        await connection.ReadAsync<FetchHistory>();
        var second = await connection.ReadAsync<PostMessage>();
        Assert.Equal((first.ClientMessageId, "hello"), (second.ClientMessageId, second.Text));
        await connection.SendAsync(new MessageAccepted { RequestId = second.RequestId, Sequence = 1 });
        await said.Soon();
    }

    [Fact]
    public async Task RoomsAreEnteredAgainAndOneThatIsClosedIsLeftWithItsReason()
    {
        Start(new ChatOptions { Rooms = ["den"] });
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = "Den", Epoch = 1 });
        Assert.Equal(("Den", false), (await NextAsync<RoomEnteredEvent>()) is var entered ? (entered.Room, entered.Again) : default);
        connection.Drop();
        await ComeBackAsync();
        connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new Refused { RequestId = join.RequestId, Code = RefusalCode.AccessDenied, Sentence = "closed" });
        Assert.Equal(("Den", "closed"), (await NextAsync<RoomLeftEvent>()) is var left ? (left.Room, left.Why) : default);
    }

    [Fact]
    public async Task ARoomThatCannotBeEnteredIsNamedWithTheExitCode()
    {
        Start(new ChatOptions { Rooms = ["bad/room"] });
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new Refused { RequestId = join.RequestId, Code = RefusalCode.NameInvalid, Sentence = "no room" });
        var error = await NextAsync<ErrorEvent>();
        Assert.Equal(("bad/room", ExitCode.Denied, "no room"), (error.Room, error.ToError().Code, error.ToError().Message));
    }

    [Fact]
    public async Task WaitsGrowWithFullJitterAndASuccessBeginsAnew()
    {
        Start();
        var connection = await LoginAsync();
        _server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        connection.Drop();
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            var waiting = await NextAsync<ReconnectingEvent>();
            Assert.Equal(attempt, waiting.Attempt);
            Assert.InRange(waiting.After, TimeSpan.Zero, TimeSpan.FromMilliseconds(Math.Min(15_000, 500 * Math.Pow(2, attempt - 1))));
            if (attempt == 8)
                _server.Unreachable = null;
            await _time.NextTimerAsync();
            _time.Advance(waiting.After);
        }

        connection = await LoginAsync();
        connection.Drop();
        Assert.Equal(1, (await NextAsync<ReconnectingEvent>()).Attempt);
    }

    // CTL-LOGIN-7
    [Fact]
    public async Task AStoppingServerSaysWhenToComeBack()
    {
        Start();
        var connection = await LoginAsync();
        await connection.SendAsync(new Closing { Reason = ClosingReason.Shutdown, Sentence = "back soon", ReconnectAfterMilliseconds = 2_000 });
        var waiting = await NextAsync<ReconnectingEvent>();
        Assert.InRange(waiting.After, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.5));
        Assert.Equal("back soon", waiting.Why);
    }

    [Theory]
    [InlineData(ClosingReason.Replaced, 0, ExitCode.Denied)]
    [InlineData(ClosingReason.Protocol, 0, ExitCode.Protocol)]
    [InlineData(ClosingReason.Shutdown, -1, ExitCode.CannotConnect)]
    public async Task SomeGoodbyesAreForGood(ClosingReason reason, int after, ExitCode code)
    {
        Start();
        var connection = await LoginAsync();
        await connection.SendAsync(new Closing { Reason = reason, Sentence = "bye", ReconnectAfterMilliseconds = after });
        Assert.Equal(code, (await NextAsync<DisconnectedEvent>()).Error?.Code);
        Assert.False(await _session.Events.WaitToReadAsync().AsTask().Soon());
    }

    [Fact]
    public async Task ARefusedLoginEndsTheSessionAndSaysWhy()
    {
        Start();
        var connection = await _server.AcceptAsync();
        await connection.SendAsync(new Welcome(), new Refused { Code = RefusalCode.NameTaken, Sentence = "taken" });
        var over = await NextAsync<DisconnectedEvent>();
        Assert.Equal((RefusalCode.NameTaken, ExitCode.Denied), (over.Refusal, over.Error!.Code));
    }

    [Fact]
    public async Task AFirstConnectionThatFailsEndsTheSessionWithItsExitCode()
    {
        _server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        Start();
        Assert.Equal(ExitCode.CannotConnect, (await NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task AChangedKeyIsNeverTriedAgain()
    {
        Start();
        var connection = await LoginAsync();
        _server.Unreachable = new UserError(ExitCode.IdentityChanged, "changed");
        connection.Drop();
        await ComeBackAsync();
        Assert.Equal(ExitCode.IdentityChanged, (await NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task ALogOutWaitsForTheOutboxAndSaysGoodbye()
    {
        Start();
        var connection = await LoginAsync();
        var said = _session.SayAsync("lobby", "last words");
        var left = _session.LogoutAsync("tired");
        var post = await connection.ReadAsync<PostMessage>();
        await connection.SendAsync(new MessageAccepted { RequestId = post.RequestId, Sequence = 1 });
        Assert.Equal("tired", (await connection.ReadAsync<Logout>()).Reason);
        connection.Drop();
        await left.Soon();
        await said.Soon();
        Assert.Null((await NextAsync<DisconnectedEvent>()).Error);
    }

    [Fact]
    public async Task AServerThatIsNotThereAnyMoreKeepsNobodyFromLeaving()
    {
        Start();
        var connection = await LoginAsync();
        var left = _session.LogoutAsync("");
        await connection.ReadAsync<Logout>();
        // It was read, and the connection stays as it is: nothing is answered and nothing closed.
        while (await _time.NextTimerAsync() > TimeSpan.FromSeconds(1))
            await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(1));
        await left.Soon();
        Assert.Null((await NextAsync<DisconnectedEvent>()).Error);
    }

    [Fact]
    public async Task APrivateMessageOpensTheConversationWithTheOtherEnd()
    {
        Start();
        var connection = await LoginAsync(answerInbox: true);
        await connection.SendAsync(
            new MessagePosted { Message = Message(1, "psst", room: "", from: "bob", to: "ann") },
            new MessagePosted { Message = Message(2, "yes?", room: "", from: "ann", to: "bob") },
            new MessagePosted { Message = Message(3, "note", room: "", from: "ann", to: "ann") });
        Assert.Equal([("bob", false), ("bob", true), ("ann", true)], new[] { await NextAsync<MessageEvent>(), await NextAsync<MessageEvent>(), await NextAsync<MessageEvent>() }
            .Select(e => (e.Line.Buffer.Name, e.Line.Own)));
        Assert.Equal(["lobby", "@bob", "@ann"], _session.Model.Buffers.Select(buffer => buffer.Key.ToString()));
    }

    [Fact]
    public async Task ARoomThatAnotherSessionEnteredIsFollowedOnce()
    {
        Start();
        var connection = await LoginAsync();
        await connection.SendAsync(new MessagePosted { Message = Message(5, "x", room: "den") }, new MessagePosted { Message = Message(6, "y", room: "den") });
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = "den", Epoch = 1, LastSequence = 6 });
        Assert.Equal("den", (await connection.ReadAsync<FetchHistory>()).Log);
    }

    [Fact]
    public async Task AViewThatDoesNotReadStopsTheReaderAndNotTheMemory()
    {
        Start(new ChatOptions { EventsWaiting = 50 });
        var connection = await LoginAsync();
        var sent = 0;
        var flood = Task.Run(async () =>
        {
            for (; sent < 200_000; sent++)
                await connection.SendAsync(new TopicChanged { Room = "lobby", Topic = new string('t', 900), By = "bob" });
        });
        // The connection holds a quarter of a MiB, the reader one buffer; then the sender waits.
        while (!flood.IsCompleted && _session.Events.Count <= 50)
            await Task.Yield();
        Assert.True(_session.Events.Count < 200);
        var read = 0;
        while (read < 5_000)
        {
            await NextAsync<TopicEvent>();
            read++;
        }

        connection.Drop();
        await flood.ContinueWith(_ => { }).Soon();
        Assert.True(sent < 200_000);
    }

    [Fact]
    public async Task TextThatCannotBeSentIsRefusedAtOnce()
    {
        Start();
        foreach (var text in new[] { "", new string('x', 4_001) })
            Assert.Equal(ExitCode.Usage, (await Assert.ThrowsAsync<UserError>(() => _session.SayAsync("lobby", text))).Code);
        Assert.Equal(ExitCode.Usage, (await Assert.ThrowsAsync<UserError>(() => _session.SayAsync("", "x"))).Code);
        Assert.Empty(_session.Model.Outbox);
    }

    [Fact]
    public async Task AFullOutboxSaysSo()
    {
        _server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        Start(new ChatOptions { OutboxLimit = 2, KeepTryingAtFirst = true });
        _ = _session.SayAsync("lobby", "1");
        _ = _session.SayAsync("lobby", "2");
        await Assert.ThrowsAsync<UserError>(() => _session.SayAsync("lobby", "3"));
        Assert.Equal(["1", "2"], _session.Model.Outbox.Select(line => line.Text));
    }

    [Fact]
    public async Task AwayIsSaidAgainAfterAReconnect()
    {
        Start();
        var connection = await LoginAsync();
        var away = _session.AwayAsync("lunch");
        var set = await connection.ReadAsync<SetAway>();
        await connection.SendAsync(new Done { RequestId = set.RequestId });
        await away.Soon();
        Assert.True(_session.Model.Away);
        connection.Drop();
        await ComeBackAsync();
        connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        await connection.ReadAsync<FetchHistory>();
        Assert.Equal("lunch", (await connection.ReadAsync<SetAway>()).Reason);
    }

    // CTL-FLOOD-1
    [Fact]
    public async Task APastThatIsAskedForTooFastIsAskedForAgainAndNothingHeardMeanwhileIsLost()
    {
        Start();
        var connection = await LoginAsync(last: 1, answerInbox: true);
        foreach (var pause in new[] { 1, 2, 4 })
        {
            var refused = await connection.ReadAsync<FetchHistory>();
            await connection.SendAsync(
                new MessagePosted { Message = Message(pause + 1, $"{pause}") },
                new Refused { RequestId = refused.RequestId, Code = RefusalCode.TooFast, Sentence = "slowly" });
            await PassAsync(TimeSpan.FromSeconds(pause));
        }

        var fetch = await connection.ReadAsync<FetchHistory>();
        Assert.Equal(("lobby", -1L), (fetch.Log, fetch.After));
        await connection.SendAsync(new HistoryPage { RequestId = fetch.RequestId, Epoch = 1, Oldest = 1, Messages = [.. Enumerable.Range(1, 4).Select(i => Message(i, "page"))] });
        var shown = new List<long>();
        while (shown.Count < 5)
            shown.Add((await NextAsync<MessageEvent>()).Line.Sequence);
        Assert.Equal([1, 2, 3, 4, 5], shown);
    }

    [Fact]
    public async Task APastThatIsRefusedForGoodHoldsNothingBack()
    {
        Start();
        var connection = await LoginAsync(last: 3, answerInbox: true);
        var fetch = await connection.ReadAsync<FetchHistory>();
        await connection.SendAsync(
            new MessagePosted { Message = Message(4, "four") },
            new Refused { RequestId = fetch.RequestId, Code = RefusalCode.AccessDenied, Sentence = "not for you" },
            new MessagePosted { Message = Message(5, "five") });
        Assert.Equal((BufferKey.Lobby, "not for you"), (await NextAsync<ErrorEvent>()) is var error ? (error.Buffer, error.Sentence) : default);
        Assert.Equal("four", (await NextAsync<MessageEvent>()).Line.Text);
        Assert.Equal("five", (await NextAsync<MessageEvent>()).Line.Text);
    }

    // CTL-FLOOD-1
    [Fact]
    public async Task ARoomThatIsEnteredTooFastAfterAReconnectIsNotLeft()
    {
        Start(new ChatOptions { Rooms = ["den"] });
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = "den", Epoch = 1 });
        await NextAsync<RoomEnteredEvent>();
        connection.Drop();
        await ComeBackAsync();
        connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        join = await connection.ReadAsync<JoinRoom>();
        var inbox = await connection.ReadAsync<FetchHistory>();
        await connection.SendAsync(
            new Refused { RequestId = join.RequestId, Code = RefusalCode.TooFast, Sentence = "slowly" },
            new HistoryPage { RequestId = inbox.RequestId, Log = "@", Epoch = 1, Oldest = 1 });
        await PassAsync(TimeSpan.FromSeconds(1));
        join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = "den", Epoch = 1 });
        Assert.True((await NextAsync<RoomEnteredEvent>()).Again);
    }

    private void Start(ChatOptions? options = null) => _session = ChatSession.Start(Profiles.Of(_server, _time), options ?? new ChatOptions());

    private async Task<FakeConnection> LoginAsync(
        long last = 0, string[]? members = null, int count = 0, byte[]? token = null, bool answerInbox = false)
    {
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync(token: token);
        var inbox = await connection.ReadAsync<FetchHistory>();
        if (answerInbox)
            await connection.SendAsync(new HistoryPage { RequestId = inbox.RequestId, Log = "@", Epoch = 1, Oldest = 1 });
        Member[] first = [.. (members ?? []).Select(name => new Member { Name = name })];
        await connection.SendAsync(new RoomJoined { Room = "lobby", Epoch = 1, LastSequence = last, Members = first, MemberCount = Math.Max(count, first.Length) });
        await NextAsync<RoomEnteredEvent>();
        return connection;
    }

    // Waits until somebody waits just so long, and lets it pass.
    private async Task PassAsync(TimeSpan pause)
    {
        while (await _time.NextTimerAsync(pause) != pause)
            await Task.Yield();
        _time.Advance(pause);
    }

    private async Task ComeBackAsync()
    {
        var waiting = await NextAsync<ReconnectingEvent>();
        await _time.NextTimerAsync();
        _time.Advance(waiting.After);
    }

    private async Task<T> NextAsync<T>()
        where T : ChatEvent
    {
        while (true)
        {
            var next = await _session.Events.ReadAsync().AsTask().Soon();
            if (next is T found)
                return found;
            Assert.IsNotType<DisconnectedEvent>(next);
        }
    }

    private static ChatMessage Message(long sequence, string text, string room = "lobby", string from = "bob", string to = "") => new()
    {
        Epoch = 1,
        Sequence = sequence,
        ClientMessageId = new Guid((int)sequence, 1, 1, new byte[8]),
        From = from,
        Room = room,
        To = to,
        Text = text,
    };

    private sealed class Defective : IServerConnector
    {
        public Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel) =>
            throw new InvalidOperationException("something odd");
    }
}
