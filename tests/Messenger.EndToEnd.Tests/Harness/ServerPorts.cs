using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Messenger.EndToEnd.Tests.Harness;

/// <summary>
/// Ports for servers that are started again: none that the kernel gives to a socket without a port of its own, for one of the many clients beside it
/// would take it while its server is down.
/// </summary>
internal static class ServerPorts
{
    private const int Lowest = 10_000;
    private static readonly int Count = FirstOfTheKernel() - Lowest;
    private static int _next = Random.Shared.Next(Math.Max(1, Count));

    /// <summary>A port that is free for TCP and UDP, and given to nobody else; 0 where the kernel leaves none.</summary>
    /// <param name="address">Where it is to be free; `*`: everywhere.</param>
    internal static int Take(string address)
    {
        var where = address == "*" ? IPAddress.Any : IPAddress.Parse(address);
        for (var i = 0; i < Count; i++)
        {
            var local = new IPEndPoint(where, Lowest + (int)((uint)Interlocked.Increment(ref _next) % (uint)Count));
            if (IsFree(local, SocketType.Stream, ProtocolType.Tcp) && IsFree(local, SocketType.Dgram, ProtocolType.Udp))
                return local.Port;
        }

        return 0;
    }

    private static bool IsFree(IPEndPoint local, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(local.AddressFamily, type, protocol);
        try
        {
            socket.Bind(local);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FirstOfTheKernel() =>
        int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split(' ', '\t')[0], CultureInfo.InvariantCulture);
}
