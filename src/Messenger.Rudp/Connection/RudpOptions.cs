namespace Messenger.Rudp;

/// <summary>The congestion controller of a connection, chosen by name.</summary>
public enum CongestionControl
{
    /// <summary>NewReno, RFC 9002 section 7.</summary>
    NewReno,

    /// <summary>CUBIC, RFC 9438.</summary>
    Cubic,

    /// <summary>BBR, draft-ietf-ccwg-bbr, which random loss does not slow.</summary>
    Bbr,
}

/// <summary>What one connection may be told to do differently; the defaults are those of PROTOCOL.md. Both ends tell the other what concerns it.</summary>
public sealed record RudpOptions
{
    /// <summary>The largest datagram sent and taken, in bytes of UDP payload, 1,200 to 65,507: what the search for the path's looks for at most. Default 65,507.</summary>
    public int MaxDatagramSize { get; init; } = Limits.MaxDatagramSize;

    /// <summary>How many bytes the peer may send ahead of what this end consumed (RUDP-FLOW-1): 1 to 2⁴⁰. Default 16 MiB.</summary>
    public long ReceiveWindow { get; init; } = Limits.DefaultReceiveWindow;

    /// <summary>The congestion controller. Default BBR.</summary>
    public CongestionControl CongestionControl { get; init; } = CongestionControl.Bbr;

    /// <summary>
    /// The RTT assumed before one was measured; a caller who knows that of the control connection says so. Default null, not known: 333 ms (RFC 9002), and an
    /// Initial is repeated after 250 ms.
    /// </summary>
    public Duration? InitialRtt { get; init; }

    /// <summary>RUDP-RTT-5: what to assume, so that the first window leaves within the first round trip.</summary>
    /// <param name="control">The round trip of the control connection; null: not known.</param>
    public static Duration? InitialRttOf(TimeSpan? control) => control is { } known
        ? Duration.Max(Limits.LeastInitialRtt, Duration.FromMilliseconds((long)Math.Ceiling(known.TotalMilliseconds)))
        : null;

    /// <summary>Silence after which the peer counts as gone (the lower of both ends' values holds). Default 30 s.</summary>
    public Duration IdleLimit { get; init; } = Limits.IdleLimit;

    /// <summary>Silence of our own after which a PING is sent; <see cref="Duration.Zero"/> sends none. Default 8 s.</summary>
    public Duration KeepAlive { get; init; } = Limits.KeepAlive;

    /// <summary>How long an initiator tries to reach its peer. Default 30 s.</summary>
    public Duration HandshakeLimit { get; init; } = Limits.HandshakeLimit;

    /// <summary>How long an accepted offer waits for its client. Default 60 s.</summary>
    public Duration OfferLifetime { get; init; } = Limits.OfferLifetime;

    /// <summary>The longest that this end waits before it acknowledges. 1 ms to 1 s, default 25 ms.</summary>
    public Duration MaxAckDelay { get; init; } = Limits.MaxAckDelay;

    /// <summary>Packets sealed under one key before it is replaced: 16 to 2²². Default 2²² (RUDP-KEY-4).</summary>
    public long PacketsPerKey { get; init; } = Limits.PacketsPerKey;

    /// <summary>A bound on the sending rate in bytes a second; 0 for none.</summary>
    public long MaxSendRate { get; init; }

    /// <summary>For tests of counters: the number of the first packet, 0 to 2⁶²-1.</summary>
    internal long FirstPacketNumber { get; init; }

    /// <summary>For tests: how many packets pass before a number is skipped for the first time.</summary>
    internal int FirstSkip { get; init; } = Limits.FirstSkip;

    /// <summary>RUDP-HS-5: the wait before the first repetition of an Initial.</summary>
    internal Duration HandshakeRetry => InitialRtt is { } rtt ? Duration.Min(rtt * 3 / 2, Limits.MaxHandshakeRetry) : Limits.HandshakeRetry;

    /// <exception cref="ArgumentException">An option is outside its limits.</exception>
    internal void Check()
    {
        bool sound = MaxDatagramSize is >= Limits.MinDatagramSize and <= Limits.MaxDatagramSize
            && ReceiveWindow is >= 1 and <= Limits.MaxReceiveWindow
            && MaxAckDelay >= Limits.Granularity && MaxAckDelay <= Duration.FromSeconds(1)
            && IdleLimit >= Duration.FromMilliseconds(100) && IdleLimit <= Duration.FromSeconds(3600)
            && !(InitialRtt <= Duration.Zero) && KeepAlive >= Duration.Zero && MaxSendRate >= 0
            && PacketsPerKey is >= 16 and <= Limits.PacketsPerKey
            && FirstPacketNumber is >= 0 and < Limits.AddressSpace && FirstSkip > 0;
        if (!sound)
            throw new ArgumentException("An option is outside its limits.");
    }
}
