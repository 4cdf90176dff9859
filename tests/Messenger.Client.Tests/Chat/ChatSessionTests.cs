using Messenger.Client.Chat;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Tests.Chat;

public sealed class ChatSessionTests : ChatSessionFixture
{
    [Fact]
    public async Task LoginRoomsAndInboxLeaveInOneFlight()
    {
        Start(new ChatOptions { Rooms = ["den"] });
        var connection = await Server.AcceptAsync();
        Assert.Equal(SessionPurpose.Chat, (await connection.ReadAsync<Login>()).Purpose);
        Assert.Equal("den", (await connection.ReadAsync<JoinRoom>()).Room);
        Assert.Equal(("@", -1L), (await connection.ReadAsync<FetchHistory>()) is var fetch ? (fetch.Log, fetch.After) : default);
    }

    [Fact]
    public async Task ADefectIsToldAndDoesNotLookLikeLeaving()
    {
        Session = ChatSession.Start(Profiles.Of(Server, Time) with { Connector = new Defective() }, new ChatOptions());
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
        Assert.Equal(3, Session.Model.Lines(BufferKey.Lobby).Count);
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
        Assert.Equal(["ann", "carl", "dora", "eve"], Session.Model.Members("lobby").Select(member => member.Name));
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
        Assert.Equal("Zoe", Session.Model.OwnName);
        Assert.Equal(["Rob", "Zoe"], Session.Model.Members("lobby").Select(member => member.Name));
        Assert.Equal("psst", Assert.Single(Session.Model.Lines(BufferKey.Private("rob"))).Text);
        Assert.Empty(Session.Model.Lines(BufferKey.Private("bob")));

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
        var said = Session.SayAsync("lobby", "hello");
        var post = await connection.ReadAsync<PostMessage>();
        await connection.SendAsync(new MessageAccepted { RequestId = post.RequestId, Epoch = 1, Sequence = 1, Time = 1 });
        Assert.Equal(1, (await said.Soon()).Sequence);
        var states = new List<DeliveryState>();
        while (states.Count < 3)
            states.Add((await NextAsync<DeliveryEvent>()).State);
        Assert.Equal([DeliveryState.Queued, DeliveryState.Sent, DeliveryState.Accepted], states);
    }

    [Fact]
    public async Task ARoomThatCannotBeEnteredIsNamedWithTheExitCode()
    {
        Start(new ChatOptions { Rooms = ["bad/room"] });
        var connection = await Server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new Refused { RequestId = join.RequestId, Code = RefusalCode.NameInvalid, Sentence = "no room" });
        var error = await NextAsync<ErrorEvent>();
        Assert.Equal(("bad/room", ExitCode.Denied, "no room"), (error.Room, error.ToError().Code, error.ToError().Message));
    }

    [Fact]
    public async Task ARefusedLoginEndsTheSessionAndSaysWhy()
    {
        Start();
        var connection = await Server.AcceptAsync();
        await connection.SendAsync(new Welcome(), new Refused { Code = RefusalCode.NameTaken, Sentence = "taken" });
        var over = await NextAsync<DisconnectedEvent>();
        Assert.Equal((RefusalCode.NameTaken, ExitCode.Denied), (over.Refusal, over.Error!.Code));
    }

    [Fact]
    public async Task ALogOutWaitsForTheOutboxAndSaysGoodbye()
    {
        Start();
        var connection = await LoginAsync();
        var said = Session.SayAsync("lobby", "last words");
        var left = Session.LogoutAsync("tired");
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
        var left = Session.LogoutAsync("");
        await connection.ReadAsync<Logout>();
        // It was read, and the connection stays as it is: nothing is answered and nothing closed.
        while (await Time.NextTimerAsync() > TimeSpan.FromSeconds(1))
            await Task.Yield();
        Time.Advance(TimeSpan.FromSeconds(1));
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
        Assert.Equal(["lobby", "@bob", "@ann"], Session.Model.Buffers.Select(buffer => buffer.Key.ToString()));
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
        while (!flood.IsCompleted && Session.Events.Count <= 50)
            await Task.Yield();
        Assert.True(Session.Events.Count < 200);
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
            Assert.Equal(ExitCode.Usage, (await Assert.ThrowsAsync<UserError>(() => Session.SayAsync("lobby", text))).Code);
        Assert.Equal(ExitCode.Usage, (await Assert.ThrowsAsync<UserError>(() => Session.SayAsync("", "x"))).Code);
        Assert.Empty(Session.Model.Outbox);
    }

    [Fact]
    public async Task AFullOutboxSaysSo()
    {
        Server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        Start(new ChatOptions { OutboxLimit = 2, KeepTryingAtFirst = true });
        _ = Session.SayAsync("lobby", "1");
        _ = Session.SayAsync("lobby", "2");
        await Assert.ThrowsAsync<UserError>(() => Session.SayAsync("lobby", "3"));
        Assert.Equal(["1", "2"], Session.Model.Outbox.Select(line => line.Text));
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

    private sealed class Defective : IServerConnector
    {
        public Task<SecureConnection> ConnectAsync(ClientProfile profile, string protocol, Fingerprint? sameKey, CancellationToken cancel) =>
            throw new InvalidOperationException("something odd");
    }
}
