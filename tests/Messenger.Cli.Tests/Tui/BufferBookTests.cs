using Messenger.Cli.Tests.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Cli.Tui.Controllers;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;

namespace Messenger.Cli.Tests.Tui;

public sealed class BufferBookTests
{
    private readonly FakeLink _link = new();
    private readonly BufferBook _book;

    public BufferBookTests() => _book = Begin(new Dictionary<BufferKey, LogPlace>());

    [Fact]
    public void Messages_go_where_they_belong_and_count_where_nobody_looks()
    {
        Say(BufferKey.Lobby, "bob", "here");
        Say(BufferKey.Room("ops"), "bob", "there");
        Say(BufferKey.Room("ops"), "bob", "ada!", mention: true);
        Say(BufferKey.Private("bob"), "bob", "psst");
        Assert.Equal([("lobby", 0, 0), ("ops", 2, 1), ("@bob", 1, 1)], _book.All.Select(b => (b.Title, b.Unread, b.Mentions)));
        Assert.True(_book.Bell);
        Assert.Equal(["14:05 <bob> there", "14:05 <bob> ada!"], Texts(_book.Open(BufferKey.Room("ops"))).TakeLast(2));

        Assert.Equal("ops", _book.NextUnread()!.Title);
        _book.Activate(_book.Open(BufferKey.Room("ops")));
        Assert.Equal(0, _book.Active.Unread);
        Assert.Equal("──────── new ────────", Texts(_book.Active)[0]);
        Say(BufferKey.Room("ops"), "bob", "now");
        Assert.Equal(0, _book.Active.Unread);
        _book.Activate(_book.Open(BufferKey.Lobby));
        Assert.DoesNotContain(Texts(_book.Open(BufferKey.Room("ops"))), t => t.Contains("new ──"));
    }

    [Fact]
    public void What_was_said_before_is_no_news_and_what_was_missed_is()
    {
        var old = FakeLink.Line(BufferKey.Room("ops"), "bob", "old") with { FromHistory = true };
        Handle(new MessageEvent(old));
        Assert.Equal(0, _book.Open(BufferKey.Room("ops")).Unread);
        Handle(new ReconnectingEvent(TimeSpan.FromSeconds(1), 2, "gone."));
        Handle(new MessageEvent(old));
        Assert.Equal(1, _book.Open(BufferKey.Room("ops")).Unread);
    }

    [Fact]
    public void What_was_said_since_the_session_before_is_new_and_what_was_not_read_stays_so()
    {
        var ops = BufferKey.Room("ops");
        Past(_book, BufferKey.Lobby, 7, 1, 2);
        Past(_book, ops, 3, 1);
        _book.Activate(_book.Open(ops));
        Past(_book, ops, 3, 2, 3);
        Past(_book, BufferKey.Private("bob"), 5, 1, 2);
        _book.Activate(_book.Open(BufferKey.Private("bob")));
        // These come while one is elsewhere, and are not read.
        Live(_book, ops, 3, 4, 5);
        Live(_book, BufferKey.Private("eve"), 5, 3);
        Assert.Equal(
            [(BufferKey.Lobby, new LogPlace(7, 2)), (ops, new(3, 3)), (BufferKey.Private("bob"), new(5, 2)), (BufferKey.Private("eve"), new(5, 2)), (Client.Settings.ReadMarks.Inbox, new(5, 3))],
            _book.Read.Select(r => (r.Key, r.Value)));

        var next = Begin(_book.Read);
        Past(next, BufferKey.Lobby, 7, 1, 2, 3, 4);
        Past(next, ops, 3, 4, 5, 6);
        Past(next, BufferKey.Room("new"), 1, 1);
        Past(next, BufferKey.Private("bob"), 5, 1, 2);
        Past(next, BufferKey.Private("eve"), 5, 3);
        Past(next, BufferKey.Private("zoe"), 5, 4);
        Assert.Equal(
            [("lobby", 0), ("ops", 3), ("new", 0), ("@bob", 0), ("@eve", 1), ("@zoe", 1)],
            next.All.Select(b => (b.Title, b.Unread)));
        // The room that is looked at has nothing unread; where the new begins is seen all the same.
        Assert.Equal(["14:05 <bob> 1", "14:05 <bob> 2", "──────── new ────────", "14:05 <bob> 3", "14:05 <bob> 4"], Texts(next.Active));
        next.Activate(next.Open(BufferKey.Private("bob")));
        next.Activate(next.Open(BufferKey.Lobby));
        Assert.DoesNotContain(Texts(next.Active), t => t.Contains("new ──"));

        // A server that has lost its memory counts anew: all that it has is new.
        var reborn = Begin(_book.Read);
        Past(reborn, ops, 4, 1, 2);
        Assert.Equal(2, reborn.Open(ops).Unread);
    }

    [Fact]
    public void Who_comes_and_goes_is_folded_into_one_line_until_somebody_speaks()
    {
        Handle(new MemberJoinedEvent("lobby", "ann"));
        Handle(new MemberJoinedEvent("lobby", "cid"));
        Handle(new MemberLeftEvent("lobby", "bob", DepartureReason.Quit));
        Handle(new MemberLeftEvent("lobby", "cid", DepartureReason.Lost));
        Assert.Equal(["14:05 → ann  ← bob  ↔ cid came and left"], Texts(_book.Active));
        Say(BufferKey.Lobby, "ann", "hi");
        Handle(new MemberLeftEvent("lobby", "ann", DepartureReason.Quit));
        Assert.Equal(["14:05 → ann  ← bob  ↔ cid came and left", "14:05 <ann> hi", "14:05 ← ann"], Texts(_book.Active));
        for (var i = 0; i < 3_000; i++)
            Handle(new MemberJoinedEvent("lobby", $"u{i}"));
        Assert.Equal(6, _book.Active.Lines.Count);
    }

