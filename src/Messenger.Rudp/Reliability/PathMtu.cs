namespace Messenger.Rudp.Reliability;

/// <summary>
/// The largest datagram that the path carries, found by probes alone (RFC 8899, RUDP-PMTU-1 to 6). Sizes are bytes of UDP payload. What is lost at random raises
/// nothing; where large datagrams are lost while small ones pass, the size is in doubt until a probe, or what was on its way, comes through.
/// </summary>
internal sealed class PathMtu
{
    // RUDP-PMTU-2: what links carry: Ethernet, jumbo frames, loopback. IP and UDP headers come off.
    private static readonly int[] LinkMtus = [1_500, 9_000, 65_535];
    private const int HeadersIPv4 = 28, HeadersIPv6 = 48;

    private int _ceiling = Limits.MinDatagramSize;
    private int _headers = HeadersIPv6;
    private int _tooLarge;
    private int _candidate;
    private int _attempts;
    private bool _probeInFlight;
    private Timestamp _restAt = Timestamp.Never;
    private int _largeLost;
    private bool _smallPassed;

    /// <summary>The size of datagrams that go out.</summary>
    public int Size { get; private set; } = Limits.MinDatagramSize;

    /// <summary>A path begins with what every path carries.</summary>
    /// <param name="ceiling">What both ends take at most.</param>
    /// <param name="isIPv6">Whether the path's addresses are IPv6.</param>
    public void Begin(int ceiling, bool isIPv6)
    {
        (_ceiling, _headers) = (Math.Max(ceiling, Limits.MinDatagramSize), isIPv6 ? HeadersIPv6 : HeadersIPv4);
        Size = Limits.MinDatagramSize;
        _tooLarge = _ceiling + 1;
        (_probeInFlight, _largeLost, _smallPassed) = (false, 0, false);
        Seek();
    }

    /// <summary>Whether a probe should go out, and how large.</summary>
    public bool IsProbeDue(Timestamp now, out int size)
    {
        // RUDP-PMTU-5: a route may have become wider.
        if (_candidate == 0 && _restAt <= now && Size < _ceiling)
        {
            _tooLarge = _ceiling + 1;
            Seek();
        }
        else if (_candidate == 0 && _restAt.IsNever)
        {
            _restAt = now + Limits.MtuRest;
        }

        size = _candidate;
        return size > 0 && !_probeInFlight;
    }

    public void OnProbeSent() => _probeInFlight = true;

    /// <summary>A datagram came through, a probe or one in use, perhaps late.</summary>
    /// <returns>Whether the size has changed.</returns>
    public bool OnAcknowledged(int size, bool isProbe)
    {
        if (isProbe)
            _probeInFlight = false;
        if (size <= Limits.MinDatagramSize)
        {
            _smallPassed = true;
            return DoubtWhatIsSwallowed();
        }

        (_largeLost, _smallPassed) = (0, false);
        // RUDP-PMTU-2: what came through is carried, even where that was in doubt.
        if (size <= Size || size > _ceiling)
            return false;
        Size = size;
        _tooLarge = Math.Max(_tooLarge, size + 1);
        Seek();
        return true;
    }

    /// <summary>RUDP-PMTU-3: a size is too large when three probes of it were lost.</summary>
    public void OnProbeLost(int size)
    {
        _probeInFlight = false;
        if (size != _candidate || ++_attempts < Limits.MaxMtuProbes)
            return;
        _tooLarge = size;
        Seek();
    }

    /// <summary>A datagram that was no probe was lost.</summary>
    /// <returns>Whether the size has changed.</returns>
    public bool OnLost(int size)
    {
        if (size <= Limits.MinDatagramSize || size > Size)
            return false;
        _largeLost++;
        return DoubtWhatIsSwallowed();
    }

    /// <summary>RUDP-PMTU-4: small ones pass, and not one large one: only probes risk that size until one of them has passed.</summary>
    private bool DoubtWhatIsSwallowed()
    {
        if (!_smallPassed || _largeLost < Limits.BlackHoleLosses)
            return false;
        (_largeLost, _smallPassed) = (0, false);
        Size = Limits.MinDatagramSize;
        Seek();
        return true;
    }

    /// <summary>RUDP-PMTU-2: the next size to try: those of links from below; where not even Ethernet's passes, halves of what is left.</summary>
    private void Seek()
    {
        (_candidate, _attempts, _restAt) = (0, 0, Timestamp.Never);
        foreach (int mtu in LinkMtus)
        {
            int size = Math.Min(mtu - _headers, _ceiling);
            if (size > Size && size < _tooLarge)
            {
                _candidate = size;
                return;
            }
        }

        if (_tooLarge <= LinkMtus[0] - _headers && _tooLarge - Size > Limits.MtuStep)
            _candidate = (Size + _tooLarge) / 2;
    }
}
