using System.Net.Sockets;
using Messenger.Platform.Startup;

namespace Messenger.Platform.Tests.Startup;

public sealed class ThinStreamTests
{
    private const int Tcp = 6, LeastTimeout = 45, LongestAckDelay = 46;

    [Fact]
    public void ALossIsMendedSoonerThanAnAckIsHeldBackAndAFileHasTheKernelsOwnPatience()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        ThinStream.Tune(socket);
        Assert.True(socket.NoDelay);
        // An older kernel than 6.16 does not know the options, and everything works as it did.
        if (Read(socket, LeastTimeout) is not { } least || Read(socket, LongestAckDelay) is not { } delay)
            return;
        Assert.InRange(least, delay + 1, 50_000);
        ThinStream.CarryBulk(socket);
        Assert.Equal(200_000, Read(socket, LeastTimeout));
    }

    private static int? Read(Socket socket, int option)
    {
        var value = new byte[sizeof(int)];
        try
        {
            socket.GetRawSocketOption(Tcp, option, value);
            return BitConverter.ToInt32(value);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