    [Fact]
    public void A_conversation_goes_on_when_the_other_one_takes_another_name()
    {
        Say(BufferKey.Private("bob"), "bob", "hi");
        _book.ToggleIgnored("bob");
        Handle(new MemberRenamedEvent("lobby", "bob", "rob"));
        Handle(new MemberRenamedEvent("ops", "bob", "rob"));
        var conversation = _book.Open(BufferKey.Private("rob"));
        Assert.Equal("@rob", conversation.Title);
        Assert.Equal(["──────── new ────────", "14:05 <bob> hi", "14:05 bob is rob now"], Texts(conversation));
        Assert.Equal(["14:05 bob is rob now"], Texts(_book.Active));
        Assert.Equal(["14:05 bob is rob now"], Texts(_book.Open(BufferKey.Room("ops"))));
        Assert.Equal(["rob"], _book.Ignored);
    }

    [Fact]
    public void What_is_typed_is_seen_at_once_and_until_it_is_in_the_log()
    {
        var line = FakeLink.Line(BufferKey.Lobby, "ada", "mine") with { Sequence = 0 };
        Handle(new DeliveryEvent(line, DeliveryState.Queued, null));
        Assert.Equal(["14:05 <ada> mine (queued)"], Texts(_book.Active));
        Handle(new DeliveryEvent(line, DeliveryState.Sent, null));
        Assert.Equal(["14:05 <ada> mine …"], Texts(_book.Active));
        Say(BufferKey.Lobby, "bob", "between");
        Handle(new DeliveryEvent(line, DeliveryState.Accepted, null));
        Assert.Equal(["14:05 <bob> between", "14:05 <ada> mine …"], Texts(_book.Active));
        Handle(new MessageEvent(line));
        Assert.Equal(["14:05 <bob> between", "14:05 <ada> mine"], Texts(_book.Active));

        Handle(new DeliveryEvent(line, DeliveryState.Queued, null));
        Handle(new DeliveryEvent(line, DeliveryState.Refused, "you are muted"));
        Assert.Equal("14:05 not delivered: you are muted", Texts(_book.Active)[^1]);
        Assert.Equal(0, _book.Active.Waiting);
    }

    [Fact]
    public void The_ignored_are_not_heard()
    {
        Assert.True(_book.ToggleIgnored("BOB"));
        Say(BufferKey.Lobby, "bob", "noise");
        Assert.Empty(Texts(_book.Active));
        Assert.False(_book.ToggleIgnored("bob"));
        Say(BufferKey.Lobby, "bob", "signal");
        Assert.Equal(["14:05 <bob> signal"], Texts(_book.Active));
    }

    [Fact]
    public void Days_are_told_apart_and_a_closed_buffer_gives_way_to_its_neighbour()
    {
        var line = FakeLink.Line(BufferKey.Room("ops"), "bob", "hi");
        _book.Activate(_book.Open(line.Buffer));
        Handle(new MessageEvent(line with { Time = line.Time.AddDays(-1) }));
        Handle(new MessageEvent(line));
        var ops = _book.Open(BufferKey.Room("ops"));
        Assert.Equal(["── Saturday, 21 November 2026 ──", "14:05 <bob> hi", "── Sunday, 22 November 2026 ──", "14:05 <bob> hi"], Texts(ops));
        _book.Close(ops);
        Assert.Equal("lobby", _book.Active.Title);
        _book.Close(_book.Active);
        Assert.Single(_book.All);
    }

    [Fact]
    public void Nothing_that_a_peer_writes_is_shown_as_it_is()
    {
        Say(BufferKey.Lobby, TranscriptTests.Hostile, TranscriptTests.Hostile);
        Say(BufferKey.Private(TranscriptTests.Hostile), TranscriptTests.Hostile, "x");
        Handle(new MemberJoinedEvent("lobby", TranscriptTests.Hostile));
        Handle(new TopicEvent("lobby", TranscriptTests.Hostile, TranscriptTests.Hostile));
        Handle(new ErrorEvent(null, 0, TranscriptTests.Hostile));
        var all = string.Concat(_book.All.SelectMany(b => b.Rows(80, 50)).Select(r => r.Text)) + string.Concat(_book.All.Select(b => b.Title));
        Assert.True(Platform.Text.SafeText.IsSafe(all), all);
    }

    private BufferBook Begin(IReadOnlyDictionary<BufferKey, LogPlace> read) => new(_link, new CommandBench.UtcTime(), read);

    private static void Past(BufferBook book, BufferKey where, ulong epoch, params long[] numbers) => Hear(book, where, epoch, numbers, past: true);

    private static void Live(BufferBook book, BufferKey where, ulong epoch, params long[] numbers) => Hear(book, where, epoch, numbers, past: false);

    private static void Hear(BufferBook book, BufferKey where, ulong epoch, long[] numbers, bool past)
    {
        foreach (var number in numbers)
            book.Handle(new MessageEvent(FakeLink.Line(where, "bob", $"{number}") with { Id = Guid.NewGuid(), FromHistory = past, Epoch = epoch, Sequence = number }) { At = CommandBench.UtcTime.Now });
    }

    private void Say(BufferKey where, string from, string text, bool mention = false) =>
        Handle(new MessageEvent(FakeLink.Line(where, from, text) with { Mention = mention, Id = Guid.NewGuid() }));

    private void Handle(ChatEvent happened) => _book.Handle(happened with { At = CommandBench.UtcTime.Now });

    private static string[] Texts(ChatBuffer buffer) => [.. buffer.Rows(200, 50).Select(r => r.Text.TrimStart())];
}
