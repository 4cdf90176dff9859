using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Connection;

/// <summary>
/// RUDP-HS-10: the last Initials whose offer is not there yet. Whoever fills this with others costs an honest initiator the wait for its next Initial, and no more.
/// </summary>
internal sealed class EarlyInitials
{
    private readonly Slot[] _slots = new Slot[Limits.EarlyInitials];
    private int _next;

    /// <summary>Keeps an Initial in the place of the oldest.</summary>
    public void Keep(Timestamp now, in PathAddress from, in PacketHeader header, ReadOnlySpan<byte> datagram)
    {
        ref Slot slot = ref _slots[_next];
        _next = (_next + 1) % _slots.Length;
        slot.Datagram ??= new byte[Limits.MinDatagramSize];
        datagram.CopyTo(slot.Datagram);
        (slot.IsTaken, slot.Came, slot.From, slot.Header) = (true, now, from, header);
    }

    /// <summary>Takes the oldest Initial that came for a transfer, and not too long ago.</summary>
    /// <param name="transferId">The transfer.</param>
    /// <param name="now">The current moment.</param>
    /// <param name="initial">The Initial; its bytes are valid until the next one is kept.</param>
    public bool TryTake(ulong transferId, Timestamp now, out EarlyInitial initial)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            ref Slot slot = ref _slots[(_next + i) % _slots.Length];
            if (slot is not { IsTaken: true, Datagram: { } datagram } || slot.Header.TransferId != transferId)
                continue;
            initial = new(slot.From, slot.Header, datagram);
            slot.IsTaken = false;
            if (now - slot.Came <= Limits.EarlyInitialLife)
                return true;
        }

        initial = default;
        return false;
    }

    private struct Slot
    {
        public bool IsTaken;
        public PacketHeader Header;
        public PathAddress From;
        public Timestamp Came;
        public byte[]? Datagram;
    }
}

/// <summary>An Initial that came before its offer.</summary>
/// <param name="From">Where it came from.</param>
/// <param name="Header">Its header.</param>
/// <param name="Datagram">All of it.</param>
internal readonly record struct EarlyInitial(PathAddress From, PacketHeader Header, byte[] Datagram);
