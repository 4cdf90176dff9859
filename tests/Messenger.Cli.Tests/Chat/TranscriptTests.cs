using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tests.Chat;

public sealed class TranscriptTests
{
    internal const string Hostile = "\e[2J\e]0;t\a\u009b31m\u202eevil\u200b\u0000\u2028x";

    private readonly FakeLink _link = new();

    [Fact]
    public void Messages_say_where_who_and_what()
    {
        Assert.Equal("14:05 <bob> hi", Show(FakeLink.Line(BufferKey.Lobby, "bob", "hi")));
        Assert.Equal("14:05 [ops] <bob> hi", Show(FakeLink.Line(BufferKey.Room("ops"), "bob", "hi")));
        Assert.Equal("14:05 [@bob] <bob> hi", Show(FakeLink.Line(BufferKey.Private("bob"), "bob", "hi")));
        Assert.Equal("14:05 * bob waves", Show(FakeLink.Line(BufferKey.Lobby, "bob", "waves", MessageKind.Action)));
    }

    [Fact]
    public void Mentions_and_private_messages_ring_unless_they_are_old_or_own()
    {
        var mention = FakeLink.Line(BufferKey.Lobby, "bob", "ada?") with { Mention = true };
        Assert.True(LineOf(mention).Bell);
        Assert.Contains(LineOf(mention).Spans, s => s is { Style: SpanStyle.Mention, Text: "ada?" });
        Assert.False(LineOf(mention with { FromHistory = true }).Bell);
        Assert.True(LineOf(FakeLink.Line(BufferKey.Private("bob"), "bob", "psst")).Bell);
        Assert.False(LineOf(FakeLink.Line(BufferKey.Private("bob"), "ada", "psst")).Bell);
        Assert.False(LineOf(FakeLink.Line(BufferKey.Lobby, "bob", "hi")).Bell);
    }

    [Fact]
    public void A_new_day_has_a_line_of_its_own_and_today_needs_none()
    {
        var transcript = New();
        var line = FakeLink.Line(BufferKey.Lobby, "bob", "hi");
        Assert.Equal(["14:05 <bob> hi"], Texts(transcript, line));
        var old = New();
        Assert.Equal(["── Friday, 20 November 2026 ──", "14:05 <bob> hi"], Texts(old, line with { Time = line.Time.AddDays(-2) }));
        Assert.Equal(["14:05 <bob> hi"], Texts(old, line with { Time = line.Time.AddDays(-2) }));
        Assert.Equal(["── Sunday, 22 November 2026 ──", "14:05 <bob> hi"], Texts(old, line));
    }

