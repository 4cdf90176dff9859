using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Framing;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class MessageLogTests
{
    [Fact]
    public void The_number_of_messages_is_bounded_from_both_sides()
    {
        MessageLog log = Filled(new LogBound(10, 1 << 20), 10);
        Assert.Equal((10, 1), (log.Count, log.OldestSequence));
        log.Append(Text("x"));
        Assert.Equal((10, 2, 11), (log.Count, log.OldestSequence, log.LastSequence));
    }

    [Fact]
    public void The_bytes_are_bounded_from_both_sides_and_the_newest_always_stays()
    {
        int one = Filled(new LogBound(10, 1 << 20), 1).Bytes;
        MessageLog log = Filled(new LogBound(100, one * 3), 3);
        Assert.Equal(3, log.Count);
        log.Append(Text("m4"));
        Assert.Equal((3, 2), (log.Count, log.OldestSequence));
        log.Append(Text(new string('x', 3_000)));
        Assert.Equal((1, 5), (log.Count, log.OldestSequence));
    }

    [Theory]
    [InlineData(5, 0, 0, "1..5", false)]
    [InlineData(5, 3, 0, "4..5", false)]
    [InlineData(5, 5, 0, "", false)]
    [InlineData(5, 99, 0, "", false)]
    [InlineData(5, -1, 2, "4..5", false)]
    [InlineData(5, 1, 2, "2..3", true)]
    [InlineData(200, 0, 0, "1..128", true)]
    [InlineData(200, -1, 0, "73..200", false)]
    [InlineData(200, -1, 1000, "73..200", false)]
    public void Pages_hold_what_was_asked_for(int messages, long after, int most, string expected, bool expectMore)
    {
        MessageLog log = Filled(new LogBound(1_000, 1 << 20), messages);
        ChatMessage[] page = log.Read(log.Epoch, after, most, out bool more);
        Assert.Equal(expected, page.Length == 0 ? "" : $"{page[0].Sequence}..{page[^1].Sequence}");
        Assert.Equal(expectMore, more);
        Assert.Equal(page.Length, page.Select(m => m.Sequence).Distinct().Count());
    }

    [Fact]
    public void CTL_HIST_2_a_number_of_another_epoch_means_from_the_oldest()
    {
        MessageLog log = Filled(new LogBound(10, 1 << 20), 15);
        Assert.Equal(6, log.Read(log.Epoch + 1, 14, 0, out _)[0].Sequence);
        Assert.Equal(15, log.Read(log.Epoch, 14, 0, out _)[0].Sequence);
    }

    [Fact]
    public void A_page_of_the_largest_messages_fits_into_a_frame_and_pages_meet()
    {
        var log = new MessageLog(7, new LogBound(100, 1 << 22));
        for (int i = 0; i < 20; i++)
            log.Append(Text(new string('\u4e16', WireLimits.TextLength)) with { Room = new string('\u4e16', 42), From = new string('\u4e16', 42) });
        long after = 0;
        bool more = true;
        while (more)
        {
            ChatMessage[] page = log.Read(7, after, 0, out more);
            ControlCodec.Encode(new HistoryPage { Messages = page });
            Assert.Equal(after + 1, page[0].Sequence);
            after = page[^1].Sequence;
        }

        Assert.Equal(20, after);
        ControlCodec.Encode(new HistoryPage { Messages = log.Read(7, -1, 0, out _) });
    }

    private static MessageLog Filled(LogBound bound, int count)
    {
        var log = new MessageLog(42, bound);
        for (int i = 1; i <= count; i++)
            Assert.Equal((42ul, i), (log.Append(Text($"m{i % 10}")).Epoch, log.LastSequence));
        return log;
    }

    private static ChatMessage Text(string text) => new() { From = "ann", Room = "lobby", Text = text };
}
