using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Simulation;

/// <summary>The network's clock, and what happens to its hosts.</summary>
public sealed class SimNetworkTests
{
    private const long Ms = 1_000_000;
    private readonly SimNetwork _network = new(new(1));
    private readonly Host _left = new(), _right = new();
    private readonly SimAddress _leftAddress, _rightAddress;

    public SimNetworkTests()
    {
        _leftAddress = _network.Add(_left);
        _rightAddress = _network.Add(_right);
    }

    [Fact]
    public void Datagrams_arrive_whole_in_the_order_of_their_times_and_the_clock_jumps_to_them()
    {
        Join(new() { Delay = 3 * Ms });
        _left.Send(_rightAddress, 1);
        _left.Send(_rightAddress, 2);
        _right.Send(_leftAddress, 3);
        Assert.True(_network.Run(() => _right.Heard.Count == 2, 1_000 * Ms));
        Assert.Equal(3 * Ms, _network.Now);
        Assert.Equal([(3 * Ms, _leftAddress, 1), (3 * Ms, _leftAddress, 2)], _right.Heard);
        // The way back is another link.
        Assert.True(_network.Run(() => _left.Heard.Count == 1, 1_000 * Ms));
        Assert.Equal([(10 * Ms, _rightAddress, 3)], _left.Heard);
    }

    [Fact]
    public void Without_an_event_the_clock_stands_at_the_limit()
    {
        Join(new());
        Assert.False(_network.Run(() => false, 77 * Ms));
        Assert.Equal(77 * Ms, _network.Now);
        _left.Send(_rightAddress, 1);
        // What would come later does not come.
        Assert.False(_network.Run(() => false, 87 * Ms - 1));
        Assert.Empty(_right.Heard);
        Assert.False(_network.Run(() => false, 87 * Ms));
        Assert.Single(_right.Heard);
    }

    [Fact]
    public void Deadlines_and_happenings_come_at_their_moment()
    {
        Join(new());
        long happened = -1;
        _left.NextDeadline = 5 * Ms;
        _network.At(4 * Ms, () => happened = _network.Now);
        Assert.False(_network.Run(() => false, 20 * Ms));
        Assert.Equal((4 * Ms, 5 * Ms), (happened, _left.TimedOutAt));
    }

    [Fact]
    public void A_double_is_the_same_datagram_again()
    {
        Join(new() { Duplicate = 1 });
        _left.Send(_rightAddress, 9);
        Assert.False(_network.Run(() => false, 100 * Ms));
        Assert.Equal([(10 * Ms, _leftAddress, 9), (10 * Ms, _leftAddress, 9)], _right.Heard);
    }

    [Fact]
    public void A_host_that_is_rebound_sends_from_a_new_port_and_what_flew_to_the_old_one_is_lost()
    {
        Join(new());
        _right.Send(_leftAddress, 1);
        Assert.False(_network.Run(() => false, Ms));
        var moved = _network.Rebind(_leftAddress.Host);
        Assert.Equal((_leftAddress.Host, false), (moved.Host, moved.Port == _leftAddress.Port));
        _right.Send(_leftAddress, 2);
        _left.Send(_rightAddress, 3);
        Assert.False(_network.Run(() => false, 100 * Ms));
        Assert.Empty(_left.Heard);
        Assert.Equal([(11 * Ms, moved, 3)], _right.Heard);
        _right.Send(moved, 4);
        Assert.True(_network.Run(() => _left.Heard.Count == 1, 200 * Ms));
    }

    [Fact]
    public void A_host_that_vanished_hears_sends_and_times_nothing_any_more()
    {
        Join(new());
        _right.Send(_leftAddress, 1);
        _left.NextDeadline = 5 * Ms;
        Assert.False(_network.Run(() => false, Ms));
        _network.Vanish(_leftAddress.Host);
        _left.Send(_rightAddress, 2);
        Assert.False(_network.Run(() => false, 100 * Ms));
        Assert.Empty(_left.Heard);
        Assert.Empty(_right.Heard);
        Assert.Equal(-1, _left.TimedOutAt);
    }

    [Fact]
    public void A_stalled_host_finds_late_what_came_meanwhile_and_loses_nothing()
    {
        Join(new());
        _network.Stall(_rightAddress.Host, every: 20 * Ms, longest: 30 * Ms);
        for (int i = 0; i < 200; i++)
        {
            int number = i % 256;
            _network.At(i * Ms, () => _left.Send(_rightAddress, (byte)number));
        }

        Assert.False(_network.Run(() => false, 1_000 * Ms));
        Assert.Equal(Enumerable.Range(0, 200), _right.Heard.Select(h => (int)h.What));
        long[] late = [.. _right.Heard.Select((h, i) => h.At - (i * Ms) - (10 * Ms))];
        Assert.All(late, l => Assert.InRange(l, 0, 30 * Ms));
        Assert.Contains(late, l => l == 0);
        Assert.Contains(late, l => l > Ms);
    }

    [Fact]
    public void An_attacker_sees_what_is_offered_and_may_add_to_it_and_nothing_flies_where_there_is_no_link()
    {
        Join(new());
        var seen = new List<byte>();
        _network.Tap = (_, _, datagram) => seen.Add(datagram[0]);
        _left.Send(_rightAddress, 1);
        _network.Inject(_leftAddress, _rightAddress, [2]);
        _network.Inject(_leftAddress, new(7, 1), [3]);
        Assert.False(_network.Run(() => false, 100 * Ms));
        Assert.Equal([1], seen);
        Assert.Equal([2, 1], _right.Heard.Select(h => (int)h.What));
    }

    [Fact]
    public void A_host_that_never_stops_sending_is_a_defect_and_not_a_busy_host()
    {
        Join(new());
        _left.IsEndless = true;
        Assert.Throws<InvalidOperationException>(() => _network.Run(() => false, 100 * Ms));
    }

    private void Join(SimLinkOptions forth) => _network.Join(_leftAddress, _rightAddress, forth, new());

    private sealed class Host : ISimHost
    {
        private readonly Queue<(SimAddress To, byte What)> _queue = new();

        public List<(long At, SimAddress From, int What)> Heard { get; } = [];

        public long TimedOutAt { get; private set; } = -1;

        public bool IsEndless { get; set; }

        public long NextDeadline { get; set; } = long.MaxValue;

        public void Send(SimAddress to, byte what) => _queue.Enqueue((to, what));

        public void HandleDatagram(long now, SimAddress from, Span<byte> datagram)
        {
            Assert.Equal(1, datagram.Length);
            Heard.Add((now, from, datagram[0]));
        }

        public int PollTransmit(long now, Span<byte> buffer, out SimAddress to)
        {
            if (IsEndless)
                _queue.Enqueue((new(1, 1), 0));
            to = default;
            if (!_queue.TryDequeue(out var next))
                return 0;
            (to, buffer[0]) = next;
            return 1;
        }

        public void HandleTimeout(long now)
        {
            TimedOutAt = now;
            NextDeadline = long.MaxValue;
        }
    }
}