    [Fact]
    public void Presence_connection_and_delivery_are_told_and_what_nobody_needs_is_not()
    {
        Assert.EndsWith("→ eve is here", Only(new MemberJoinedEvent("lobby", "eve")));
        Assert.EndsWith("[ops] → eve came in", Only(new MemberJoinedEvent("ops", "eve")));
        Assert.EndsWith("eve is zoe now", Only(new MemberRenamedEvent("lobby", "eve", "zoe")));
        Assert.EndsWith("← eve is gone (connection lost)", Only(new MemberLeftEvent("lobby", "eve", DepartureReason.Lost)));
        Assert.EndsWith("eve is away", Only(new MemberChangedEvent("lobby", "eve", true)));
        Assert.EndsWith("you are away", Only(new MemberChangedEvent("lobby", "ada", true) { Own = true }));
        Assert.EndsWith("you are in ops with 2 others; topic: t", Only(new RoomEnteredEvent("ops", "t", 3, false)));
        Assert.EndsWith("bob set the topic: t", Only(new TopicEvent("ops", "t", "bob")));
        Assert.EndsWith("no connection: it broke; next attempt in 3.0 s", Only(new ReconnectingEvent(TimeSpan.FromSeconds(3), 1, "it broke.")));
        Assert.EndsWith("not delivered: too fast", Only(new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "x"), DeliveryState.Refused, "too fast")));
        Assert.EndsWith("sorry", Only(new ErrorEvent(null, RefusalCode.Other, "sorry")));
        Assert.Empty(New().Of(new MemberJoinedEvent("lobby", "ADA")));
        Assert.Empty(New().Of(new RoomEnteredEvent("ops", "", 1, true)));
        Assert.Empty(New().Of(new MemberChangedEvent("ops", "eve", true)));
        Assert.Empty(New().Of(new RoundTripEvent(TimeSpan.Zero)));
        Assert.Empty(New().Of(new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "x"), DeliveryState.Queued, null)));
        _link.Online = false;
        Assert.EndsWith("it goes when the connection is back", Only(new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "x"), DeliveryState.Queued, null)));
    }

    [Fact]
    public void Why_there_is_no_connection_is_said_once_until_it_is_back()
    {
        var transcript = New();
        var lost = new ReconnectingEvent(TimeSpan.FromSeconds(1), 1, "it broke");
        Assert.NotEmpty(transcript.Of(lost));
        Assert.Empty(transcript.Of(lost with { Attempt = 2 }));
        Assert.NotEmpty(transcript.Of(lost with { Why = "nothing listens" }));
        Assert.NotEmpty(transcript.Of(new LoggedInEvent("ada", new("", "", default, default, ""), false)));
        Assert.NotEmpty(transcript.Of(lost with { Why = "nothing listens" }));
    }

    [Fact]
    public void Hostile_text_is_harmless_in_every_event()
    {
        ChatEvent[] events =
        [
            new MessageEvent(FakeLink.Line(BufferKey.Room(Hostile), Hostile, Hostile)),
            new MemberJoinedEvent(Hostile, Hostile),
            new MemberLeftEvent(Hostile, Hostile, DepartureReason.Quit),
            new MemberRenamedEvent(Hostile, Hostile, Hostile),
            new MemberChangedEvent("lobby", Hostile, true),
            new RoomEnteredEvent(Hostile, Hostile, 2, false),
            new RoomLeftEvent(Hostile, Hostile),
            new TopicEvent(Hostile, Hostile, Hostile),
            new NoticeEvent(null, Hostile),
            new ErrorEvent(null, RefusalCode.Other, Hostile),
            new ReconnectingEvent(TimeSpan.Zero, 1, Hostile),
            new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "x"), DeliveryState.Refused, Hostile),
            new LoggedInEvent(Hostile, new(Hostile, Hostile, default, default, Hostile), false),
        ];
        foreach (var happened in events)
        {
            var line = Assert.Single(New().Of(happened), l => !l.Text.StartsWith('─'));
            Assert.True(SafeText.IsSafe(line.Text, LayoutCharacters.LineFeeds), line.Text);
        }
    }

    [Fact]
    public void Hostile_text_is_harmless_in_every_answer()
    {
        var get = new GetAction([Hostile], null, Contracts.Files.TransferTransports.Tcp);
        ChatReply[] replies =
        [
            new RoomsReply([new() { Room = Hostile, Topic = Hostile }]),
            new UsersReply(Hostile, [new() { Name = Hostile }]),
            new UserReply(new() { Name = Hostile, AwayReason = Hostile, Client = Hostile, Fingerprint = Hostile, Rooms = [Hostile], Online = true }),
            new FilesReply(Hostile, [new() { Path = Hostile, MediaType = Hostile }]),
            new FilesReply(Hostile, []),
            new TopicReply(Hostile, Hostile),
            new GetReply(new() { Code = ExitCode.Done, FilesWritten = [Hostile], Progress = new() }, get),
            new GetReply(new() { Code = ExitCode.Partial, Sentence = Hostile, Progress = new() }, get),
            new GetReply(new() { Code = ExitCode.Partial, Sentence = Hostile, StoppedHere = true, Resumable = true, Progress = new() }, get),
        ];
        foreach (var reply in replies)
        {
            var lines = ReplyLines.Of(reply, CommandBench.UtcTime.Now, "/").ToArray();
            Assert.NotEmpty(lines);
            Assert.All(lines, l => Assert.True(SafeText.IsSafe(l.Text), l.Text));
        }
    }

    [Fact]
    public void Rows_are_wrapped_between_words_and_set_in_under_the_text()
    {
        var line = LineOf(FakeLink.Line(BufferKey.Lobby, "bob", "one two three four five\nsix"));
        Assert.Equal(["14:05 <bob> one two three", "      four five", "      six"], LineRenderer.Rows(line, 28, color: false));
    }

    [Fact]
    public void Wrapped_rows_fit_and_lose_nothing_but_blanks()
    {
        var text = Gens.OneOf("word ", "漢字", "👩‍🚀 ", "a", new string('x', 50), "\n", "e\u0301 ").Array[1, 40].Select(string.Concat);
        Gen.Select(text, Gen.Int[10, 100], Gen.Bool).Sample((t, columns, color) =>
        {
            var line = LineOf(FakeLink.Line(BufferKey.Room("ops"), "bob", t));
            var terminal = new VirtualTerminal(columns);
            foreach (var row in LineRenderer.Rows(line, columns, color))
                terminal.Write(row + "\r\n");
            var shown = string.Concat(terminal.Rows);
            return LineRenderer.Rows(line, columns, false).All(r => TextWidth.Of(r) < columns)
                && Squeeze(shown) == Squeeze(columns < 24 ? line.Text : LineRenderer.Plain(line));
        });
    }

    private static string Squeeze(string text) => text.Replace(" ", "").Replace("\n", "");

    private Transcript New() => new(_link, new CommandBench.UtcTime(), LayoutCharacters.LineFeeds);

    private string Only(ChatEvent happened) => Assert.Single(New().Of(happened), l => !l.Text.StartsWith('─')).Text;

    private TranscriptLine LineOf(ChatLine line) => Assert.Single(New().Of(new MessageEvent(line)));

    private string Show(ChatLine line) => LineRenderer.Plain(LineOf(line));

    private static IEnumerable<string> Texts(Transcript transcript, ChatLine line) => transcript.Of(new MessageEvent(line)).Select(LineRenderer.Plain);
}
