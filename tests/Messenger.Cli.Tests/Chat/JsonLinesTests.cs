using System.Text.Json;
using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Cli.Output.Json;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Client.Files;
using Messenger.Client.Session;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Chat;

public sealed class JsonLinesTests
{
    private static readonly DateTimeOffset Time = CommandBench.UtcTime.Now;

    public static TheoryData<object, string> Events => new()
    {
        {
            new MessageEvent(FakeLink.Line(BufferKey.Room("ops"), "bob", "hi\n\"ü\" 漢 👍 <b>")),
            """{"v":1,"type":"message","room":"ops","from":"bob","text":"hi\n\"ü\" 漢 👍 <b>","kind":"text","time":"2026-11-22T14:05:00+00:00","messageId":"00000000-0000-0000-0000-000000000007","epoch":3,"sequence":9,"own":false,"mention":false,"history":false}"""
        },
        {
            new MessageEvent(FakeLink.Line(BufferKey.Private("bob"), "ada", "waves", MessageKind.Action) with { FromHistory = true }),
            """{"v":1,"type":"message","with":"bob","from":"ada","text":"waves","kind":"action","time":"2026-11-22T14:05:00+00:00","messageId":"00000000-0000-0000-0000-000000000007","epoch":3,"sequence":9,"own":true,"mention":false,"history":true}"""
        },
        { new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "x"), DeliveryState.Refused, "too fast"), """{"v":1,"type":"delivery","state":"refused","messageId":"00000000-0000-0000-0000-000000000007","room":"lobby","reason":"too fast"}""" },
        { new MemberJoinedEvent("lobby", "eve"), """{"v":1,"type":"presence","room":"lobby","name":"eve","state":"joined"}""" },
        { new MemberRenamedEvent("lobby", "eve", "zoe"), """{"v":1,"type":"presence","room":"lobby","name":"eve","state":"renamed","newName":"zoe"}""" },
        { new MemberLeftEvent("lobby", "eve", DepartureReason.Lost), """{"v":1,"type":"presence","room":"lobby","name":"eve","state":"left","reason":"lost"}""" },
        { new MemberChangedEvent("lobby", "eve", true), """{"v":1,"type":"presence","room":"lobby","name":"eve","state":"away"}""" },
        { new RoomEnteredEvent("ops", "t", 3, false), """{"v":1,"type":"entered","room":"ops","topic":"t","members":3,"again":false}""" },
        { new RoomLeftEvent("ops", null), """{"v":1,"type":"left","room":"ops"}""" },
        { new TopicEvent("ops", "t", "bob"), """{"v":1,"type":"topic","room":"ops","topic":"t","by":"bob"}""" },
        { new NoticeEvent(BufferKey.Lobby, "hello"), """{"v":1,"type":"notice","text":"hello","room":"lobby"}""" },
        { new ErrorEvent(null, RefusalCode.NoSuchUser, "nobody"), """{"v":1,"type":"error","code":"no-such-user","exit":3,"message":"nobody"}""" },
        { new ErrorEvent(null, RefusalCode.NameInvalid, "no such room") { Room = "a/b" }, """{"v":1,"type":"error","code":"name-invalid","exit":4,"message":"no such room","room":"a/b"}""" },
        { new ConnectingEvent(ServerAddress.Localhost, 2), """{"v":1,"type":"connection","state":"connecting","server":"localhost:55000","attempt":2}""" },
        { new LoggedInEvent("ada", new("Lab", "msgr-server 0.1", default, default, ""), true), """{"v":1,"type":"connection","state":"online","name":"ada","serverName":"Lab","serverVersion":"msgr-server 0.1","resumed":true}""" },
        { new ReconnectingEvent(TimeSpan.FromSeconds(1.5), 3, "it broke"), """{"v":1,"type":"connection","state":"waiting","attempt":3,"afterSeconds":1.5,"reason":"it broke"}""" },
        { new DisconnectedEvent(null, null), """{"v":1,"type":"connection","state":"closed"}""" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Events_have_their_lines(object happened, string line) => Assert.Equal(line, JsonLine.Write(EventObjects.Of((ChatEvent)happened)!));

    public static TheoryData<object, string> Replies => new()
    {
        { new DoneReply(), """{"v":1,"type":"ok","id":"7"}""" },
        { new AcceptedReply(FakeLink.Line(BufferKey.Lobby, "ada", "x")), """{"v":1,"type":"accepted","id":"7","room":"lobby","messageId":"00000000-0000-0000-0000-000000000007","epoch":3,"sequence":9,"time":"2026-11-22T14:05:00+00:00"}""" },
        { new UsersReply("lobby", [new() { Name = "bob", Away = true }]), """{"v":1,"type":"users","id":"7","room":"lobby","users":[{"name":"bob","away":true}]}""" },
        { new RoomsReply([new() { Room = "ops", MemberCount = 2, Topic = "t" }]), """{"v":1,"type":"rooms","id":"7","rooms":[{"name":"ops","members":2,"topic":"t"}]}""" },
        { new UserReply(new() { Name = "bob", Online = true, IdleMilliseconds = 1500, Since = Time.ToUnixTimeMilliseconds(), Rooms = ["lobby"] }), """{"v":1,"type":"whois","id":"7","name":"bob","online":true,"since":"2026-11-22T14:05:00+00:00","idleSeconds":1.5,"rooms":["lobby"]}""" },
        { new FilesReply("", [new() { Path = "a b.txt", Size = 5, Modified = Time.ToUnixTimeMilliseconds(), MediaType = "text/plain", Sha256 = [1, 2] }]), """{"v":1,"type":"files","id":"7","files":[{"path":"a b.txt","size":5,"modified":"2026-11-22T14:05:00+00:00","mediaType":"text/plain","sha256":"0102"}]}""" },
        { new HistoryReply(BufferKey.Private("bob"), []), """{"v":1,"type":"history","id":"7","with":"bob","messages":[]}""" },
        { new TopicReply("ops", "t"), """{"v":1,"type":"topic","id":"7","room":"ops","topic":"t","by":""}""" },
        { new PongReply(TimeSpan.FromMilliseconds(1.25)), """{"v":1,"type":"pong","id":"7","milliseconds":[1.25]}""" },
        {
            new GetReply(new() { Code = ExitCode.Partial, Sentence = "stopped", Resumable = true, FilesWritten = ["/a"], FilesSkipped = 1, BytesKept = 1, Progress = new() { TotalBytes = 9, VerifiedBytes = 4, ResumedBytes = 1, Elapsed = TimeSpan.FromSeconds(2) } }, new GetAction(["a"], null, Contracts.Files.TransferTransports.Tcp)),
            """{"v":1,"type":"result","id":"7","exit":7,"message":"stopped","resumable":true,"files":["/a"],"filesWritten":1,"filesSkipped":1,"filesKept":0,"keptBytes":1,"totalBytes":9,"verifiedBytes":4,"resumedBytes":1,"elapsedSeconds":2}"""
        },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void Answers_have_their_lines_and_the_id_of_the_request(object reply, string line) => Assert.Equal(line, JsonLine.Write(ReplyObjects.Of((ChatReply)reply, "7")));

    [Fact]
    public void Progress_has_its_line() => Assert.Equal(
        """{"v":1,"type":"progress","phase":"transferring","files":2,"filesVerified":1,"currentFile":"b","totalBytes":10,"verifiedBytes":5,"resumedBytes":0,"bytesPerSecond":3,"secondsLeft":1.7,"elapsedSeconds":1.5,"reconnects":0}""",
        JsonLine.Write(ProgressObject.Of(new()
        {
            Phase = TransferPhase.Transferring,
            Files = 2,
            FilesVerified = 1,
            CurrentFile = "b",
            TotalBytes = 10,
            VerifiedBytes = 5,
            BytesPerSecond = 3.2,
            TimeLeft = TimeSpan.FromSeconds(1.66),
            Elapsed = TimeSpan.FromSeconds(1.5),
        })));

    public static TheoryData<string, object> Requests => new()
    {
        { """{"type":"say","room":"lobby","text":"hi","id":"7"}""", new SayAction(BufferKey.Lobby, "hi") },
        { """{"type":"say","text":"hi","id":"7"}""", new SayAction(BufferKey.Lobby, "hi") },
        { """{"type":"say","with":"bob","text":"hi","id":7}""", new SayAction(BufferKey.Private("bob"), "hi") },
        { """{"v":1,"type":"tell","to":"bob","text":"hi","id":"7","unknown":[1]}""", new SayAction(BufferKey.Private("bob"), "hi") },
        { """{"type":"me","room":"ops","text":"waves","id":"7"}""", new SayAction(BufferKey.Room("ops"), "waves", MessageKind.Action) },
        { """{"type":"join","room":"ops","id":"7"}""", new JoinAction("ops") },
        { """{"type":"part","room":"ops","id":"7"}""", new PartAction("ops") },
        { """{"type":"topic","room":"ops","topic":"","id":"7"}""", new TopicAction("ops", "") },
        { """{"type":"topic","room":"ops","id":"7"}""", new TopicAction("ops", null) },
        { """{"type":"away","reason":"lunch","id":"7"}""", new AwayAction("lunch") },
        { """{"type":"who","id":"7"}""", new WhoAction("lobby") },
        { """{"type":"rooms","id":"7"}""", new RoomsAction() },
        { """{"type":"whois","name":"bob","id":"7"}""", new WhoisAction("bob") },
        { """{"type":"history","with":"bob","most":5,"id":"7"}""", new HistoryAction(BufferKey.Private("bob"), 5) },
        { """{"type":"files","pattern":"*.iso","sha256":true,"id":"7"}""", new FilesAction("*.iso", true) },
        { """{"type":"get","files":["a","b, c"],"output":"d/","transport":"udp","id":"7"}""", new GetAction(["a", "b, c"], "d/", TransferTransports.Rudp) },
        { """{"type":"get","files":["a"],"ifExists":"resume","id":"7"}""", new GetAction(["a"], null, TransferTransports.Tcp | TransferTransports.Rudp) { IfExists = Client.Files.ExistingPolicy.Resume } },
        { """{"type":"send","to":"bob","files":["a"],"transport":"udp","id":"7"}""", new PutAction(["a"], null, Client.Files.ExistingPolicy.Default, TransferTransports.Rudp) { To = "bob" } },
        { """{"type":"inbox","id":"7"}""", new InboxAction() },
        { """{"type":"accept","parcel":12,"output":"in/","transport":"tcp","id":"7"}""", new GetAction([], "in/", TransferTransports.Tcp) { Parcel = 12 } },
        { """{"type":"refuse","parcel":12,"id":"7"}""", new RefuseAction(12) },
        { """{"type":"put","files":["a"],"as":"b","ifExists":"rename","transport":"tcp","id":"7"}""", new PutAction(["a"], "b", Client.Files.ExistingPolicy.Rename, TransferTransports.Tcp) },
        { """{"type":"ping","id":"7"}""", new PingAction() },
        { """{"type":"quit","reason":"bye","id":"7"}""", new QuitAction("bye") },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Requests_become_actions(string line, object action)
    {
        Assert.Equal(action, RequestParser.Parse(line, out var id));
        Assert.Equal("7", id);
    }

    [Theory]
    [InlineData("nonsense", null)]
    [InlineData("[1]", null)]
    [InlineData("null", null)]
    [InlineData("""{"id":"7"}""", "7")]
    [InlineData("""{"type":"sya","text":"x","id":"7"}""", "7")]
    [InlineData("""{"type":"say","id":"7"}""", "7")]
    [InlineData("""{"type":"say","text":5,"id":"7"}""", null)]
    [InlineData("""{"type":"say","text":"x","room":"a","with":"b","id":"7"}""", "7")]
    [InlineData("""{"type":"history","most":0,"id":"7"}""", "7")]
    [InlineData("""{"type":"get","files":["a"],"output":"-","id":"7"}""", "7")]
    [InlineData("""{"type":"get","files":["a"],"transport":"pigeon","id":"7"}""", "7")]
    [InlineData("""{"type":"put","files":["a"],"ifExists":"maybe","id":"7"}""", "7")]
    [InlineData("""{"type":"ping","id":{}}""", null)]
    [InlineData("""{"v":2,"type":"ping","id":"7"}""", "7")]
    [InlineData("""{"type":"get","files":[null],"id":"7"}""", "7")]
    public void Bad_requests_are_usage_errors_with_their_id(string line, string? id)
    {
        string? found = null;
        var error = Assert.Throws<UserError>(() => RequestParser.Parse(line, out found));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Equal(id, found);
    }

    [Fact]
    public void Hostile_text_is_escaped_and_comes_back_the_same()
    {
        var text = Gen.OneOf(Gen.String, Gen.Const(TranscriptTests.Hostile), Gen.Const("👩‍🚀\ud800x\u202e"));
        text.Sample(t =>
        {
            var line = JsonLine.Write(new NoticeObject(t));
            var clean = !line.EnumerateRunes().Any(r => System.Text.Rune.GetUnicodeCategory(r) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator);
            using var document = JsonDocument.Parse(line);
            // A lone surrogate is no text: it becomes U+FFFD.
            return clean && (document.RootElement.GetProperty("text").GetString() == new string(t.EnumerateRunes().SelectMany(r => r.ToString()).ToArray()));
        });
    }
}
