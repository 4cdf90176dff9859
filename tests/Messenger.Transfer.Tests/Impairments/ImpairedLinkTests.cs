using Messenger.Rudp;
using Messenger.Rudp.Sockets.Impairments;

namespace Messenger.Transfer.Tests.Impairments;

public sealed class ImpairedLinkTests
{
    private static readonly PathAddress Peer = PathAddress.FromIPv4([192, 0, 2, 1], 9);
    private readonly ImpairmentCounters _counters = new();

    [Fact]
    public void Without_impairment_all_passes_at_once_in_order()
    {
        var link = Link(new());
        for (byte i = 0; i < 10; i++)
            link.Enter(At(0), Peer, [i]);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)i), Drain(link, At(0)).Select(d => d.Bytes[0]));
        Assert.Equal("10 datagrams", _counters.ToString());
        Assert.True(link.NextDeadline.IsNever);
    }

    [Fact]
    public void Delay_holds_back_and_jitter_keeps_the_order()
    {
        var link = Link(new() { Delay = Duration.FromMilliseconds(40), Jitter = Duration.FromMilliseconds(20) });
        for (byte i = 0; i < 100; i++)
            link.Enter(At(i), Peer, [i]);
        Assert.Empty(Drain(link, At(39)));
        var all = Drain(link, At(1_000));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), all.Select(d => d.Bytes[0]));
        Assert.All(all, d => Assert.InRange(d.Due.Nanoseconds, At(d.Bytes[0] + 40).Nanoseconds, long.MaxValue));
        Assert.Contains(all, d => d.Due > At(d.Bytes[0] + 45));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Losses_have_their_share_and_their_length(double burst)
    {
        var link = Link(new() { Loss = 0.1, Burst = burst, Seed = 3 });
        int runs = 0;
        bool before = false;
        for (int i = 0; i < 100_000; i++)
        {
            long lost = _counters.Lost;
            link.Enter(At(0), Peer, [0]);
            bool now = _counters.Lost > lost;
            runs += now && !before ? 1 : 0;
            before = now;
            _ = Drain(link, At(0));
        }

        Assert.InRange(_counters.Lost, 9_000, 11_000);
        // Runs of independent losses are 1 / 0.9 long.
        double expected = burst > 1 ? burst : 1 / 0.9;
        Assert.InRange((double)_counters.Lost / runs, expected * 0.85, expected * 1.15);
    }

    [Fact]
    public void The_same_seed_gives_every_datagram_the_same_fate()
    {
        var options = new ImpairmentOptions { Loss = 0.2, Corrupt = 0.2, Duplicate = 0.2, Reorder = 0.2, Jitter = Duration.FromMilliseconds(5), Seed = 7 };
        var first = Run(new Impairment(options));
        Assert.Equal(first, Run(new Impairment(options)));
        Assert.NotEqual(first, Run(new Impairment(options with { Seed = 8 })));
        // Whether something else is done to it changes nothing about a datagram's loss.
        var plain = new Impairment(new ImpairmentOptions { Loss = 0.2, Seed = 7 });
        _ = Run(plain);
        var all = new Impairment(options);
        _ = Run(all);
        Assert.Equal(plain.Outgoing.Lost, all.Outgoing.Lost);

        static string Run(Impairment impairment)
        {
            var link = impairment.CreatePath().Outgoing;
            for (byte i = 0; i < 200; i++)
                link.Enter(At(i), Peer, [i, i, i]);
            return string.Join(';', Drain(link, At(10_000)).Select(d => $"{d.Due} {Convert.ToHexString(d.Bytes)}"));
        }
    }

    [Fact]
    public void The_rate_spaces_datagrams_and_a_full_queue_drops()
    {
        // 1,000 bytes with headers at 1 Mbit/s: 8 ms each; five of them fit.
        var link = Link(new() { Rate = 1_000_000, Queue = 5_000 });
        for (byte i = 0; i < 10; i++)
            link.Enter(At(0), Peer, new byte[972]);
        Assert.Equal(5, _counters.Overflowed);
        Assert.Equal([8, 16, 24, 32, 40], Drain(link, At(1_000)).Select(d => d.Due.Nanoseconds / 1_000_000));
    }

    [Fact]
    public void What_is_larger_than_the_mtu_is_dropped()
    {
        var link = Link(new() { Mtu = 1_280 });
        link.Enter(At(0), Peer, new byte[1_252]);
        link.Enter(At(0), Peer, new byte[1_253]);
        link.Enter(At(0), PathAddress.FromIPv6(new byte[16], 1), new byte[1_232]);
        link.Enter(At(0), PathAddress.FromIPv6(new byte[16], 1), new byte[1_233]);
        Assert.Equal([1_252, 1_232], Drain(link, At(0)).Select(d => d.Bytes.Length));
        Assert.Equal("4 datagrams: 2 larger than the MTU", _counters.ToString());
    }

    [Fact]
    public void Damage_flips_one_bit_and_doubles_are_equal()
    {
        var link = Link(new() { Corrupt = 1, Duplicate = 1 });
        link.Enter(At(0), Peer, new byte[50]);
        var both = Drain(link, At(0));
        Assert.Equal(2, both.Count);
        Assert.Equal(both[0].Bytes, both[1].Bytes);
        Assert.Equal(1, both[0].Bytes.Sum(b => System.Numerics.BitOperations.PopCount(b)));
        Assert.Equal("1 datagram: 1 doubled, 1 damaged", _counters.ToString());
    }

    [Fact]
    public void What_is_held_back_is_overtaken()
    {
        var link = Link(new() { Reorder = 0.5, ReorderDelay = Duration.FromMilliseconds(30), Seed = 1 });
        for (byte i = 0; i < 20; i++)
            link.Enter(At(i), Peer, [i]);
        var order = Drain(link, At(1_000)).Select(d => d.Bytes[0]).ToArray();
        Assert.Equal(20, order.Length);
        Assert.NotEqual(order.Order(), order);
        Assert.InRange(_counters.HeldBack, 1, 19);
    }

    [Fact]
    public void Memory_is_bounded()
    {
        var link = Link(new() { Delay = Duration.FromSeconds(60) });
        for (int i = 0; i < 1_200; i++)
            link.Enter(At(0), Peer, new byte[60_000]);
        Assert.InRange(_counters.Overflowed, 1, 200);
    }

    private static Timestamp At(long milliseconds) => new(milliseconds * 1_000_000);

    private static List<(Timestamp Due, byte[] Bytes)> Drain(ImpairedLink link, Timestamp until)
    {
        var all = new List<(Timestamp, byte[])>();
        while (link.NextDeadline is var due && link.TryPeek(until, out var peer, out var bytes))
        {
            Assert.False(peer.IsNone);
            all.Add((due, bytes.ToArray()));
            link.Remove();
        }

        return all;
    }

    private ImpairedLink Link(ImpairmentOptions options) => new(options, new Random(options.Seed), _counters);
}
