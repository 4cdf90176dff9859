namespace Messenger.Rudp;

/// <summary>Every constant of the protocol, with its unit and its reason. PROTOCOL.md repeats them in its last table.</summary>
internal static class Limits
{
    // Datagrams ----------------------------------------------------------------------------------------------------------------------

    /// <summary>Bytes of UDP payload that every path must carry: IPv6's 1,280 less its headers, as RFC 9000 section 14.</summary>
    public const int MinDatagramSize = 1200;

    /// <summary>Bytes of UDP payload that IPv4 can carry at all: 65,535 less 20 and 8.</summary>
    public const int MaxDatagramSize = 65_507;

    // Path MTU, RFC 8899 ------------------------------------------------------------------------------------------------------------------

    /// <summary>MAX_PROBES: at 20 % loss one search in a hundred gives up too early, and looks again after <see cref="MtuRest"/>.</summary>
    public const int MaxMtuProbes = 3;

    /// <summary>Bytes: a search by halves ends here; a hundredth of a datagram is not worth another round trip.</summary>
    public const int MtuStep = 16;

    /// <summary>Large datagrams lost without one that came through that put their size in doubt once a small one passes; a doubt costs a round trip of small ones.</summary>
    public const int BlackHoleLosses = 4;

    /// <summary>How long a search that has ended rests; RFC 8899's PMTU_RAISE_TIMER is 600 s, longer than most transfers last.</summary>
    public static readonly Duration MtuRest = Duration.FromSeconds(60);

    /// <summary>Bytes that wait to be sent or acknowledged before a search is worth its probes.</summary>
    public const long MtuSearchBytes = 64 * 1024;

    // Address space and flow -------------------------------------------------------------------------------------------------------------

    /// <summary>One more than the highest offset: 2⁶², so that sums of an offset and a length stay positive in 63 bits.</summary>
    public const long AddressSpace = 1L << 62;

    /// <summary>Bytes ahead of the consumer: 1 Gbit/s at 128 ms.</summary>
    public const long DefaultReceiveWindow = 16 << 20;

    /// <summary>Bytes: the largest window that may be configured or announced at the start, 1 TiB.</summary>
    public const long MaxReceiveWindow = 1L << 40;

    /// <summary>Bytes of further copies of lost ranges that any transfer may send: those of a window of 250 packets at 10 % loss.</summary>
    public const long SecondCopies = 32 * 1024;

    /// <summary>And one byte more for so many bytes sent: 1.6 %.</summary>
    public const int SecondCopyShare = 64;

    /// <summary>Bytes that are expected to be lost, above which no range goes three times: a window of 450 packets at 10 % loss.</summary>
    public const long ThirdCopies = 64 * 1024;

    /// <summary>Separate ranges that one set may hold: 1 MiB of memory; a window of 64 MiB at 50 % loss needs half of it.</summary>
    public const int MaxRanges = 65_536;

    /// <summary>Bytes of one message: a want list of a thousand ranges.</summary>
    public const int MaxMessageLength = 16 * 1024;

    /// <summary>Bytes of messages that travel with an Initial: what its 1,200 have room for, in a round figure.</summary>
    public const int MaxEarlyMessage = 1024;

    /// <summary>Bytes of messages that may wait on either side: a power of two, for the ring.</summary>
    public const int MessageWindow = 64 * 1024;

    // Acknowledgements -------------------------------------------------------------------------------------------------------------------

    /// <summary>Ranges in one ACK frame: 30 at their longest are 486 bytes, so an ACK always fits beside a message.</summary>
    public const int MaxAckRanges = 30;

    /// <summary>Bytes of the longest ACK frame: 14 fixed and 59 integers of 8 bytes.</summary>
    public const int MaxAckFrameLength = 14 + (2 * MaxAckRanges - 1) * 8;

    /// <summary>Packets that came late whose ranges go before older ones: twice as many as one batch of the kernel holds where every tenth is late.</summary>
    public const int MaxLateTold = 12;

