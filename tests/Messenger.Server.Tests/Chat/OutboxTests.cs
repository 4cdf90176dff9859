using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class OutboxTests
{
    [Fact]
    public void The_bytes_are_bounded_from_both_sides()
    {
        var outbox = new Outbox(100);
        Assert.Equal(OutboxResult.First, outbox.Add(new byte[60]));
        Assert.Equal(OutboxResult.Queued, outbox.Add(new byte[40]));
        Assert.Equal(OutboxResult.Full, outbox.Add(new byte[1]));
        Assert.Equal(100, outbox.WaitingBytes);

        byte[][] frames = [];
        Assert.Equal(2, outbox.TakeAll(ref frames));
        Assert.Equal(OutboxResult.First, outbox.Add(new byte[100]));
        Assert.Equal(OutboxResult.Full, outbox.Add(new byte[1]));
    }

    [Fact]
    public void A_frame_above_the_bound_still_goes_out_alone()
    {
        var outbox = new Outbox(100);
        Assert.Equal(OutboxResult.First, outbox.Add(new byte[500]));
        Assert.Equal(OutboxResult.Full, outbox.Add(new byte[1]));
    }

    [Fact]
    public void Only_the_first_frame_of_a_burst_asks_for_a_wake_up()
    {
        var outbox = new Outbox(1 << 20);
        byte[][] frames = [];
        for (int round = 0; round < 3; round++)
        {
            OutboxResult[] results = [.. Enumerable.Range(0, 100).Select(i => outbox.Add([(byte)i]))];
            Assert.Equal(1, results.Count(r => r == OutboxResult.First));
            Assert.Equal(100, outbox.TakeAll(ref frames));
            Assert.Equal(Enumerable.Range(0, 100), frames.Take(100).Select(f => (int)f[0]));
            Array.Clear(frames);
        }
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public void What_waits_when_it_is_closed_goes_out_with_the_last_frame_unless_it_is_dropped(bool drop, int expected)
    {
        var outbox = new Outbox(100);
        outbox.Add(new byte[10]);
        outbox.Add(new byte[10]);
        Assert.True(outbox.Close([9], drop));
        Assert.False(outbox.Close([8]));
        Assert.Equal(OutboxResult.Closed, outbox.Add([1]));
        byte[][] frames = [];
        Assert.Equal(expected, outbox.TakeAll(ref frames));
        Assert.Equal(9, frames[expected - 1][0]);
    }

    [Fact]
    public void A_delivery_allocates_nothing()
    {
        var outbox = new Outbox(1 << 20);
        byte[] frame = new byte[100];
        byte[][] spare = new byte[64][];
        for (int i = 0; i < 1_000; i++)
            Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            for (int n = 0; n < 40; n++)
                outbox.Add(frame);
            outbox.TakeAll(ref spare);
        }
    }
}
