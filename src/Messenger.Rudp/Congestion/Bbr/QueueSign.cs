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

    /// <summary>The least RTT of the last quarter of a round trip.</summary>
    public Duration Level { get; private set; }

    public void Add(Timestamp now, Duration rtt, Duration pathRtt)
    {
        if (rtt == Duration.Zero)
            return;
        (_least, _since) = _count == 0 ? (rtt, now) : (Duration.Min(_least, rtt), _since);
        if (++_count < Samples || now - _since < pathRtt / 4)
            return;
        Level = _least;
        IsSeen = Level > pathRtt + Rise(pathRtt);
        _count = 0;
    }

    /// <summary>How much above the least of the path an RTT shows a queue.</summary>
    public static Duration Rise(Duration pathRtt) => Duration.Max(LeastRise, Duration.Min(MostRise, pathRtt / 16));

    public void Reset() => this = default;
}
