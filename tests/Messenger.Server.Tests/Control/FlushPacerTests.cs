using Messenger.Server.Chat;
using Messenger.Server.Control;
using Messenger.Testing;

namespace Messenger.Server.Tests.Control;

public sealed class FlushPacerTests
{
    [Fact]
    public void A_quiet_server_waits_for_nothing()
    {
        var time = new ManualTimeProvider();
        using var pacer = new FlushPacer(time);
        List<Outbox> room = Room(500, out Counter counter);
        for (int message = 1; message <= 30; message++)
        {
            pacer.Dispatch(room);
            Assert.Equal(500 * message, counter.Count);
            time.Advance(TimeSpan.FromSeconds(0.1));
        }
    }

    [Fact]
    public void A_busy_server_wakes_in_rounds_and_nobody_waits_longer_than_one()
    {
        var time = new ManualTimeProvider();
        using var pacer = new FlushPacer(time);
        List<Outbox> room = Room(500, out Counter counter);
        for (int message = 0; message < 1_000; message++)
            pacer.Dispatch(room);
        int atOnce = counter.Count;
        Assert.InRange(atOnce, 500, 10_000);
        time.Advance(TimeSpan.FromMilliseconds(20));
        // An outbox wakes once however often it was held; in real life it is held once.
        Assert.Equal(500 * 1_000, counter.Count);
    }

    [Fact]
    public void A_large_room_that_empties_the_budget_is_let_through_again_in_time()
    {
        var time = new ManualTimeProvider();
        using var pacer = new FlushPacer(time);
        List<Outbox> room = Room(10_000, out Counter counter);
        pacer.Dispatch(room);
        Assert.Equal(10_000, counter.Count);
        pacer.Dispatch(room);
        Assert.Equal(10_000, counter.Count);
        time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(20_000, counter.Count);
    }

    [Fact]
    public void What_is_held_when_the_pacer_ends_still_goes()
    {
        var pacer = new FlushPacer(new ManualTimeProvider());
        List<Outbox> room = Room(10_000, out Counter counter);
        pacer.Dispatch(room);
        pacer.Dispatch(room);
        pacer.Dispose();
        Assert.Equal(20_000, counter.Count);
    }

    private static List<Outbox> Room(int size, out Counter counter)
    {
        Counter shared = counter = new Counter();
        return [.. Enumerable.Range(0, size).Select(_ => new Outbox(1_000) { Reader = shared })];
    }

    private sealed class Counter : IOutboxReader
    {
        public int Count { get; private set; }

        public void Wake() => Count++;

        public void OnClosed()
        {
        }
    }
}
