using Messenger.Client.Chat;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Client.Tests.Chat;

/// <summary>Lost connections, goodbyes and what comes back after them.</summary>
public sealed class ReconnectTests : ChatSessionFixture
{
    [Fact]
    public async Task AfterALostConnectionTheSessionComesBackWithItsTokenAndTheSameMessageId()
    {
        Start();
        var connection = await LoginAsync(token: [9, 9]);
        var said = Session.SayAsync("lobby", "hello");
        var first = await connection.ReadAsync<PostMessage>();
        connection.Drop();
        var waiting = await NextAsync<ReconnectingEvent>();
        Assert.InRange(waiting.After, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.Equal(ConnectionState.Waiting, Session.Model.State);
        await Time.NextTimerAsync();
        Time.Advance(waiting.After);

        connection = await Server.AcceptAsync();
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
        var connection = await BeginInDenAsync("Den");
        Assert.Equal(("Den", false), (await NextAsync<RoomEnteredEvent>()) is var entered ? (entered.Room, entered.Again) : default);
        connection = await ReturnAsync(connection);
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new Refused { RequestId = join.RequestId, Code = RefusalCode.AccessDenied, Sentence = "closed" });
        Assert.Equal(("Den", "closed"), (await NextAsync<RoomLeftEvent>()) is var left ? (left.Room, left.Why) : default);
    }

    [Fact]
    public async Task WaitsGrowWithFullJitterAndASuccessBeginsAnew()
    {
        Start();
        var connection = await LoginAsync();
        Server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        connection.Drop();
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            var waiting = await NextAsync<ReconnectingEvent>();
            Assert.Equal(attempt, waiting.Attempt);
            Assert.InRange(waiting.After, TimeSpan.Zero, TimeSpan.FromMilliseconds(Math.Min(15_000, 500 * Math.Pow(2, attempt - 1))));
            if (attempt == 8)
                Server.Unreachable = null;
            await Time.NextTimerAsync();
            Time.Advance(waiting.After);
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
        Assert.False(await Session.Events.WaitToReadAsync().AsTask().Soon());
    }

    [Fact]
    public async Task AFirstConnectionThatFailsEndsTheSessionWithItsExitCode()
    {
        Server.Unreachable = new UserError(ExitCode.CannotConnect, "down");
        Start();
        Assert.Equal(ExitCode.CannotConnect, (await NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task AChangedKeyIsNeverTriedAgain()
    {
        Start();
        var connection = await LoginAsync();
        Server.Unreachable = new UserError(ExitCode.IdentityChanged, "changed");
        connection.Drop();
        await ComeBackAsync();
        Assert.Equal(ExitCode.IdentityChanged, (await NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task AwayIsSaidAgainAfterAReconnect()
    {
        Start();
        var connection = await LoginAsync();
        var away = Session.AwayAsync("lunch");
        var set = await connection.ReadAsync<SetAway>();
        await connection.SendAsync(new Done { RequestId = set.RequestId });
        await away.Soon();
        Assert.True(Session.Model.Away);
        connection = await ReturnAsync(connection);
        await connection.ReadAsync<FetchHistory>();
        Assert.Equal("lunch", (await connection.ReadAsync<SetAway>()).Reason);
    }

    // CTL-FLOOD-1
    [Fact]
    public async Task ARoomThatIsEnteredTooFastAfterAReconnectIsNotLeft()
    {
        var connection = await BeginInDenAsync("den");
        await NextAsync<RoomEnteredEvent>();
        connection = await ReturnAsync(connection);
        var join = await connection.ReadAsync<JoinRoom>();
        var inbox = await connection.ReadAsync<FetchHistory>();
        await connection.SendAsync(
            new Refused { RequestId = join.RequestId, Code = RefusalCode.TooFast, Sentence = "slowly" },
            new HistoryPage { RequestId = inbox.RequestId, Log = "@", Epoch = 1, Oldest = 1 });
        await PassAsync(TimeSpan.FromSeconds(1));
        join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = "den", Epoch = 1 });
        Assert.True((await NextAsync<RoomEnteredEvent>()).Again);
    }

    // A session that asked for the den, and the server's answer with the room's name on its way.
    private async Task<FakeConnection> BeginInDenAsync(string name)
    {
        Start(new ChatOptions { Rooms = ["den"] });
        var connection = await Server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var join = await connection.ReadAsync<JoinRoom>();
        await connection.SendAsync(new RoomJoined { RequestId = join.RequestId, Room = name, Epoch = 1 });
        return connection;
    }

    // The connection that is made instead of one that broke, behind its login.
    private async Task<FakeConnection> ReturnAsync(FakeConnection lost)
    {
        lost.Drop();
        await ComeBackAsync();
        var connection = await Server.AcceptAsync();
        await connection.AcceptLoginAsync();
        return connection;
    }

    private async Task ComeBackAsync()
    {
        var waiting = await NextAsync<ReconnectingEvent>();
        await Time.NextTimerAsync();
        Time.Advance(waiting.After);
    }
}
