namespace Messenger.Rudp.Congestion;

/// <summary>What one ACK told (RUDP-CC-1). Bytes are bytes of datagrams that ask for an ACK.</summary>
internal readonly record struct AckSample
{
    public required Timestamp Now { get; init; }

    /// <summary>Bytes acknowledged now, late ones that counted as lost included.</summary>
    public required long AckedBytes { get; init; }

    /// <summary>Those of them that left after the newest loss episode began: only they may widen a window that a loss narrowed.</summary>
    public required long GrowthBytes { get; init; }

    /// <summary>Bytes in flight before this ACK.</summary>
    public required long PriorInFlight { get; init; }

    /// <summary>Bytes in flight after this ACK and the losses that it showed.</summary>
    public required long InFlight { get; init; }

    /// <summary>Bytes declared lost by this ACK.</summary>
    public required long LostBytes { get; init; }

    /// <summary>All bytes acknowledged since the beginning.</summary>
    public required long TotalDelivered { get; init; }

    /// <summary>All bytes declared lost since the beginning; a spurious loss is not taken back.</summary>
    public required long TotalLost { get; init; }

    /// <summary>The RTT sample of this ACK; zero without one.</summary>
    public required Duration Rtt { get; init; }

    public required Duration SmoothedRtt { get; init; }

    /// <summary>The least RTT of the connection.</summary>
    public required Duration MinRtt { get; init; }

    /// <summary>Whether the window, and not the application, held the sender back.</summary>
    public required bool WindowLimited { get; init; }

    public required RateSample Rate { get; init; }
}

/// <summary>What a controller may weigh of a lost packet.</summary>
internal readonly record struct LossSample
{
    public required Timestamp Now { get; init; }

    public required PacketNumber Number { get; init; }

    public required int Bytes { get; init; }

    public required Timestamp SentAt { get; init; }

    /// <summary>Bytes in flight when it left, itself included.</summary>
    public required long InFlightAtSend { get; init; }

    /// <summary>All bytes acknowledged when it left.</summary>
    public required long DeliveredAtSend { get; init; }

    /// <summary>All bytes declared lost when it left.</summary>
    public required long LostAtSend { get; init; }

    /// <summary>All bytes declared lost, this packet included.</summary>
    public required long TotalLost { get; init; }
}

/// <summary>How much may be in flight, and how fast it may leave. Told of packets, ACKs and losses; has no clock of its own.</summary>
internal interface ICongestionController
{
    /// <summary>Bytes that may be in flight.</summary>
    long Window { get; }

    bool InSlowStart { get; }

    /// <summary>Bytes a second; 0: the pacer derives it from window and RTT.</summary>
    long PacingRate { get; }

    /// <summary>A packet leaves. In flight 0 before it, with the application out of data since: an idle restart.</summary>
    void OnSent(Timestamp now, int bytes, long inFlightBefore, bool appLimited);

    /// <summary>Once for each ACK that acknowledged anything new, after the losses that it showed.</summary>
    void OnAcknowledged(in AckSample sample);

    /// <summary>The first loss of an episode: one round's losses are one signal.</summary>
    void OnCongestion(Timestamp now, long inFlight);

    /// <summary>Every lost packet, for controllers that weigh losses; before the <see cref="OnCongestion"/> that it may cause.</summary>
    void OnLost(in LossSample loss);

    /// <summary>Nothing came through for several probe time-outs.</summary>
    void OnPersistentCongestion();

    /// <summary>All losses of the newest episode turned out to be none: what it took is given back (RUDP-CC-4).</summary>
    void OnSpuriousCongestion();

    /// <summary>Datagrams have another size from now on.</summary>
    void SetDatagramSize(int bytes);

    /// <summary>A new path: back to the beginning.</summary>
    void Reset();
}

/// <summary>Controllers by name.</summary>
internal static class CongestionControllers
{
    public static ICongestionController Create(CongestionControl name, int datagramSize) => name switch
    {
        CongestionControl.NewReno => new NewReno(datagramSize),
        CongestionControl.Cubic => new Cubic(datagramSize),
        CongestionControl.Bbr => new Bbr.Bbr(datagramSize),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such congestion controller."),
    };
}
