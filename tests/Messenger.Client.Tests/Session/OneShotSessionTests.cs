using System.Buffers;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;
using Messenger.Platform;
using Messenger.Testing;

namespace Messenger.Client.Tests.Session;

public sealed class OneShotSessionTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeServer _server = new();

    // CTL-LOGIN-1
    [Fact]
    public async Task LoginAndTheFirstRequestLeaveTogether()
    {
        await using var session = await OpenAsync();
        _ = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        var bytes = new byte[4096];
        // One write is one read at the other end: nobody read before it was there.
        var flight = new ReadOnlySequence<byte>(bytes, 0, await connection.Stream.ReadAsync(bytes).AsTask().Soon());
        var frames = new List<ClientFrame>();
        while (FrameReader.TryRead(ref flight, WireLimits.FrameBytes, out var body) == FrameStatus.Complete && ControlCodec.Decode(body, out ClientFrame? frame, out _) == DecodeStatus.Ok)
            frames.Add(frame!);
        Assert.Collection(frames, first => Assert.IsType<Login>(first), second => Assert.IsType<Whois>(second));
    }

    [Fact]
    public async Task ASessionThatWasAskedNothingSaysGoodbyeAllTheSame()
    {
        var session = await OpenAsync();
        var connection = await _server.AcceptAsync();
        await session.DisposeAsync().AsTask().Soon();
        await connection.ReadAsync<Login>();
        await connection.ReadAsync<Logout>();
        Assert.Null(await connection.ReadAnyAsync());
    }

    [Fact]
    public async Task LoginAndTheFirstRequestLeaveBeforeTheServerSaysAWord()
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        var login = await connection.ReadAsync<Login>();
        Assert.Equal(("ann", SessionPurpose.OneShot), (login.Name, login.Purpose));
        var asked = await connection.ReadAsync<Whois>();
        await connection.SendAsync(new Welcome(), new LoggedIn { Name = "Ann" }, new WhoisReply { RequestId = asked.RequestId, Name = "Bob", Online = true });
        Assert.Equal("Bob", (await whois.Soon()).Name);
        Assert.Equal("Ann", (await session.LoginAsync(CancellationToken.None).Soon()).Name);
    }

    [Fact]
    public async Task AnswersFindTheirRequestsInAnyOrder()
    {
        await using var session = await OpenAsync();
        var asked = Enumerable.Range(0, 10).Select(i => session.WhoisAsync($"u{i}", CancellationToken.None)).ToArray();
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var frames = new List<Whois>();
        for (var i = 0; i < asked.Length; i++)
            frames.Add(await connection.ReadAsync<Whois>());
        foreach (var frame in Enumerable.Reverse(frames))
            await connection.SendAsync(new WhoisReply { RequestId = frame.RequestId, Name = frame.Name });
        for (var i = 0; i < asked.Length; i++)
            Assert.Equal($"u{i}", (await asked[i].Soon()).Name);
    }

    [Theory]
    [InlineData(RefusalCode.NameTaken, ExitCode.Denied)]
    [InlineData(RefusalCode.AccessDenied, ExitCode.Denied)]
    [InlineData(RefusalCode.Version, ExitCode.Protocol)]
    public async Task ARefusedLoginFailsWhatWaits(RefusalCode code, ExitCode exit)
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.SendAsync(new Welcome(), new Refused { Code = code, Sentence = "no\u001b[2J" });
        foreach (var task in new Task[] { whois, session.LoginAsync(CancellationToken.None) })
        {
            var error = await Assert.ThrowsAsync<UserError>(() => task.Soon());
            Assert.Equal(exit, error.Code);
            Assert.DoesNotContain('\u001b', error.Message);
            Assert.Equal(code, Assert.IsType<RefusedException>(error.InnerException).Code);
        }
    }

    [Theory]
    [InlineData(RefusalCode.NoSuchUser, ExitCode.NotFound)]
    [InlineData(RefusalCode.UserOffline, ExitCode.NotFound)]
    [InlineData(RefusalCode.LimitReached, ExitCode.Denied)]
    [InlineData(RefusalCode.ServerFault, ExitCode.Failure)]
    public async Task ARefusedRequestHarmsNoOther(RefusalCode code, ExitCode exit)
    {
        await using var session = await OpenAsync();
        var first = session.WhoisAsync("bob", CancellationToken.None);
        var second = session.WhoisAsync("eve", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        var (a, b) = (await connection.ReadAsync<Whois>(), await connection.ReadAsync<Whois>());
        await connection.SendAsync(new Refused { RequestId = a.RequestId, Code = code, Sentence = "no" }, new WhoisReply { RequestId = b.RequestId, Name = "eve" });
        Assert.Equal(exit, (await Assert.ThrowsAsync<UserError>(() => first.Soon())).Code);
        Assert.Equal("eve", (await second.Soon()).Name);
    }

    // CTL-ERR-2
    [Fact]
    public async Task AnUnknownFrameFailsTheOldestRequestOfItsTag()
    {
        await using var session = await OpenAsync();
        var first = session.WhoisAsync("a", CancellationToken.None);
        var second = session.WhoisAsync("b", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        await connection.ReadAsync<Whois>();
        var b = await connection.ReadAsync<Whois>();
        await connection.SendAsync(new Refused { Code = RefusalCode.UnknownRequest, Tag = 11, Sentence = "what?" }, new WhoisReply { RequestId = b.RequestId, Name = "b" });
        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => first.Soon())).Code);
        Assert.Equal("b", (await second.Soon()).Name);
    }

    [Fact]
    public async Task ALostConnectionFailsWhatWaits()
    {
        await using var session = await OpenAsync();
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        connection.Drop();
        Assert.Equal(ExitCode.CannotConnect, (await Assert.ThrowsAsync<UserError>(() => whois.Soon())).Code);
        Assert.Equal(ExitCode.CannotConnect, (await Assert.ThrowsAsync<UserError>(() => session.WhoisAsync("x", CancellationToken.None).Soon())).Code);
    }

    [Fact]
    public async Task AServerThatAnswersPingsAndNoRequestEndsTheRequestInTime()
    {
        await using var session = await OpenAsync();
        var connection = await LogInAsync(session);
        var whois = session.WhoisAsync("bob", CancellationToken.None);
        await _time.NextTimerAsync(TimeSpan.FromSeconds(29));
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await connection.SendAsync(new ServerPing());
            while (await connection.ReadAnyAsync() is not ClientPong)
            {
                // Whois and pings of the client come before.
            }
        }

        Assert.Equal(ExitCode.Timeout, (await Assert.ThrowsAsync<UserError>(() => whois.Soon())).Code);
    }

    // CTL-LIVE-2
    [Fact]
    public async Task ADeadServerIsAskedAndGivenUpWithinThirtySeconds()
    {
        await using var session = await OpenAsync();
        var connection = await LogInAsync(session);
        await PassAsync(13);
        await connection.ReadAsync<ClientPing>();
        Assert.False(session.Ended.IsCompleted);
        // Nobody sets a timer any more once the session has ended.
        await Task.WhenAny(PassAsync(17), session.Ended).Soon();
        await session.Ended.Soon();
        Assert.Equal(ExitCode.Timeout, (await Assert.ThrowsAsync<UserError>(() => session.WhoisAsync("x", CancellationToken.None).Soon())).Code);
    }

    [Fact]
    public async Task ListsAreReadToTheirLastPage()
    {
        await using var session = await OpenAsync();
        var files = session.ListFilesAsync("*", false, CancellationToken.None).ToListAsync().AsTask();
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        foreach (var (after, name, more) in new[] { ("", "a", true), ("a", "b", true), ("b", "c", false) })
        {
            var ask = await connection.ReadAsync<ListFiles>();
            Assert.Equal(("*", after), (ask.Pattern, ask.After));
            await connection.SendAsync(new FilePage { RequestId = ask.RequestId, Files = [new FileEntry { Path = name }], More = more });
        }

        Assert.Equal(["a", "b", "c"], (await files.Soon()).Select(file => file.Path));
    }

    [Fact]
    public async Task AListWithoutAnEndIsEnded()
    {
        await using var session = await OpenAsync();
        var files = session.ListFilesAsync("", false, CancellationToken.None).ToListAsync().AsTask();
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        for (var i = 0; i < 2; i++)
        {
            var ask = await connection.ReadAsync<ListFiles>();
            await connection.SendAsync(new FilePage { RequestId = ask.RequestId, Files = [new FileEntry { Path = "a" }], More = true });
        }

        Assert.Equal(ExitCode.Protocol, (await Assert.ThrowsAsync<UserError>(() => files.Soon())).Code);
    }

    [Fact]
    public async Task TheRoundTripIsMeasuredAfterTheLogin()
    {
        await using var session = await OpenAsync();
        var ping = session.PingAsync(CancellationToken.None);
        var connection = await _server.AcceptAsync();
        _time.Advance(TimeSpan.FromMilliseconds(300));
        await connection.AcceptLoginAsync();
        var ask = await connection.ReadAsync<ClientPing>();
        _time.Advance(TimeSpan.FromMilliseconds(40));
        await connection.SendAsync(new ServerPong { RequestId = ask.RequestId });
        Assert.Equal(TimeSpan.FromMilliseconds(40), await ping.Soon());
    }

    [Fact]
    public async Task AGoodbyeIsSaid()
    {
        var session = await OpenAsync();
        var connection = await LogInAsync(session);
        await session.DisposeAsync();
        await connection.ReadAsync<Logout>();
        Assert.Null(await connection.ReadAnyAsync());
    }

    [Fact]
    public async Task TextOverTheBoundOfTheWireIsRefusedHere()
    {
        await using var session = await OpenAsync();
        var error = await Assert.ThrowsAsync<UserError>(() => session.WhoisAsync(new string('x', 500), CancellationToken.None));
        Assert.Equal(ExitCode.Usage, error.Code);
    }

    // Second by second, so that whoever waits for a moment can set the next one.
    private async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            await _time.NextTimerAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<FakeConnection> LogInAsync(OneShotSession session)
    {
        var loggedIn = session.LoginAsync(CancellationToken.None);
        var connection = await _server.AcceptAsync();
        await connection.AcceptLoginAsync();
        await loggedIn.Soon();
        return connection;
    }

    private Task<OneShotSession> OpenAsync() => OneShotSession.OpenAsync(Profiles.Of(_server, _time), CancellationToken.None).Soon();
}
