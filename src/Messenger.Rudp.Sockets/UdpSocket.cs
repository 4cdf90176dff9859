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

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly bool _dualStack;
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
            _socket.ReceiveBufferSize = _socket.SendBufferSize = options.BufferBytes;
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

    /// <summary>Datagrams may be sent in one call; turned off for good when the kernel or the device refuses.</summary>
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
            int length = _segmentation ? datagrams.Length - sent : Math.Min(segmentSize, datagrams.Length - sent);
            int error = SendOnce(datagrams.Slice(sent, length), segmentSize, to);
            switch (error)
            {
                case Libc.EINTR:
                    continue;
                case Libc.EAGAIN or Libc.ENOBUFS:
                    return SendStatus.Blocked;
                case Libc.EIO or Libc.EINVAL or Libc.EOPNOTSUPP when length > segmentSize:
                    // A device without checksum offload, or an old kernel: one by one from now on.
                    _segmentation = false;
                    continue;
            }

            // Any other error (unreachable, filtered, too large for the link) is a loss like one on the way.
            sent += length;
        }

        return SendStatus.Sent;
    }

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
