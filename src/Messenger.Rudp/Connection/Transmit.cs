namespace Messenger.Rudp;

/// <summary>Datagrams that lie back to back in the buffer of <see cref="RudpEndpoint.PollTransmit"/>: what generic segmentation offload takes.</summary>
/// <param name="To">Where all of them go.</param>
/// <param name="Length">The number of bytes in the buffer.</param>
/// <param name="SegmentSize">The size of each datagram; the last may be shorter.</param>
public readonly record struct Transmit(PathAddress To, int Length, int SegmentSize)
{
    /// <summary>The number of datagrams.</summary>
    public int Count => SegmentSize == 0 ? 0 : (Length + SegmentSize - 1) / SegmentSize;
}
