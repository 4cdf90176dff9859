using System.Buffers.Binary;
using System.Net.Sockets;

namespace Messenger.Transfer.Tcp;

/// <summary>What the kernel counts of a TCP connection (TCP_INFO of linux/tcp.h).</summary>
public static class TcpCount
{
    private const int ProtocolTcp = 6, TcpInfo = 11;
    private const int RttAt = 68, RetransmissionsAt = 100, DataSegmentsOutAt = 156, Length = 160;

    /// <summary>Segments with data that this end sent, those sent again, and the round trip.</summary>
    /// <returns>Null where the kernel does not tell, or the connection has gone.</returns>
    public static LinkCount? Of(Socket socket)
    {
        try
        {
            Span<byte> info = stackalloc byte[Length];
            if (socket.GetRawSocketOption(ProtocolTcp, TcpInfo, info) < Length)
                return null;
            var roundTrip = BinaryPrimitives.ReadUInt32LittleEndian(info[RttAt..]);
            return new(
                BinaryPrimitives.ReadUInt32LittleEndian(info[DataSegmentsOutAt..]),
                BinaryPrimitives.ReadUInt32LittleEndian(info[RetransmissionsAt..]),
                roundTrip == 0 ? null : TimeSpan.FromMicroseconds(roundTrip));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
