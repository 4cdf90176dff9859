namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// What the first window tells of the bottleneck (RUDP-BBR-10): packets that left together arrive as far apart as the bottleneck sends them, and so do their
/// ACKs (packet train dispersion; Dovrolis, Ramanathan, Moore: "What do packet dispersion techniques measure?", 2001). Where what follows the train finds no
/// trace of it, nobody else fills the path; where others do, it stays in the queue.
/// </summary>
internal struct FirstTrain
{
    private const long Enough = 40L * Limits.MinDatagramSize;

    // A processor that was busy elsewhere takes from a train, or adds to it, nearly as much: a shorter one tells nothing.
    private static readonly Duration Shortest = Duration.FromMilliseconds(2);

    private Timestamp _since;
    private Timestamp _last;
    private Duration _length;
    private long _bytes;
    private long _rate;
    private bool _begun;
    private bool _isOver;
    private bool _foundNobody;

    /// <summary>Bytes a second of the path; 0 until that is known, and where others use it.</summary>
    public readonly long Rate => _foundNobody ? _rate : 0;

    /// <summary>Whether the first window is on its way: what follows it is paced.</summary>
    public bool HasLeft { get; private set; }

    public void Add(in AckSample sample, Duration pathRtt)
    {
        if (_foundNobody)
            return;
        if (_rate == 0)
            Measure(sample, pathRtt);
        else if (_isOver |= sample.Rate.IsRoundStart)
            _foundNobody = sample.Rtt > Duration.Zero && sample.Rtt < pathRtt + (_length / 4);
    }

    // The first ACK of a train only says when it began. A dialogue's ACKs are as far apart as round trips.
    private void Measure(in AckSample sample, Duration pathRtt)
    {
        HasLeft |= sample.PriorInFlight >= Enough;
        if (!_begun || sample.Now - _last > pathRtt / 4)
            (_begun, _since, _bytes) = (true, sample.Now, 0);
        else
            _bytes += sample.AckedBytes;
        _last = sample.Now;
        _length = sample.Now - _since;
        if (_bytes >= Enough && _length >= Shortest)
            _rate = (long)(_bytes / _length.Seconds);
    }
}
