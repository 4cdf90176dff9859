using Messenger.Client.Measure;
using Messenger.Testing;
using Messenger.Transfer;

namespace Messenger.Client.Tests.Measure;

public sealed class LossMeterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_loss_counts_as_long_as_the_window()
    {
        var meter = new LossMeter(_time, TimeSpan.FromSeconds(10));
        Assert.Null(meter.Share);
        meter.Add(new LinkCount(100, 5, null));
        Assert.Equal(0.05, meter.Share!.Value, 6);
        for (var i = 1; i <= 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Add(new LinkCount(100 + (10 * i), 5 + i, null));
        }

        Assert.Equal(0.1, meter.Share!.Value, 6);
        for (var i = 1; i <= 12; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Add(new LinkCount(200 + (10 * i), 15, null));
        }

        Assert.Equal(0, meter.Share);
    }

    [Fact]
    public void A_new_connection_begins_anew_and_nothing_sent_tells_nothing()
    {
        var meter = new LossMeter(_time, TimeSpan.FromSeconds(10));
        meter.Add(new LinkCount(1_000, 500, null));
        meter.Add(new LinkCount(10, 0, null));
        Assert.Equal(0, meter.Share);
        meter.Reset();
        meter.Add(new LinkCount(0, 0, null));
        Assert.Null(meter.Share);
    }
}