    /// <summary>
    /// Ranges that a receiver remembers, in 16 KiB; what falls off counts as received, so its late packets are dropped. At 1 Gbit/s a radio link that holds a third
    /// back for 12 ms has 400.
    /// </summary>
    public const int MaxTrackedRanges = 1_024;

    /// <summary>Packets that may overtake one: 40 ms at 1 Gbit/s. What is older than that, and known to the peer to have come, is forgotten.</summary>
    public const int LatestPacket = 4_096;

    /// <summary>Packets at the start of a connection of which every second is acknowledged, while the sender's window doubles.</summary>
    public const int EagerAckPackets = 1_024;

    /// <summary>Packets that force an ACK when the RTT is so short that timers cannot divide it: 16 is a quarter of a GSO batch.</summary>
    public const int AckEveryPackets = 16;

    /// <summary>Bytes that do the same where datagrams are large: two of the largest.</summary>
    public const int AckEveryBytes = 128 * 1024;

    /// <summary>The longest delay of an ACK that is announced: below a quarter of the RTT where delays matter, as RFC 9000.</summary>
    public static readonly Duration MaxAckDelay = Duration.FromMilliseconds(25);

    /// <summary>Announced delays after which an ACK gives no RTT sample: an honest end is never so late, but it may tell an ACK again.</summary>
    public const int LateAckFactor = 8;

    // Loss, RFC 9002 and RFC 8985 -----------------------------------------------------------------------------------------------------------

    /// <summary>Packets: kPacketThreshold, used until reordering was seen.</summary>
    public const int PacketThreshold = 3;

    /// <summary>kGranularity: what a driver's timer can be relied on for.</summary>
    public static readonly Duration Granularity = Duration.FromMilliseconds(1);

    /// <summary>kInitialRtt.</summary>
    public static readonly Duration InitialRtt = Duration.FromMilliseconds(333);

    /// <summary>The least that is assumed because the control connection is as fast: a kernel answers sooner than a program does (RUDP-RTT-5).</summary>
    public static readonly Duration LeastInitialRtt = Duration.FromMilliseconds(25);

    /// <summary>kPersistentCongestionThreshold, in probe time-outs.</summary>
    public const int PersistentCongestionThreshold = 3;

    /// <summary>Loss episodes without a spurious one after which a widened reordering window falls back, RFC 8985 section 7.2.</summary>
    public const int ReorderingPersistence = 16;

    /// <summary>Packets that one probe time-out lets out beyond the window, RFC 9002 section 6.2.4.</summary>
    public const int ProbePackets = 2;

    /// <summary>The longest wait between probes unless one PTO is longer: after a blackout the link must not stay idle for seconds.</summary>
    public static readonly Duration MaxProbeInterval = Duration.FromMilliseconds(500);

    /// <summary>Probe time-outs and rounds of losses that bring nothing home before a path counts as one that swallows: a slow link with a bad time has fewer in the idle limit.</summary>
    public const int MaxStuckAttempts = 10;

    /// <summary>Slots of the sent-packet table at first, a power of two.</summary>
    public const int MinSentPackets = 128;

    /// <summary>Slots at most, a power of two: 64 MiB in flight at 1,200 bytes for 6 MiB of table.</summary>
    public const int MaxSentPackets = 65_536;

    /// <summary>Slots of them that are left to probes: two a probe time-out for as long as a silent peer is waited for, and skipped numbers.</summary>
    public const int ProbeSentPackets = 512;

    /// <summary>Packets before the first skipped number; the distance doubles after each, so that an optimistic ACK is caught early.</summary>
    public const int FirstSkip = 256;

    /// <summary>The longest distance between skipped numbers.</summary>
    public const int MaxSkip = 1 << 16;

    // Congestion and pacing -----------------------------------------------------------------------------------------------------------------

    /// <summary>Packets of the initial window, RFC 9002 section 7.2.</summary>
    public const int InitialWindowPackets = 10;

