using Messenger.Transfer.Messages;
using Messenger.Transfer.Tcp;
using Messenger.Transfer.Tests.Rudp;
using Messenger.Transfer.Tests.Support;
using Messenger.Transfer.Tests.Tcp;

namespace Messenger.Transfer.Tests;

public sealed class RateTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(500_000_000)]
    public void A_gate_lets_as_much_through_as_the_rate_says(long rate)
    {
        var clock = new ManualClock();
        var gate = new RateGate(clock);
        long sent = 0;
        for (TimeSpan passed = default; passed < TimeSpan.FromSeconds(20);)
        {
            int allowed = gate.Allow(rate, 262_144, out TimeSpan wait);
            // More is never taken than there is, and less sometimes.
            gate.OnSent(allowed);
            sent += allowed;
            passed += wait;
            clock.Advance(wait);
        }

        Assert.InRange(sent / 20.0 / rate, 0.95, 1.05);
    }

    [Fact]
    public void A_gate_makes_up_for_little_and_follows_a_new_rate_at_once()
    {
        var clock = new ManualClock();
        var gate = new RateGate(clock);
        Assert.Equal(262_144, gate.Allow(0, 262_144, out _));
        gate.Allow(1_000_000, 262_144, out _);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(gate.Allow(1_000_000, 262_144, out _), 20_000, 60_000);
        gate.OnSent(60_000);
        Assert.Equal(0, gate.Allow(1_000_000, 262_144, out TimeSpan slow));
        Assert.Equal(0, gate.Allow(100_000_000, 262_144, out TimeSpan fast));
        Assert.True(fast < slow, $"{fast} is not less than {slow}.");
        Assert.Equal(262_144, gate.Allow(0, 262_144, out _));
    }

    [Fact] // MSG-4
    public void The_lower_bound_of_both_ends_holds()
    {
        using var world = new World();
        world.MakeSource("a", 100);
        using var sender = new TransferSender(world.OpenSource());
        Assert.Equal(0, sender.Rate);
        sender.HandleMessage(RateMessage(5_000));
        Assert.Equal(5_000, sender.Rate);
        ((ITransferEnd)sender).LimitRate(3_000);
        Assert.Equal(3_000, sender.Rate);
        sender.HandleMessage(RateMessage(1_000));
        Assert.Equal(1_000, sender.Rate);
        sender.HandleMessage(RateMessage(0));
        Assert.Equal(3_000, sender.Rate);
        sender.HandleMessage(RateMessage(-1));
        Assert.Equal(TransferFailure.Protocol, sender.Outcome?.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_takes_as_long_as_its_rate_says_until_the_rate_is_another(bool overUdp)
    {
        const int Size = 4_000_000;
        using var world = new World();
        using var rudp = new RudpWorld();
        world.MakeSource("a", Size);
        TransferControl sending = new(), receiving = new();
        receiving.LimitRate(2_000_000);
        TimeSpan half = default;
        long began = TimeProvider.System.GetTimestamp();
        receiving.AskAt(0.5, () =>
        {
            half = TimeProvider.System.GetElapsedTime(began);
            receiving.LimitRate(0);
            return new ValueTask<bool>(true);
        });
        TransferResult received = overUdp
            ? (await rudp.RunAsync(world, world.OpenSource(65_536), sending, receiving)).Received
            : (await TcpWorld.RunAsync(world, world.OpenSource(65_536), sending, receiving)).Received;
        Assert.Equal(TransferEnd.Completed, received.End);
        // A busy machine makes it later, never sooner.
        Assert.True(half > TimeSpan.FromSeconds(0.5), $"Half came after {half}.");
        world.AssertSame();
    }

    private static byte[] RateMessage(long rate) => [(byte)MessageType.Rate, .. BitConverter.GetBytes(rate)];
}
