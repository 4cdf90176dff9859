namespace Messenger.Rudp.Reliability;

/// <summary>What became of a packet.</summary>
internal enum SentState : byte
{
    /// <summary>Its number was jumped over: whoever acknowledges it lies.</summary>
    Skipped,

    /// <summary>Carries only an ACK: nobody waits for it.</summary>
    AckOnly,

    /// <summary>Counts as in flight.</summary>
    InFlight,

    /// <summary>Declared lost; remembered for a while, in case that was wrong.</summary>
    Lost,

    /// <summary>Acknowledged.</summary>
    Acknowledged,
}

/// <summary>What a packet carried beside its two ranges.</summary>
[Flags]
internal enum SentContent : byte
{
    None = 0,
    Window = 1,
    AppLimited = 2,
    MtuProbe = 4,

    /// <summary>A path frame, perhaps to another address than all else.</summary>
    Path = 8,
}

/// <summary>One packet's account: what it carried, and what the delivery-rate sampler noted when it left.</summary>
internal struct SentPacket
{
    public Timestamp SentAt;
    public Timestamp LostAt;

    /// <summary>Offset and length of its one DATA frame; length 0 for none.</summary>
    public long DataOffset;

    /// <summary>Offset of its one MESSAGE frame in the lane.</summary>
    public long MessageOffset;

    /// <summary>The largest number that its ACK frame acknowledged; none without one.</summary>
    public PacketNumber AckLargest;

    /// <summary>Delivery rate: bytes delivered when this packet left.</summary>
    public long Delivered;

    /// <summary>Delivery rate: when those were delivered.</summary>
    public Timestamp DeliveredAt;

    /// <summary>Delivery rate: when the first packet of the sampling window left.</summary>
    public Timestamp FirstSentAt;

    /// <summary>Delivery rate: bytes in flight when it left, itself included.</summary>
    public long InFlightAtSend;

    /// <summary>Delivery rate: bytes declared lost when it left.</summary>
    public long LostAtSend;

    /// <summary>The loss episode in which it was declared lost.</summary>
    public int Episode;

    /// <summary>Bytes of the datagram.</summary>
    public ushort Size;
    public ushort DataLength;
    public ushort MessageLength;
    public SentState State;
    public SentContent Content;

    public readonly bool IsPathFrame => (Content & SentContent.Path) != 0;

    public readonly bool IsMtuProbe => (Content & SentContent.MtuProbe) != 0;
}
