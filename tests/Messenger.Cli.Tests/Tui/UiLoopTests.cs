using Messenger.Cli.Tui.Screen;

namespace Messenger.Cli.Tests.Tui;

public sealed class UiLoopTests
{
    [Fact]
    public void What_is_posted_runs_in_order_on_one_thread_and_is_drawn_at_the_end()
    {
        var seen = new List<int>();
        var drawn = new List<int>();
        var threads = new HashSet<int>();
        var done = new TaskCompletionSource();
        var loop = new UiLoop(TimeProvider.System, () => drawn.Add(seen.Count));
        for (var i = 0; i < 1_000; i++)
        {
            var number = i;
            loop.Post(() =>
            {
                seen.Add(number);
                threads.Add(Environment.CurrentManagedThreadId);
            }, urgent: i % 10 == 0);
        }

        loop.Post(() => _ = EndAsync());
        loop.Run(() => done.Task);
        Assert.Equal(Enumerable.Range(0, 1_000), seen);
        Assert.Single(threads);
        // All at once is few frames, not one for each.
        Assert.InRange(drawn.Count, 1, 500);

        async Task EndAsync()
        {
            await Task.Yield();
            threads.Add(Environment.CurrentManagedThreadId);
            done.SetResult();
        }
    }

    [Fact]
    public void A_key_is_drawn_at_once_and_other_things_with_the_next_frame()
    {
        var time = new StillTime();
        var frames = 0;
        var done = new TaskCompletionSource();
        UiLoop? loop = null;
        loop = new UiLoop(time, () =>
        {
            // The clock stands still: only a key brings a frame.
            if (++frames == 2)
                loop!.Post(done.SetResult);
        });
        loop.Post(() => { });
        loop.Post(() => { }, urgent: true);
        loop.Run(() => done.Task);
        Assert.Equal(2, frames);
    }

    [Fact]
    public void What_breaks_ends_the_loop_with_its_own_exception()
    {
        var loop = new UiLoop(TimeProvider.System, () => { });
        loop.Post(() => throw new InvalidOperationException("broken"));
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => loop.Run(() => new TaskCompletionSource().Task)).Message);
    }

    private sealed class StillTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
