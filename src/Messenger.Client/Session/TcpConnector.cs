using System.Net;
using System.Net.Sockets;
using Messenger.Platform.Startup;

namespace Messenger.Client.Session;

/// <summary>Makes one TCP connection, set up for small messages over links that lose packets.</summary>
internal static class TcpConnector
{
    public static async Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancel)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            ThinStream.Tune(socket);
            await socket.ConnectAsync(endPoint, cancel).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
