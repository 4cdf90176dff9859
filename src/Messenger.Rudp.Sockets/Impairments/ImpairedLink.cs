using System.Buffers;

namespace Messenger.Rudp.Sockets.Impairments;

/// <summary>One direction of a bad link: datagrams go in, and come out later, twice, damaged or never. No clock, no socket.</summary>
internal sealed class ImpairedLink(ImpairmentOptions options, Random random, ImpairmentCounters counters)
{
    // Memory must not grow with delay times rate: beyond this the link drops, as a router would.
    private const long MostWaitingBytes = 64 << 20;

    // IPv4 or IPv6 header, and UDP's: they count against rate and MTU.
    private const int HeaderBytes4 = 28, HeaderBytes6 = 48;

    private readonly PriorityQueue<Waiting, (long Due, long Order)> _waiting = new();
    private long _order;
    private long _waitingBytes;
    private Timestamp _freeAt;
    private Timestamp _lastDue;
    private bool _inBurst;

    /// <summary>When the next datagram comes out.</summary>
    public Timestamp NextDeadline => _waiting.TryPeek(out _, out (long Due, long) first) ? new Timestamp(first.Due) : Timestamp.Never;

    /// <summary>A datagram goes in; its bytes are copied.</summary>
    /// <param name="now">The moment now.</param>
    /// <param name="peer">Where it goes to, or comes from.</param>
    /// <param name="datagram">UDP payload.</param>
    public void Enter(Timestamp now, in PathAddress peer, ReadOnlySpan<byte> datagram)
    {
        counters.OnDatagram();
        // As many draws for every datagram whatever is done to it: the n-th has the same fate in every run.
        (double lost, double held, double doubled, double damaged, double jitter) =
            (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        long bit = random.NextInt64(Math.Max(1, datagram.Length * 8L));

        int bytes = datagram.Length + (peer.Family == 6 ? HeaderBytes6 : HeaderBytes4);
        if (options.Mtu > 0 && bytes > options.Mtu)
            counters.OnTooLarge();
        else if (IsLost(lost))
            counters.OnLost();
        else if (!TryPass(now, bytes, out Timestamp sent))
            counters.OnOverflowed();
        else
            Deliver(DueAt(sent, jitter, held), peer, datagram, damaged < options.Corrupt ? bit : -1, twice: doubled < options.Duplicate);
    }

    /// <summary>The next datagram that is due; it stays until <see cref="Remove"/>.</summary>
    /// <param name="now">The moment now.</param>
    /// <param name="peer">As it went in.</param>
    /// <param name="datagram">Valid until <see cref="Remove"/>.</param>
    public bool TryPeek(Timestamp now, out PathAddress peer, out Span<byte> datagram)
    {
        if (!_waiting.TryPeek(out Waiting first, out (long Due, long) when) || when.Due > now.Nanoseconds)
        {
            peer = default;
            datagram = default;
            return false;
        }

        peer = first.Peer;
        datagram = first.Bytes.AsSpan(0, first.Length);
        return true;
    }

    /// <summary>Takes what was peeked at out of the link.</summary>
    public void Remove()
    {
        Waiting gone = _waiting.Dequeue();
        _waitingBytes -= gone.Length;
        ArrayPool<byte>.Shared.Return(gone.Bytes);
    }

    // Gilbert's model: in the bad state all is lost; it is left after Burst datagrams on average, and entered so often that the share comes out right.
    private bool IsLost(double chance)
    {
        if (options.Burst <= 1 || options.Loss is 0 or 1)
            return chance < options.Loss;
        double leave = 1 / options.Burst;
        _inBurst = _inBurst ? chance >= leave : chance < Math.Min(1, leave * options.Loss / (1 - options.Loss));
        return _inBurst;
    }

    private bool TryPass(Timestamp now, int bytes, out Timestamp sent)
    {
        sent = now;
        if (_waitingBytes + bytes > MostWaitingBytes)
            return false;
        if (options.Rate <= 0)
            return true;
        Timestamp start = Timestamp.Max(_freeAt, now);
        if (((start - now).Seconds * options.Rate / 8) + bytes > options.QueueBytes)
            return false;
        sent = _freeAt = start + new Duration((long)(bytes * 8e9 / options.Rate));
        return true;
    }

    private Timestamp DueAt(Timestamp sent, double jitter, double held)
    {
        // Jitter keeps the order: what overtakes is the business of Reorder alone.
        Timestamp due = _lastDue = Timestamp.Max(_lastDue, sent + options.Delay + new Duration((long)(options.Jitter.Nanoseconds * jitter)));
        if (held >= options.Reorder)
            return due;
        counters.OnHeldBack();
        return due + options.ReorderDelay;
    }

    private void Deliver(Timestamp due, in PathAddress peer, ReadOnlySpan<byte> datagram, long flipped, bool twice)
    {
        byte[] bytes = Put(due, peer, datagram);
        if (flipped >= 0 && datagram.Length > 0)
        {
            bytes[flipped / 8] ^= (byte)(1 << (int)(flipped % 8));
            counters.OnDamaged();
        }

        if (!twice)
            return;
        counters.OnDoubled();
        _ = Put(due, peer, bytes.AsSpan(0, datagram.Length));
    }

    private byte[] Put(Timestamp due, in PathAddress peer, ReadOnlySpan<byte> datagram)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, datagram.Length));
        datagram.CopyTo(bytes);
        _waitingBytes += datagram.Length;
        _waiting.Enqueue(new Waiting(peer, bytes, datagram.Length), (due.Nanoseconds, _order++));
        return bytes;
    }

    private readonly record struct Waiting(PathAddress Peer, byte[] Bytes, int Length);
}