    /// <summary>Packets of the least window, RFC 9002 section 7.2.</summary>
    public const int MinWindowPackets = 2;

    /// <summary>Time's worth of packets that leave at once: a timer's granularity, and a GSO batch at 400 Mbit/s.</summary>
    public static readonly Duration PacingQuantum = Duration.FromMilliseconds(1);

    /// <summary>What a sender that was kept from its work may make up for at most; longer stalls cost the link their time, and its queue nothing.</summary>
    public static readonly Duration MaxCatchUp = Duration.FromMilliseconds(8);

    /// <summary>Packets that may leave at once whatever the rate.</summary>
    public const int PacingBurstPackets = 10;

    // Keys -------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>Bytes of a transfer's secret.</summary>
    public const int SecretLength = 32;

    /// <summary>Bytes of each end's nonce.</summary>
    public const int HandshakeNonceLength = 32;

    /// <summary>Packets under one key before its successor is used: half the hard limit.</summary>
    public const long PacketsPerKey = 1 << 22;

    /// <summary>Packets under one key at the very most: the confidentiality limit of AES-GCM, RFC 9001 section 6.6.</summary>
    public const long MaxPacketsPerKey = 1 << 23;

    /// <summary>The shortest time between two key updates of ours; a peer has at least as much.</summary>
    public static readonly Duration MinKeyLifetime = Duration.FromMilliseconds(100);

    // Life -------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>Silence after which a peer is gone.</summary>
    public static readonly Duration IdleLimit = Duration.FromSeconds(30);

    /// <summary>Silence of our own after which we ping: three lost pings still fit into the idle limit.</summary>
    public static readonly Duration KeepAlive = Duration.FromSeconds(8);

    /// <summary>Silence of the peer after which an end that waits for bytes pings: a rebound NAT, and a way that closed, are found within a second.</summary>
    public static readonly Duration StallPing = Duration.FromMilliseconds(500);

    /// <summary>How long an initiator tries.</summary>
    public static readonly Duration HandshakeLimit = Duration.FromSeconds(30);

    /// <summary>How long an offer waits.</summary>
    public static readonly Duration OfferLifetime = Duration.FromSeconds(60);

    /// <summary>RUDP-HS-10: Initials kept whose offer is not there yet: 75 KiB for the clients that begin within one round trip.</summary>
    public const int EarlyInitials = 64;

    /// <summary>RUDP-HS-10: how long such an Initial is kept: what a lost request needs to come again. By then the initiator has sent another one.</summary>
    public static readonly Duration EarlyInitialLife = Duration.FromMilliseconds(1000);

    /// <summary>Wait before the first repetition of an Initial where the RTT is not known; each later one is half as long again.</summary>
    public static readonly Duration HandshakeRetry = Duration.FromMilliseconds(250);

    /// <summary>The longest wait between Initials: at 60 % loss each way, 30 attempts in 30 s fail once in 200.</summary>
    public static readonly Duration MaxHandshakeRetry = Duration.FromMilliseconds(1000);

    /// <summary>The longest wait between two CLOSEs of one end.</summary>
    public static readonly Duration MaxCloseInterval = Duration.FromMilliseconds(500);

    /// <summary>How long the end that heard a CLOSE stays to echo its repetitions: ten intervals.</summary>
    public static readonly Duration DrainTime = Duration.FromSeconds(5);

    /// <summary>Times that a path challenge is sent before the new address is given up.</summary>
    public const int MaxPathAttempts = 5;

    /// <summary>Bytes that may be sent to an address that is not validated, for each byte from it, RFC 9000 section 8.</summary>
    public const int AmplificationFactor = 3;

    /// <summary>PING, challenge and key update tokens that a peer may spend at once; honest ends use a few a second.</summary>
    public const int ControlBurst = 512;

    /// <summary>Tokens that come back each second.</summary>
    public const int ControlRefill = 64;

    /// <summary>Bytes of UTF-8 in the text of a CLOSE.</summary>
    public const int MaxCloseText = 64;
}
