using System.Net.Sockets;

namespace Messenger.Platform.Startup;

/// <summary>TCP set up for connections that say little and must not stall: what both programs ask of the kernel.</summary>
public static class ThinStream
{
    // linux/tcp.h.
    private const int IpProtoTcp = 6, ThinLinearTimeouts = 16, UserTimeout = 18;

    // Both ends count a peer as dead after 30 s of silence; a kernel that goes on for a quarter of an hour helps nobody.
    private const int UserTimeoutMilliseconds = 30_000;

    /// <summary>Sets a socket up. A kernel without an option is slower on bad links, and right all the same.</summary>
    public static void Tune(Socket socket)
    {
        socket.NoDelay = true;
        if (!OperatingSystem.IsLinux())
            return;
        // Time-outs of thin streams stay linear instead of doubling.
        TrySet(socket, ThinLinearTimeouts, 1);
        TrySet(socket, UserTimeout, UserTimeoutMilliseconds);
    }

    private static void TrySet(Socket socket, int option, int value)
    {
        try
        {
            socket.SetRawSocketOption(IpProtoTcp, option, BitConverter.GetBytes(value));
        }
        catch (SocketException)
        {
            // See above.
        }
    }
}
