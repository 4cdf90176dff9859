using System.Net.Sockets;

namespace Messenger.Platform.Startup;

/// <summary>TCP set up for connections that say little and must not stall: what both programs ask of the kernel.</summary>
public static class ThinStream
{
    // linux/tcp.h.
    private const int IpProtoTcp = 6, ThinLinearTimeouts = 16, UserTimeout = 18, LeastTimeout = 45, LongestAckDelay = 46;

    // Both ends count a peer as dead after 30 s of silence; a kernel that goes on for a quarter of an hour helps nobody.
    private const int UserTimeoutMilliseconds = 30_000;

    // How much later than an RTT what is lost is sent again: more than ACKs are held back here, so that none is taken for a loss; and what the kernel has by itself.
    private const int LeastTimeoutMicroseconds = 20_000, LongestAckDelayMicroseconds = 10_000, UsualTimeoutMicroseconds = 200_000;

    /// <summary>Sets a socket up. A kernel without an option is slower on bad links, and right all the same.</summary>
    public static void Tune(Socket socket)
    {
        socket.NoDelay = true;
        if (!OperatingSystem.IsLinux())
            return;
        // Time-outs of thin streams stay linear instead of doubling.
        TrySet(socket, ThinLinearTimeouts, 1);
        TrySet(socket, UserTimeout, UserTimeoutMilliseconds);
        // Since Linux 6.16.
        TrySet(socket, LeastTimeout, LeastTimeoutMicroseconds);
        TrySet(socket, LongestAckDelay, LongestAckDelayMicroseconds);
    }

    /// <summary>The stream carries a file from now on: a link that is late for a moment must not cost it its window.</summary>
    public static void CarryBulk(Socket socket)
    {
        if (OperatingSystem.IsLinux())
            TrySet(socket, LeastTimeout, UsualTimeoutMicroseconds);
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
