using System.Security.Cryptography;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Chat;
using Messenger.Platform;
using Messenger.Platform.Identity;

namespace Messenger.Client.Tests.Live;

/// <summary>The client against a real server over loopback.</summary>
public sealed class LiveServerTests : IDisposable
{
    private readonly TemporaryFolder _files = new();
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _home = new();
    private readonly LiveServer _server;

    public LiveServerTests()
    {
        var big = new byte[24_000_000];
        new Random(8).NextBytes(big);
        File.WriteAllBytes(_files.File("big.bin"), big);
        Directory.CreateDirectory(_files.File("docs"));
        File.WriteAllText(_files.File("docs/a.txt"), "aaa");
        File.WriteAllText(_files.File("docs/b.txt"), "");
        _server = LiveServer.Start(_files.Path, _data.Path);
    }

    public void Dispose()
    {
        _server?.Dispose();
        _files.Dispose();
        _data.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task TwoPeopleChatAndOneShotCommandsGoBesideIt()
    {
        await using var ann = new Person(Profile("ann"));
        await ann.NextAsync<RoomEnteredEvent>();
        await using var bob = new Person(Profile("bob"));
        await bob.NextAsync<RoomEnteredEvent>();
        Assert.Equal("bob", (await ann.NextAsync<MemberJoinedEvent>()).Name);

        await bob.Session.SayAsync("lobby", "hello, ann").Soon();
        var heard = (await ann.NextAsync<MessageEvent>()).Line;
        Assert.Equal(("bob", "hello, ann", true, false), (heard.From, heard.Text, heard.Mention, heard.Own));
        await ann.Session.TellAsync("bob", "psst").Soon();
        MessageEvent told;
        do
            told = await bob.NextAsync<MessageEvent>();
        while (told.Line.Text != "psst");
        Assert.Equal(BufferKey.Private("ann"), told.Line.Buffer);

        await ann.Session.JoinAsync("den").Soon();
        await ann.Session.SetTopicAsync("den", "bears").Soon();
        Assert.Equal("bears", (await ann.NextAsync<TopicEvent>()).Topic);
        await ann.Session.AwayAsync("honey").Soon();
        await using (var shot = await OneShotSession.OpenAsync(Profile("bob"), CancellationToken.None).Soon())
        {
            Assert.Equal(["ann", "bob"], await shot.ListMembersAsync("", CancellationToken.None).Select(member => member.Name).ToListAsync());
            Assert.Equal("honey", (await shot.WhoisAsync("ann", CancellationToken.None).Soon()).AwayReason);
            Assert.Contains(await shot.ListRoomsAsync(CancellationToken.None).ToListAsync(), room => room is { Room: "den", Topic: "bears" });
            Assert.Equal(["big.bin", "docs/a.txt", "docs/b.txt"], await shot.ListFilesAsync("", false, CancellationToken.None).Select(file => file.Path).ToListAsync());
            await shot.SayAsync("lobby", "from a script", MessageKind.Text, CancellationToken.None).Soon();
            Assert.True(await shot.PingAsync(CancellationToken.None).Soon() > TimeSpan.Zero);
            Assert.Equal(ExitCode.NotFound, (await Assert.ThrowsAsync<UserError>(() => shot.TellAsync("nobody", "x", MessageKind.Text, CancellationToken.None).Soon())).Code);
        }

        Assert.Equal("from a script", (await ann.NextAsync<MessageEvent>(e => e.Line.Text.StartsWith("from", StringComparison.Ordinal))).Line.Text);
        await bob.Session.LogoutAsync("").Soon();
        Assert.Equal(DepartureReason.Quit, (await ann.NextAsync<MemberLeftEvent>()).Reason);
    }

    [Fact]
    public async Task ATakenNameIsRefused()
    {
        await using var ann = new Person(Profile("ann"));
        await ann.NextAsync<RoomEnteredEvent>();
        await using var thief = new Person(Profile("ann", key: "thief"));
        Assert.Equal(ExitCode.Denied, (await thief.NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task AKilledServerLosesNothingThatWasTypedAndAnotherKeyIsRefused()
    {
        await using var ann = new Person(Profile("ann"));
        await ann.NextAsync<RoomEnteredEvent>();
        await using var bob = new Person(Profile("bob"));
        await bob.NextAsync<RoomEnteredEvent>();
        await ann.Session.SayAsync("lobby", "0").Soon();
        _server.Kill();
        var typed = Enumerable.Range(1, 40).Select(i => ann.Session.SayAsync("lobby", i.ToString())).ToArray();
        _server.Restart(_data.Path);
        ann.Session.ReconnectNow();
        await Task.WhenAll(typed).Soon();
        var heard = new List<string>();
        while (heard.LastOrDefault() != "40")
            heard.Add((await bob.NextAsync<MessageEvent>()).Line.Text);
        Assert.Equal(Enumerable.Range(0, 41).Select(i => i.ToString()), heard);

        _server.Kill();
        using var other = new TemporaryFolder();
        _server.Restart(other.Path);
        ann.Session.ReconnectNow();
        Assert.Equal(ExitCode.IdentityChanged, (await ann.NextAsync<DisconnectedEvent>()).Error?.Code);
    }

    [Fact]
    public async Task TenDownloadsAtOnceArriveWholeAlthoughTheServerIsKilled()
    {
        var digest = SHA256.HashData(File.ReadAllBytes(_files.File("big.bin")));
        var jobs = Enumerable.Range(0, 10).Select(i => TransferJob.Start(Profile("ann"), new()
        {
            Selections = i == 0 ? ["docs", "big.bin"] : ["big.bin"],
            Output = _home.File($"{i}/"),
            Sha256 = i == 0 ? null : digest,
        })).ToArray();
        while (jobs.All(job => job.Progress.VerifiedBytes < 1_000_000))
            await Task.Yield();
        _server.Kill();
        _server.Restart(_data.Path);
        foreach (var job in jobs)
        {
            var outcome = await job.Completion.Soon();
            Assert.Equal((ExitCode.Done, null), (outcome.Code, outcome.Sentence));
        }

        for (var i = 0; i < 10; i++)
            Assert.Equal(digest, SHA256.HashData(File.ReadAllBytes(_home.File($"{i}/big.bin"))));
        Assert.Equal("aaa", File.ReadAllText(_home.File("0/docs/a.txt")));
        Assert.True(File.Exists(_home.File("0/docs/b.txt")));
        Assert.Empty(Directory.EnumerateFiles(_home.Path, "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task StandardOutputGetsTheFile()
    {
        var output = new MemoryStream();
        await using var job = TransferJob.Start(Profile("ann"), new() { Selections = ["big.bin"], Output = "-", StandardOutput = output });
        Assert.Equal(ExitCode.Done, (await job.Completion.Soon()).Code);
        Assert.Equal(File.ReadAllBytes(_files.File("big.bin")), output.ToArray());
    }

    private ClientProfile Profile(string name, string? key = null) => new()
    {
        Server = ServerAddress.Parse(_server.Address),
        UserName = name,
        Identity = IdentityKey.LoadOrCreate(_home.File($"{key ?? name}/identity.pem")),
        KnownServers = new KnownServers(_home.File("known_servers")),
    };

    private sealed class Person(ClientProfile profile) : IAsyncDisposable
    {
        public ChatSession Session { get; } = ChatSession.Start(profile, new ChatOptions());

        public async Task<T> NextAsync<T>(Func<T, bool>? wanted = null)
            where T : ChatEvent
        {
            while (true)
            {
                var next = await Session.Events.ReadAsync().AsTask().Soon();
                if (next is T found && (wanted is null || wanted(found)))
                    return found;
                if (next is DisconnectedEvent over)
                    Assert.Fail($"The session ended: {over.Error?.Message}");
            }
        }

        public ValueTask DisposeAsync() => Session.DisposeAsync();
    }
}
