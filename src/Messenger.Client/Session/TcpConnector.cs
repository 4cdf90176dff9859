using System.Net;
using System.Net.Sockets;

namespace Messenger.Client.Session;

/// <summary>Makes one TCP connection, set up for small messages over links that lose packets.</summary>
internal static class TcpConnector
{
    // linux/tcp.h: time-outs of thin streams stay linear instead of doubling.
    private const int IpProtoTcp = 6;
    private const int TcpThinLinearTimeouts = 16;

    public static async Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancel)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            AskForLinearTimeouts(socket);
            await socket.ConnectAsync(endPoint, cancel).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void AskForLinearTimeouts(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            socket.SetRawSocketOption(IpProtoTcp, TcpThinLinearTimeouts, BitConverter.GetBytes(1));
        }
        catch (SocketException)
        {
            // A kernel without it is slower on bad links, and right all the same.
        }
    }
}
