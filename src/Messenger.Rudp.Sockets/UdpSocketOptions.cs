namespace Messenger.Rudp.Sockets;

/// <summary>What a UDP socket asks of the kernel.</summary>
public sealed record UdpSocketOptions
{
    /// <summary>Bytes of kernel buffer asked for in each direction. Without root the kernel gives no more than <c>net.core.rmem_max</c> and <c>wmem_max</c>.</summary>
    public int BufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Many datagrams in one call: segmentation offload when sending, coalescing when receiving.</summary>
    public bool Offload { get; init; } = true;
}
