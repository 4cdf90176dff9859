using System.Buffers;
using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Platform.Identity;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat;

/// <summary>A community with a clock that a test moves, and clients that are nothing but their outboxes.</summary>
internal sealed class ChatWorld
{
    private readonly Random _random;
    private Moment _now = new(TimeSpan.FromMinutes(1), 1_767_225_600_000);

    public ChatWorld(ChatLimits? limits = null, int seed = 1)
    {
        _random = new Random(seed);
        Community = new Community(limits ?? new ChatLimits(), NextGuid);
    }

    public Community Community { get; }

    public Moment Now => _now;

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A key that depends on nothing but a number.</summary>
    public static Fingerprint Key(int number)
    {
        byte[] digest = new byte[Fingerprint.Length];
        BitConverter.TryWriteBytes(digest, number);
        return new Fingerprint(digest);
    }

    /// <summary>Lets time pass, with the ticks that a server gives.</summary>
    public void Advance(double seconds, params TestClient[] alive)
    {
        TimeSpan end = _now.Uptime + TimeSpan.FromSeconds(seconds);
        while (_now.Uptime < end)
        {
            _now = new Moment(_now.Uptime + TimeSpan.FromMilliseconds(100), _now.Unix + 100);
            foreach (TestClient client in alive)
                client.Session.LastHeard = _now.Uptime;
            Community.HandleTimeout(_now);
        }
    }

    /// <summary>Begins a session that must be accepted.</summary>
    public TestClient Login(string name, SessionPurpose purpose = SessionPurpose.Chat, byte[]? token = null, int? key = null)
    {
        Refused? refusal = TryLogin(name, out TestClient? client, purpose, token, key);
        Assert.Null(refusal);
        return client!;
    }

    /// <summary>Begins a session; the key is the name's own unless a test says otherwise.</summary>
    public Refused? TryLogin(string name, out TestClient? client, SessionPurpose purpose = SessionPurpose.Chat, byte[]? token = null, int? key = null)
    {
        client = null;
        Assert.True(UserName.TryParse(name, out UserName? parsed, out NameError error), error.ToString());
        int owner = key ?? parsed.Key.Aggregate(1_000, (hash, c) => unchecked((hash * 31) + c));
        if (Community.Names.Claim(parsed, Key(owner), _now.Unix, out NameClaim? claim, out _) is { } taken)
            return taken;
        var outbox = new Outbox(Community.Limits.OutboxBytes);
        var login = new Login { Name = name, Purpose = purpose, ResumeToken = token ?? [], Client = "test" };
        Refused? refusal = Community.Login(claim!, login, outbox, new Messenger.Server.Files.Peer(Key(owner), null), _now, out Session? session);
        if (refusal is null)
            client = new TestClient(this, session!, outbox);
        return refusal;
    }
}

/// <summary>A client as the domain sees it: a session, and what was put into its outbox.</summary>
internal sealed class TestClient(ChatWorld world, Session session, Outbox outbox)
{
    private byte[][] _spare = [];
    private uint _requestId;

    public Session Session => session;

    public Outbox Outbox => outbox;

    /// <summary>All frames since the last call.</summary>
    public List<ServerFrame> Read()
    {
        int count = outbox.TakeAll(ref _spare);
        return [.. _spare.Take(count).Select(Decode)];
    }

    /// <summary>The frames of one kind since the last call; the others are dropped.</summary>
    public List<T> Read<T>()
        where T : ServerFrame => [.. Read().OfType<T>()];

    /// <summary>The only frame of one kind since the last call.</summary>
    public T One<T>()
        where T : ServerFrame => Assert.Single(Read<T>());

    public byte[] Token() => One<LoggedIn>().ResumeToken;

    public void Say(string text, string room = WireLimits.Lobby, Guid? id = null, MessageKind kind = MessageKind.Text) =>
        world.Community.Post(session, new PostMessage { RequestId = ++_requestId, Room = room, Text = text, Kind = kind, ClientMessageId = id ?? world.NextGuid() }, world.Now);

    public void Whisper(string to, string text, Guid? id = null) =>
        world.Community.Post(session, new PostMessage { RequestId = ++_requestId, To = to, Text = text, ClientMessageId = id ?? world.NextGuid() }, world.Now);

    public RefusalCode WhisperRefused(string to)
    {
        Whisper(to, "x");
        return One<Refused>().Code;
    }

    public void Join(string room) => world.Community.Join(session, new JoinRoom { RequestId = ++_requestId, Room = room }, world.Now);

    public void Part(string room) => world.Community.Part(session, new PartRoom { RequestId = ++_requestId, Room = room }, world.Now);

    public void SetTopic(string room, string topic) => world.Community.SetTopic(session, new SetTopic { RequestId = ++_requestId, Room = room, Topic = topic }, world.Now);

    public void SetAway(string reason) => world.Community.SetAway(session, new SetAway { RequestId = ++_requestId, Reason = reason }, world.Now);

    public void Logout() => world.Community.Logout(session, world.Now);

    public void Lose() => world.Community.Lose(session, world.Now);

    public WhoisReply Whois(string name) => Assert.IsType<WhoisReply>(world.Community.Whois(session, new Whois { Name = name }, world.Now));

    public HistoryPage History(string log, ulong epoch = 0, long after = 0, int most = 0) =>
        Assert.IsType<HistoryPage>(world.Community.FetchHistory(session, new FetchHistory { Log = log, Epoch = epoch, After = after, Most = most }));

    public string[] Online() => [.. Assert.IsType<MemberPage>(world.Community.ListMembers(new ListMembers())).Members.Select(m => m.Name)];

    private static ServerFrame Decode(byte[] frame)
    {
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out ReadOnlySequence<byte> body));
        Assert.Equal(DecodeStatus.Ok, ControlCodec.Decode(body, out ServerFrame? decoded, out _));
        return decoded!;
    }
}
