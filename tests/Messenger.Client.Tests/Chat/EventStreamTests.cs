using Messenger.Client.Chat;
using Messenger.Client.Tests.Support;
using Messenger.Contracts.Control;

namespace Messenger.Client.Tests.Chat;

public sealed class EventStreamTests
{
    [Fact]
    public async Task What_is_looked_at_is_still_there_to_be_read()
    {
        var events = new EventStream(limit: 8);
        Assert.True(events.CanPeek);
        Assert.False(events.TryPeek(out _));

        var first = new ErrorEvent(null, RefusalCode.TooFast, "first");
        events.Add(first);
        events.Add(new ErrorEvent(null, RefusalCode.TooFast, "second"));

        Assert.True(await events.WaitToReadAsync());
        Assert.True(events.TryPeek(out var seen));
        Assert.Same(first, seen);
        Assert.Equal(2, events.Count);
        Assert.True(events.TryRead(out var read));
        Assert.Same(first, read);
        Assert.Equal(1, events.Count);
    }

    [Fact]
    public async Task Who_waits_for_room_goes_on_however_quickly_the_events_are_read()
    {
        var events = new EventStream(limit: 1);
        using var over = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                events.TryRead(out _);
        });
        try
        {
            // Again and again the last event is read while somebody is about to wait for that.
            for (var i = 0; i < 20_000; i++)
            {
                events.Add(new ErrorEvent(null, RefusalCode.TooFast, "one"));
                events.Add(new ErrorEvent(null, RefusalCode.TooFast, "two"));
                await events.WaitForRoomAsync().AsTask().WaitAsync(Patience.Limit);
            }
        }
        finally
        {
            await over.CancelAsync();
            await reading;
        }
    }
}
