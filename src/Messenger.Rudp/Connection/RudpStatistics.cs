namespace Messenger.Rudp;

/// <summary>What a connection counted and measured so far: a copy, for progress, traces and tests.</summary>
public readonly record struct RudpStatistics
{
    /// <summary>Datagrams sent, all kinds.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Bytes of UDP payload sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Datagrams received whose seal was valid, without doubles.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Bytes of UDP payload in them.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Datagrams that the peer has sent, as far as the newest number tells; more than were received where some got lost or are late.</summary>
    public long PacketsExpected { get; init; }

    /// <summary>Datagrams received twice.</summary>
    public long PacketsDuplicate { get; init; }

    /// <summary>Datagrams for this connection that were dropped: seal not valid, keys gone, or no place in this state.</summary>
    public long PacketsDropped { get; init; }

    /// <summary>Packets declared lost.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Of these, acknowledged after all.</summary>
    public long PacketsLostSpuriously { get; init; }

    /// <summary>Bytes of the transfer sent for the first time.</summary>
    public long DataSent { get; init; }

    /// <summary>Bytes of the transfer sent again.</summary>
    public long DataSentAgain { get; init; }

    /// <summary>Bytes of the transfer that the peer acknowledged.</summary>
    public long DataAcknowledged { get; init; }

    /// <summary>Bytes of the transfer received and delivered, each once.</summary>
    public long DataReceived { get; init; }

    /// <summary>Bytes of the transfer that came again and were not delivered twice.</summary>
    public long DataDuplicate { get; init; }

    /// <summary>Probe time-outs since the start.</summary>
    public long Probes { get; init; }

    /// <summary>Key updates, in either direction.</summary>
    public long KeyUpdates { get; init; }

    /// <summary>Bytes in flight: sent, neither acknowledged nor lost.</summary>
    public long BytesInFlight { get; init; }

    /// <summary>The congestion window in bytes.</summary>
    public long CongestionWindow { get; init; }

    /// <summary>The smoothed RTT; the initial one before a measurement.</summary>
    public Duration SmoothedRtt { get; init; }

    /// <summary>The least RTT measured; <see cref="Duration.Zero"/> before the first.</summary>
    public Duration MinRtt { get; init; }

    /// <summary>The size of datagrams that go out, in bytes of UDP payload.</summary>
    public int DatagramSize { get; init; }

    /// <summary>The newest delivery-rate sample in bytes a second; 0 before the first.</summary>
    public long DeliveryRate { get; init; }
}

/// <summary>What an endpoint dropped in silence, for operators and tests.</summary>
public readonly record struct RudpEndpointStatistics
{
    /// <summary>Datagrams handed in.</summary>
    public long Received { get; init; }

    /// <summary>Too short, wrong version or type, or a CRC that does not match.</summary>
    public long Malformed { get; init; }

    /// <summary>A transfer id that nobody has.</summary>
    public long UnknownId { get; init; }

    /// <summary>Seal not valid, in any connection.</summary>
    public long Unsealed { get; init; }
}
