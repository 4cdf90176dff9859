namespace Messenger.Rudp.Congestion;

/// <summary>
/// HyStart++ (RFC 9406): ends slow start when the RTT begins to rise, before the queue overflows. A rise leads to a round-by-round test of
/// conservative slow start, which goes back if the rise was a hiccup.
/// </summary>
internal sealed class HyStart
{
    /// <summary>MIN_RTT_THRESH: the least rise that counts.</summary>
    private static readonly Duration MinRise = Duration.FromMilliseconds(4);

    /// <summary>MAX_RTT_THRESH: the rise that always counts.</summary>
    private static readonly Duration MaxRise = Duration.FromMilliseconds(16);

    /// <summary>N_RTT_SAMPLE is 8 with an ACK for every second packet; with one for every quarter of an RTT a round has four.</summary>
    private const int SamplesPerRound = 3;

    /// <summary>CSS_GROWTH_DIVISOR.</summary>
    private const int ConservativeDivisor = 4;

    /// <summary>CSS_ROUNDS.</summary>
    private const int ConservativeRounds = 5;

    private Duration _lastRound = Duration.Infinite;
    private Duration _thisRound = Duration.Infinite;
    private Duration _baseline = Duration.Infinite;
    private int _samples;
    private int _conservativeRounds;
    private bool _conservative;

    /// <summary>Whether slow start is to end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>By how many bytes the window grows for an ACK in slow start.</summary>
    public long Growth(in AckSample sample)
    {
        if (sample.Rate.IsRoundStart)
            BeginRound();
        if (sample.Rtt > Duration.Zero)
        {
            _thisRound = Duration.Min(_thisRound, sample.Rtt);
            _samples++;
            Judge();
        }

        return _conservative ? sample.GrowthBytes / ConservativeDivisor : sample.GrowthBytes;
    }

    public void Reset()
    {
        _lastRound = _thisRound = _baseline = Duration.Infinite;
        _samples = _conservativeRounds = 0;
        _conservative = IsOver = false;
    }

    private void BeginRound()
    {
        _lastRound = _thisRound;
        _thisRound = Duration.Infinite;
        _samples = 0;
        if (_conservative && ++_conservativeRounds >= ConservativeRounds)
            IsOver = true;
    }

    private void Judge()
    {
        if (_samples < SamplesPerRound)
            return;
        if (_conservative)
        {
            if (_thisRound < _baseline)
            {
                _conservative = false;
                _baseline = Duration.Infinite;
            }
        }
        else if (_lastRound != Duration.Infinite
            && _thisRound >= _lastRound + Duration.Min(Duration.Max(_lastRound / 8, MinRise), MaxRise))
        {
            _conservative = true;
            _conservativeRounds = 0;
            _baseline = _thisRound;
        }
    }
}
