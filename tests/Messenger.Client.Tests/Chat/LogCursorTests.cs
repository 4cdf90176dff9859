using CsCheck;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;

namespace Messenger.Client.Tests.Chat;

public sealed class LogCursorTests
{
    private readonly List<NewMessage> _out = [];

    private IEnumerable<long> Shown => _out.Select(message => message.Message.Sequence);

    [Fact]
    public void ANewcomerSeesTheLastMessagesThenWhatIsHeard()
    {
        var cursor = new LogCursor(showPast: true);
        Assert.True(cursor.Enter(1, 9, _out));
        Assert.Equal(-1, cursor.FetchAfter);
        Assert.False(cursor.Hear(Message(10), _out));
        Assert.False(cursor.HandlePage(Page(1, 7, 9), _out));
        Assert.False(cursor.Hear(Message(11), _out));
        Assert.Equal([7, 8, 9, 10, 11], Shown);
        Assert.Equal(0, cursor.TakeGone());
    }

    [Fact]
    public void WhoWantsNothingOfThePastFetchesNothing()
    {
        var cursor = new LogCursor(showPast: false);
        Assert.False(cursor.Enter(1, 9, _out));
        Assert.False(cursor.Hear(Message(10), _out));
        Assert.Equal([10], Shown);
    }

    [Fact]
    public void AfterALostConnectionExactlyWhatWasMissedIsFetched()
    {
        var cursor = Caught(5);
        cursor.Disconnect();
        Assert.False(cursor.Hear(Message(8), _out));
        Assert.True(cursor.Enter(1, 7, _out));
        Assert.Equal(5, cursor.FetchAfter);
        Assert.False(cursor.HandlePage(Page(1, 6, 8), _out));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Shown);
    }

    [Fact]
    public void WhoMissedNothingFetchesNothing()
    {
        var cursor = Caught(5);
        cursor.Disconnect();
        Assert.False(cursor.Enter(1, 5, _out));
        Assert.Equal(5, _out.Count);
    }

    [Fact]
    public void MessagesThatTheServerNoLongerHasAreCounted()
    {
        var cursor = Caught(5);
        cursor.Disconnect();
        Assert.True(cursor.Enter(1, 20, _out));
        Assert.False(cursor.HandlePage(Page(1, 11, 20) with { Oldest = 11 }, _out));
        Assert.Equal(5, cursor.TakeGone());
        Assert.Equal(0, cursor.TakeGone());
    }

    [Fact]
    public void ARestartedServerBringsNothingTwiceAndLosesNothing()
    {
        var cursor = Caught(3);
        cursor.Disconnect();
        Assert.True(cursor.Enter(2, 3, _out));
        // Message 3 was sent again by its author, since its answer was lost.
        var again = Message(1, epoch: 2) with { ClientMessageId = Id(3) };
        var page = new HistoryPage { Epoch = 2, Oldest = 1, Messages = [again, Message(2, 2, 100), Message(3, 2, 101)] };
        Assert.False(cursor.HandlePage(page, _out));
        Assert.Equal([Id(1), Id(2), Id(3), Id(100), Id(101)], _out.Select(message => message.Message.ClientMessageId));
        Assert.Equal((2ul, 3L), (cursor.Epoch, cursor.Last));
    }

    [Fact]
    public void AGapIsFilledFromTheServer()
    {
        var cursor = Caught(1);
        Assert.True(cursor.Hear(Message(4), _out));
        Assert.False(cursor.Hear(Message(5), _out));
        Assert.False(cursor.HandlePage(Page(1, 2, 3), _out));
        Assert.Equal([1, 2, 3, 4, 5], Shown);
    }

    [Fact]
    public void AGapThatNoPageFillsIsCountedAndNotAskedForForEver()
    {
        var cursor = Caught(1);
        Assert.True(cursor.Hear(Message(4), _out));
        Assert.False(cursor.HandlePage(new HistoryPage { Epoch = 1, Oldest = 1 }, _out));
        Assert.Equal([1, 4], Shown);
        Assert.Equal(2, cursor.TakeGone());
        Assert.False(cursor.HandlePage(new HistoryPage { Epoch = 1, Oldest = 1, More = true }, _out));
    }

    [Fact]
    public void WhereNoPageComesWhatWasHeardIsShownAndTheRestCounted()
    {
        var cursor = Caught(1);
        Assert.True(cursor.Hear(Message(4), _out));
        Assert.False(cursor.Hear(Message(5), _out));
        Assert.False(cursor.GiveUp(_out));
        Assert.Equal([1, 4, 5], Shown);
        Assert.Equal(2, cursor.TakeGone());
        Assert.False(cursor.Hear(Message(6), _out));
        Assert.Equal([1, 4, 5, 6], Shown);
    }

    [Fact]
    public void ANewcomerWhoGetsNoPageHearsAllTheSame()
    {
        var cursor = new LogCursor(showPast: true);
        Assert.True(cursor.Enter(7, 9, _out));
        Assert.False(cursor.Hear(Message(10, epoch: 7), _out));
        Assert.False(cursor.Hear(Message(11, epoch: 7), _out));
        Assert.False(cursor.GiveUp(_out));
        Assert.False(cursor.Hear(Message(12, epoch: 7), _out));
        Assert.Equal([10, 11, 12], Shown);
        Assert.Equal(0, cursor.TakeGone());
    }

    [Fact]
    public void AServerThatForgotAllAndRefusesPagesIsHeardAllTheSame()
    {
        var cursor = Caught(3);
        Assert.True(cursor.Hear(Message(1, epoch: 2, id: 51), _out));
        Assert.False(cursor.GiveUp(_out));
        Assert.False(cursor.Hear(Message(2, epoch: 2, id: 52), _out));
        Assert.Equal([Id(1), Id(2), Id(3), Id(51), Id(52)], _out.Select(message => message.Message.ClientMessageId));
        Assert.Equal(0, cursor.TakeGone());
    }

    [Fact]
    public void ABurstWhileAPageIsUnderWayIsBoundedAndLosesNothing()
    {
        var cursor = Caught(1);
        cursor.Disconnect();
        Assert.True(cursor.Enter(1, 2, _out));
        for (var i = 3; i <= LogCursor.HeldLimit + 50; i++)
            Assert.False(cursor.Hear(Message(i), _out));
        Assert.True(cursor.HandlePage(Page(1, 2, 2), _out));
        Assert.False(cursor.HandlePage(Page(1, (int)cursor.FetchAfter + 1, LogCursor.HeldLimit + 50), _out));
        Assert.Equal(Enumerable.Range(1, LogCursor.HeldLimit + 50).Select(i => (long)i), Shown);
    }

    // CTL-HIST-2, CTL-HIST-3, against a log that forgets, a link that drops, and a server that restarts.
    [Fact]
    public void WhateverHappensEachMessageIsShownOnceAndInOrder() => Gen.Int[0, 9].Array[1, 120].Sample(steps =>
    {
        var log = new List<ChatMessage>();
        var (epoch, sequence, id, connected, asked) = (1ul, 0L, 0, false, false);
        var cursor = new LogCursor(showPast: true);
        var output = new List<NewMessage>();
        foreach (var step in steps.Concat([9, 8, 8, 8, 8, 8, 8]))
        {
            switch (step)
            {
                case <= 4:
                    log.Add(Message(++sequence, epoch, ++id));
                    if (connected)
                        asked |= cursor.Hear(log[^1], output);
                    break;
                case 5:
                    connected = asked = false;
                    cursor.Disconnect();
                    break;
                case 6:
                    (connected, asked, epoch, sequence) = (false, false, epoch + 1, 0);
                    log.Clear();
                    cursor.Disconnect();
                    break;
                case 7 or 9 when !connected:
                    connected = true;
                    asked = cursor.Enter(epoch, sequence, output);
                    break;
                default:
                    if (asked)
                        asked = cursor.HandlePage(Read(), output);
                    break;
            }
        }

        while (asked)
            asked = cursor.HandlePage(Read(), output);
        var shown = output.Select(message => message.Message.ClientMessageId).ToArray();
        Assert.Equal(shown.Distinct(), shown);
        Assert.Equal(shown.Order(GuidOrder), shown);
        Assert.Equal(log.Select(message => message.ClientMessageId), shown.Skip(shown.Length - log.Count));
        Assert.Equal(0, cursor.TakeGone());

        HistoryPage Read()
        {
            var from = cursor.FetchAfter < 0 || cursor.Epoch != epoch ? 0 : cursor.FetchAfter;
            var rest = log.Where(message => message.Sequence > from).ToArray();
            return new HistoryPage { Epoch = epoch, Oldest = 1, Messages = [.. rest.Take(3)], More = rest.Length > 3 };
        }
    }, iter: 3_000);

    private static readonly Comparer<Guid> GuidOrder = Comparer<Guid>.Create((a, b) => Number(a).CompareTo(Number(b)));

    private LogCursor Caught(int count)
    {
        var cursor = new LogCursor(showPast: true);
        cursor.Enter(1, count, _out);
        cursor.HandlePage(Page(1, 1, count), _out);
        return cursor;
    }

    private static HistoryPage Page(ulong epoch, int first, int last) => new()
    {
        Epoch = epoch,
        Oldest = 1,
        Messages = [.. Enumerable.Range(first, last - first + 1).Select(i => Message(i, epoch))],
    };

    private static ChatMessage Message(long sequence, ulong epoch = 1, int id = 0) => new()
    {
        Epoch = epoch,
        Sequence = sequence,
        ClientMessageId = Id(id == 0 ? (int)sequence : id),
        From = "bob",
        Room = "lobby",
        Text = "x",
    };

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static int Number(Guid id) => BitConverter.ToInt32(id.ToByteArray());
}
