namespace Messenger.Rudp.Reliability;

/// <summary>
/// The packets that were sent and still matter, in a ring whose size is a power of two: a slot for every number from <see cref="First"/> up to,
/// but without, <see cref="Next"/>. It grows to a hard bound and never allocates again.
/// </summary>
internal sealed class SentPacketTable(PacketNumber first)
{
    // Empty until the first packet: an offer that waits costs little.
    private SentPacket[] _slots = [];

    public PacketNumber First { get; private set; } = first;

    /// <summary>The number that the next packet gets.</summary>
    public PacketNumber Next { get; private set; } = first;

    /// <summary>RUDP-LOSS-9: no room for another packet, but for probes.</summary>
    public bool IsFull => Next - First >= Limits.MaxSentPackets - Limits.ProbeSentPackets - 1;

    /// <summary>No room for a probe and a skipped number either.</summary>
    public bool IsFullForProbes => Next - First >= Limits.MaxSentPackets - 1;

    public bool Contains(PacketNumber number) => number >= First && number < Next;

    public ref SentPacket this[PacketNumber number] => ref _slots[number.Value & (_slots.Length - 1)];

    /// <summary>A cleared slot for the next number.</summary>
    public ref SentPacket Add()
    {
        if (Next - First == _slots.Length)
            Grow();
        ref var slot = ref this[Next];
        slot = default;
        slot.AckLargest = PacketNumber.None;
        Next = Next.Next;
        return ref slot;
    }

    /// <summary>Forgets the oldest slot.</summary>
    public void RemoveFirst() => First = First.Next;

    private void Grow()
    {
        var larger = new SentPacket[Math.Max(_slots.Length * 2, Limits.MinSentPackets)];
        for (var number = First; number < Next; number = number.Next)
            larger[number.Value & (larger.Length - 1)] = this[number];
        _slots = larger;
    }
}
