using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Messenger.Rudp.Sockets;

namespace Messenger.Rudp.Tests.Sockets;

/// <summary>The socket on loopback: families, batches with and without the kernel's help, sizes at their edges, waits.</summary>
public sealed class UdpSocketTests : IDisposable
{
    private static readonly UdpSocketOptions Plain = new() { Offload = false };
    private readonly ReceiveBatch _batch = new();

    public void Dispose() => _batch.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.1", "::")]
    [InlineData("::", "127.0.0.1")]
    public void A_datagram_comes_from_where_it_was_sent_in_every_family(string from, string to)
    {
        using var a = Socket(from, Plain);
        using var b = Socket(to, Plain);
        Assert.Equal(SendStatus.Sent, a.Send([1, 2, 3], 3, Reach(a, b), out int sent));
        Assert.Equal(3, sent);
        var (bytes, sender) = Assert.Single(Receive(b, 1));
        Assert.Equal([1, 2, 3], bytes);
        // An IPv4 address is one, in whatever clothes it came.
        Assert.Equal(Reach(b, a), sender);
        Assert.Equal(SendStatus.Sent, b.Send([4], 1, sender, out _));
        Assert.Equal([4], Assert.Single(Receive(a, 1)).Bytes);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Sixty_four_datagrams_and_a_short_one_arrive_apart_with_and_without_offload(bool sending, bool receiving)
    {
        const int Size = 1_000;
        using var a = Socket("127.0.0.1", Plain with { Offload = sending });
        using var b = Socket("127.0.0.1", Plain with { Offload = receiving });
        byte[] datagrams = new byte[(63 * Size) + 7];
        new Random(1).NextBytes(datagrams);
        Assert.Equal(SendStatus.Sent, a.Send(datagrams, Size, Reach(a, b), out int sent));
        Assert.Equal(datagrams.Length, sent);
        var received = Receive(b, 64);
        Assert.Equal(datagrams.Chunk(Size), received.Select(r => r.Bytes));
        Assert.All(received, r => Assert.Equal(Reach(b, a), r.From));
    }

    [Fact]
    public void With_offload_one_call_sends_many_and_one_buffer_brings_many()
    {
        using var a = Socket("127.0.0.1", new());
        using var b = Socket("127.0.0.1", new());
        Assert.SkipUnless(a.IsSegmenting && b.IsCoalescing, "This kernel has no UDP offload.");
        Assert.Equal(SendStatus.Sent, a.Send(new byte[20 * 1_200], 1_200, Reach(a, b), out _));
        Assert.True(a.IsSegmenting);
        Assert.True(Poll(b) > 0);
        Assert.Equal((20 * 1_200, 1_200), (_batch.Data(0).Length, _batch.SegmentSize(0)));
    }

    [Fact]
    public void Where_the_kernel_refuses_segments_they_go_one_by_one_on_that_path_from_then_on()
    {
        using var a = Socket("127.0.0.1", new());
        using var b = Socket("127.0.0.1", Plain);
        using var c = Socket("127.0.0.1", Plain);
        Assert.SkipUnless(a.IsSegmenting, "This kernel has no UDP offload.");
        // More segments than one call may have (128 since Linux 6.9, 64 before): an answer of EINVAL, as an old kernel gives.
        byte[] datagrams = new byte[400 * 100];
        new Random(2).NextBytes(datagrams);
        Assert.Equal(SendStatus.Sent, a.Send(datagrams, 100, Reach(a, b), out int sent));
        Assert.Equal(datagrams.Length, sent);
        Assert.False(a.IsSegmentingTo(Reach(a, b)));
        Assert.True(a.IsSegmentingTo(Reach(a, c)));
        Assert.Equal(datagrams, Receive(b, 400).SelectMany(r => r.Bytes));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(65_507, true)]
    [InlineData(65_508, false)]
    public void The_largest_datagram_passes_and_what_is_larger_is_lost_without_harm(int size, bool arrives)
    {
        using var a = Socket("127.0.0.1", Plain);
        using var b = Socket("127.0.0.1", Plain);
        byte[] large = new byte[size];
        new Random(3).NextBytes(large);
        Assert.Equal(SendStatus.Sent, a.Send(large, Math.Max(1, size), Reach(a, b), out int sent));
        Assert.Equal(size, sent);
        Assert.Equal(SendStatus.Sent, a.Send([9], 1, Reach(a, b), out _));
        var received = Receive(b, arrives && size > 0 ? 2 : 1);
        Assert.Equal(arrives && size > 0 ? [large, [9]] : new byte[][] { [9] }, received.Select(r => r.Bytes));
    }

    [Fact]
    public void An_address_that_the_socket_cannot_reach_is_a_loss()
    {
        using var a = Socket("127.0.0.1", Plain);
        Assert.Equal(SendStatus.Sent, a.Send([1], 1, new IPEndPoint(IPAddress.IPv6Loopback, 9).ToPathAddress(), out int sent));
        Assert.Equal(1, sent);
    }

    [Fact]
    public void Buffers_are_what_the_kernel_gave()
    {
        using var small = Socket("127.0.0.1", Plain with { BufferBytes = 65_536 });
        using var large = Socket("127.0.0.1", Plain with { BufferBytes = 131_072 });
        // Linux counts its own bookkeeping: it gives twice what was asked for, within its own bound.
        Assert.InRange(small.ReceiveBufferBytes, 65_536, 131_072);
        Assert.True(small.IsBufferSmall);
        Assert.InRange(large.ReceiveBufferBytes, 131_072, 262_144);
    }

    [Fact]
    public void An_address_in_use_is_refused()
    {
        using var a = Socket("127.0.0.1", Plain);
        Assert.Throws<SocketException>(() => new UdpSocket(a.LocalEndPoint, Plain));
    }

    [Fact]
    public void A_wait_ends_at_its_deadline_and_before_it_by_a_datagram_a_signal_or_room()
    {
        var longest = Duration.FromSeconds(20);
        using var a = Socket("127.0.0.1", Plain);
        using var b = Socket("127.0.0.1", Plain);
        using var wake = new WakeUp(b);
        Duration Wait(Duration atMost, bool forRoom = false)
        {
            var start = MonotonicClock.Now;
            wake.Wait(start, start + atMost, forRoom);
            return MonotonicClock.Now - start;
        }

        Assert.True(MonotonicClock.Now >= Timestamp.Zero);
        Assert.True(Wait(Duration.FromMilliseconds(20)) >= Duration.FromMilliseconds(20));
        a.Send([1], 1, Reach(a, b), out _);
        Assert.True(Wait(longest) < longest);
        Assert.Single(Receive(b, 1));
        wake.Signal();
        wake.Signal();
        Assert.True(Wait(longest) < longest);
        // A signal ends one wait.
        Assert.True(Wait(Duration.FromMilliseconds(20)) >= Duration.FromMilliseconds(20));
        Assert.True(Wait(longest, forRoom: true) < longest);
    }

    private static UdpSocket Socket(string address, UdpSocketOptions options) => new(new IPEndPoint(IPAddress.Parse(address), 0), options);

    /// <summary>Where one socket reaches another on this machine.</summary>
    private static PathAddress Reach(UdpSocket from, UdpSocket to)
    {
        var address = to.LocalEndPoint.Address;
        if (address.Equals(IPAddress.IPv6Any))
            address = from.LocalEndPoint.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        return new IPEndPoint(address, to.LocalEndPoint.Port).ToPathAddress();
    }

    private List<(byte[] Bytes, PathAddress From)> Receive(UdpSocket socket, int count)
    {
        var received = new List<(byte[], PathAddress)>();
        while (received.Count < count)
        {
            int filled = Poll(socket);
            Assert.True(filled > 0, $"{received.Count} of {count} datagrams came");
            for (int i = 0; i < filled; i++)
            {
                foreach (byte[] datagram in _batch.Data(i).ToArray().Chunk(_batch.SegmentSize(i)))
                    received.Add((datagram, _batch.From(i)));
            }
        }

        return received;
    }

    // What was sent on loopback is there already, or nearly.
    private int Poll(UdpSocket socket)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(20); Thread.Yield())
        {
            if (socket.Receive(_batch) is > 0 and int filled)
                return filled;
        }

        return 0;
    }
}
