namespace Messenger.Rudp.Congestion.Bbr;

/// <summary>
/// How packets are lost together (RUDP-BBR-11): of runs of lost packets the mean of the squares, by the mean. By so much the number of the lost varies more
/// from round to round than that of packets lost each by itself.
/// </summary>
internal struct LossRuns
{
    // A blackout is one event, and tells little of what comes after it.
    private const int LongestRun = 32;

    // Packets: of so many before it is assumed that they were lost alone, and of twice as many the half is forgotten.
    private const double Assumed = 16, Remembered = 256;

    private PacketNumber _last;
    private int _run;
    private double _lost;
    private double _squares;

    /// <summary>1 where each is lost by itself.</summary>
    public readonly double Dispersion => (_squares + Assumed) / (_lost + Assumed);

    public void Add(PacketNumber number)
    {
        bool goesOn = _run > 0 && number.Value == _last.Value + 1;
        _last = number;
        if (goesOn && _run == LongestRun)
            return;
        _run = goesOn ? _run + 1 : 1;
        _lost++;
        _squares += (2 * _run) - 1;
        if (_lost < 2 * Remembered)
            return;
        _lost /= 2;
        _squares /= 2;
    }
}
