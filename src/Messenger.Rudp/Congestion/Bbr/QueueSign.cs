namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// Whether the RTT shows a queue: for a quarter of a round trip no sample came near the least of the path (after HyStart++, RFC 9406). A processor that was
/// busy elsewhere looks the same, so this only ever supports what the delivery rate says.
/// </summary>
internal struct QueueSign
{
    private const int Samples = 3;
    private static readonly Duration LeastRise = Duration.FromMilliseconds(1), MostRise = Duration.FromMilliseconds(8);

    private Duration _least;
    private int _count;
    private Timestamp _since;

    public bool IsSeen { get; private set; }

    public void Add(Timestamp now, Duration rtt, Duration pathRtt)
    {
        if (rtt == Duration.Zero)
            return;
        (_least, _since) = _count == 0 ? (rtt, now) : (Duration.Min(_least, rtt), _since);
        if (++_count < Samples || now - _since < pathRtt / 4)
            return;
        Duration rise = Duration.Max(LeastRise, Duration.Min(MostRise, pathRtt / 16));
        IsSeen = _least > pathRtt + rise;
        _count = 0;
    }

    public void Reset() => this = default;
}
