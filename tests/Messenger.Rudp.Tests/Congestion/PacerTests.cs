using Messenger.Rudp.Congestion;

namespace Messenger.Rudp.Tests.Congestion;

public sealed class PacerTests
{
    private const int Size = 1200;

    [Theory]
    [InlineData(12_000L)]
    [InlineData(1_200_000L)]
    [InlineData(125_000_000L)]
    [InlineData(1_250_000_000L)]
    public void RUDP_PACE_1_the_rate_holds_over_time(long rate)
    {
        var pacer = new Pacer(Size) { Rate = rate };
        var now = new Timestamp(5_000_000_000);
        var start = now;
        long sent = 0;
        while (now - start < Duration.FromSeconds(4))
        {
            while (pacer.CanSend(now))
            {
                pacer.OnSent(now, Size);
                sent += Size;
            }

            Assert.True(pacer.HoldBack() > now);
            now = pacer.HoldBack();
        }

        double expected = rate * (now - start).Seconds;
        Assert.InRange(sent, expected * 0.99 - 12 * Size, expected * 1.01 + rate * 0.011 + 12 * Size);
    }

    [Fact]
    public void RUDP_PACE_1_a_held_back_sender_gathers_a_quantum()
    {
        var pacer = new Pacer(Size) { Rate = 120_000_000 };
        var now = new Timestamp(5_000_000_000);
        while (pacer.CanSend(now))
            pacer.OnSent(now, Size);
        now = pacer.HoldBack();
        int batch = 0;
        for (; pacer.CanSend(now); batch++)
            pacer.OnSent(now, Size);
        // 1 ms at 100 packets a millisecond.
        Assert.InRange(batch, 99, 102);
    }

    /// <summary>A millisecond's worth, ten packets where those take longer, and of those what leaves in 10 ms; one packet always.</summary>
    [Theory]
    [InlineData(120_000_000, 100)]
    [InlineData(1_200_000, 10)]
    [InlineData(480_000, 4)]
    [InlineData(12_000, 1)]
    public void RUDP_PACE_1_idle_time_saves_up_no_more_than_a_burst(long rate, int packets)
    {
        var pacer = new Pacer(Size) { Rate = rate };
        var now = new Timestamp(60_000_000_000);
        pacer.OnSent(new(1), Size);
        int burst = 0;
        for (; pacer.CanSend(now); burst++)
            pacer.OnSent(now, Size);
        Assert.InRange(burst, packets, packets + 1);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(50, 8)]
    public void RUDP_PACE_3_a_sender_that_comes_late_makes_up_for_it_within_bounds(int lateMilliseconds, int madeUpFor)
    {
        // 100 packets a millisecond.
        var pacer = new Pacer(Size) { Rate = 120_000_000, CatchUp = Duration.FromMilliseconds(8) };
        var now = new Timestamp(5_000_000_000);
        while (pacer.CanSend(now))
            pacer.OnSent(now, Size);
        now = pacer.HoldBack() + Duration.FromMilliseconds(lateMilliseconds);
        int batch = 0;
        for (; pacer.CanSend(now); batch++)
            pacer.OnSent(now, Size);
        Assert.InRange(batch, (100 * (madeUpFor + 1)) - 1, (100 * (madeUpFor + 1)) + 2);

        // Once: the next batch is an ordinary one.
        now = pacer.HoldBack();
        for (batch = 0; pacer.CanSend(now); batch++)
            pacer.OnSent(now, Size);
        Assert.InRange(batch, 99, 102);
    }

    [Fact]
    public void Without_a_rate_nothing_is_held_back()
    {
        var pacer = new Pacer(Size);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.True(pacer.CanSend(new(1)));
            pacer.OnSent(new(1), Size);
        }
    }
}
