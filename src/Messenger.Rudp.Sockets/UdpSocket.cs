using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Messenger.Rudp.Sockets.Native;

namespace Messenger.Rudp.Sockets;

/// <summary>What became of a datagram that was to be sent.</summary>
public enum SendStatus
{
    /// <summary>The kernel has it, or it was lost as the network may lose it.</summary>
    Sent,

    /// <summary>The kernel has no room: wait until the socket can be written, then send the same again.</summary>
    Blocked,
}

/// <summary>A bound UDP socket, IPv4 and IPv6 in one where the machine has both. Nothing is allocated a datagram.</summary>
public sealed unsafe class UdpSocket : IDisposable
{
    private const int IpProtocol = 0, IpMtuDiscover = 10, IpV6Protocol = 41, IpV6MtuDiscover = 23, ProbePathMtu = 3;

    /// <summary>Bytes, the kernel's bookkeeping included: 1 Gbit/s for 8 ms.</summary>
    public const int LeastBufferBytes = 2 * 1024 * 1024;

    private const int SocketLevel = 1, SendBufferForced = 32, ReceiveBufferForced = 33;

    // Paths that are remembered; when there are more, all are forgotten and tried again, which costs each one refused call.
    private const int MaxSinglyPaths = 1_024;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly bool _dualStack;
    private readonly HashSet<PathAddress> _singly = [];
    private bool _segmentation;

    /// <summary>Makes and binds a socket.</summary>
    /// <param name="local">Address and port; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> listens on IPv4 too.</param>
    /// <param name="options">What to ask of the kernel.</param>
    /// <exception cref="SocketException">The address is in use or not of this machine.</exception>
    public UdpSocket(IPEndPoint local, UdpSocketOptions options)
    {
        _dualStack = local.AddressFamily == AddressFamily.InterNetworkV6;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            if (_dualStack)
                _socket.DualMode = true;
            _socket.Bind(local);
            // RUDP-PATH-1: datagrams are never fragmented, and no ICMP lowers their size.
            _socket.SetRawSocketOption(IpProtocol, IpMtuDiscover, BitConverter.GetBytes(ProbePathMtu));
            if (_dualStack)
                _socket.SetRawSocketOption(IpV6Protocol, IpV6MtuDiscover, BitConverter.GetBytes(ProbePathMtu));
            Enlarge(options.BufferBytes);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        _segmentation = options.Offload;
        IsCoalescing = options.Offload && TryCoalesce();
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
    }

    /// <summary>Where the socket is bound.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Bytes of receive buffer that the kernel gave; it counts its own bookkeeping too.</summary>
    public int ReceiveBufferBytes => _socket.ReceiveBufferSize;

    /// <summary>
    /// The kernel gave less than a fast link brings while a processor is busy for a few milliseconds: datagrams will be lost.
    /// <c>net.core.rmem_max</c> and <c>net.core.wmem_max</c> bound it.
    /// </summary>
    public bool IsBufferSmall => ReceiveBufferBytes < LeastBufferBytes;

    /// <summary>Datagrams may be sent in one call; turned off for good when the kernel has no such thing.</summary>
    public bool IsSegmenting => _segmentation;

    /// <summary>The kernel may hand over several datagrams of one peer in one buffer.</summary>
    public bool IsCoalescing { get; }

    internal int Descriptor => _descriptor;

    /// <summary>Sends datagrams of equal size that lie back to back, in one call where the kernel can.</summary>
    /// <param name="datagrams">The bytes.</param>
    /// <param name="segmentSize">The size of each; the last may be shorter.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="sent">Bytes that are off our hands, also when the status is <see cref="SendStatus.Blocked"/>.</param>
    public SendStatus Send(ReadOnlySpan<byte> datagrams, int segmentSize, in PathAddress to, out int sent)
    {
        sent = 0;
        while (sent < datagrams.Length)
        {
            int length = IsSegmentingTo(to) ? datagrams.Length - sent : Math.Min(segmentSize, datagrams.Length - sent);
            int error = SendOnce(datagrams.Slice(sent, length), segmentSize, to);
            switch (error)
            {
                case Libc.EINTR:
                    continue;
                case Libc.EAGAIN or Libc.ENOBUFS:
                    return SendStatus.Blocked;
                case Libc.EOPNOTSUPP or Libc.ENOPROTOOPT when length > segmentSize:
                    _segmentation = false;
                    continue;
                case Libc.EIO or Libc.EINVAL when length > segmentSize:
                    // A device without checksum offload, or a link that became too narrow: one by one on this path from now on.
                    if (_singly.Count == MaxSinglyPaths)
                        _singly.Clear();
                    _singly.Add(to);
                    continue;
            }

            // Any other error (unreachable, filtered, too large for the link) is a loss like one on the way.
            sent += length;
        }

        return SendStatus.Sent;
    }

    /// <summary>Whether datagrams for this peer may be sent in one call.</summary>
    internal bool IsSegmentingTo(in PathAddress to) => _segmentation && (_singly.Count == 0 || !_singly.Contains(to));

    /// <summary>Takes what has arrived.</summary>
    /// <param name="batch">Where it goes.</param>
    /// <returns>Buffers filled; 0: nothing waits.</returns>
    internal int Receive(ReceiveBatch batch)
    {
        int count;
        do
        {
            count = Libc.recvmmsg(_descriptor, batch.Prepare(), ReceiveBatch.Buffers, Libc.MSG_DONTWAIT, null);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return Math.Max(count, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Enlarge(int bytes)
    {
        _socket.ReceiveBufferSize = _socket.SendBufferSize = bytes;
        try
        {
            // Root may pass the kernel's bound.
            _socket.SetRawSocketOption(SocketLevel, ReceiveBufferForced, BitConverter.GetBytes(bytes));
            _socket.SetRawSocketOption(SocketLevel, SendBufferForced, BitConverter.GetBytes(bytes));
        }
        catch (SocketException)
        {
            // Then its bound holds, and IsBufferSmall tells whether it matters.
        }
    }

    private int SendOnce(ReadOnlySpan<byte> bytes, int segmentSize, in PathAddress to)
    {
        byte* name = stackalloc byte[SocketAddressBytes.Size];
        int nameLength = SocketAddressBytes.Write(new Span<byte>(name, SocketAddressBytes.Size), to, _dualStack);
        if (nameLength == 0)
            return 0;
        fixed (byte* data = bytes)
        {
            var vector = new IoVector { Base = data, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Name = name, NameLength = (uint)nameLength, Vectors = &vector, VectorCount = 1 };
            SegmentControl control;
            if (bytes.Length > segmentSize)
            {
                control = new SegmentControl { Length = 18, Level = Libc.SOL_UDP, Type = Libc.UDP_SEGMENT, Value = segmentSize };
                message.Control = &control;
                message.ControlLength = 24;
            }

            return Libc.sendmsg(_descriptor, &message, Libc.MSG_DONTWAIT) >= 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    private bool TryCoalesce()
    {
        try
        {
            _socket.SetRawSocketOption(Libc.SOL_UDP, Libc.UDP_GRO, BitConverter.GetBytes(1));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
