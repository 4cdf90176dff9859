using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Messenger.Discovery;

/// <summary>The group of multicast DNS on one network interface and in one family of addresses.</summary>
/// <param name="Index">The interface's number.</param>
/// <param name="Addresses">The interface's addresses of the family.</param>
/// <param name="Family">IPv4 or IPv6.</param>
internal sealed record MulticastGroup(int Index, IReadOnlyList<LocalAddress> Addresses, AddressFamily Family)
{
    // RFC 6762, 3 and 11.
    public const int Port = 5353;
    private const int HopLimit = 255;

    // linux/in.h, linux/in6.h: a socket is given the datagrams of its own memberships alone.
    private const int IpProtocol = 0, IpMulticastAll = 49, IpV6Protocol = 41, IpV6MulticastAll = 29;

    private static readonly IPAddress Group4 = IPAddress.Parse("224.0.0.251"), Group6 = IPAddress.Parse("ff02::fb");

    /// <summary>Where to send to.</summary>
    public IPEndPoint EndPoint => Family == AddressFamily.InterNetwork ? new(Group4, Port) : new(Group6, Port);

    /// <summary>All groups of the machine's interfaces that are up; loopback is none of them.</summary>
    public static IReadOnlyList<MulticastGroup> All()
    {
        var groups = new List<MulticastGroup>();
        try
        {
            foreach (NetworkInterface card in NetworkInterface.GetAllNetworkInterfaces())
            {
                if (card.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown) || card.NetworkInterfaceType == NetworkInterfaceType.Loopback || !card.SupportsMulticast)
                    continue;
                IPInterfaceProperties properties = card.GetIPProperties();
                foreach (IGrouping<AddressFamily, UnicastIPAddressInformation> family in properties.UnicastAddresses.GroupBy(unicast => unicast.Address.AddressFamily))
                {
                    int index = family.Key == AddressFamily.InterNetwork ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index;
                    groups.Add(new MulticastGroup(index, [.. family.Select(unicast => new LocalAddress(unicast.Address, unicast.PrefixLength))], family.Key));
                }
            }
        }
        catch (NetworkInformationException)
        {
            // A machine that does not tell its interfaces has none to ask on.
        }

        return groups;
    }

    /// <summary>RFC 6762, 11: whether a machine is on this very network. Nobody else is answered: it would make of this end a tool against others.</summary>
    public bool IsOnLink(IPAddress other) => other.IsIPv6LinkLocal || Addresses.Any(local => local.IsSameNetwork(other));

    /// <summary>A socket that asks from a port of its own and is answered there (RFC 6762, 5.1).</summary>
    /// <exception cref="SocketException">The interface has gone, or may not be used.</exception>
    public Socket OpenAsker()
    {
        Socket socket = Create();
        try
        {
            socket.Bind(new IPEndPoint(Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket that hears all that is asked on this interface, beside other programs that do (RFC 6762, 15.1).</summary>
    /// <exception cref="SocketException">The interface has gone, or may not be used.</exception>
    public Socket OpenListener()
    {
        Socket socket = Create();
        try
        {
            bool four = Family == AddressFamily.InterNetwork;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetRawSocketOption(four ? IpProtocol : IpV6Protocol, four ? IpMulticastAll : IpV6MulticastAll, new byte[4]);
            socket.Bind(new IPEndPoint(four ? IPAddress.Any : IPAddress.IPv6Any, Port));
            if (four)
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group4, Index));
            else
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(Group6, Index));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a datagram; what the network refuses is lost, as the network may lose it.</summary>
    public static async Task SendAsync(Socket socket, byte[] datagram, EndPoint to, CancellationToken cancel)
    {
        try
        {
            await socket.SendToAsync(datagram, SocketFlags.None, to, cancel).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Asked or said again later.
        }
    }

    private Socket Create()
    {
        var socket = new Socket(Family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (Family == AddressFamily.InterNetwork)
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BinaryPrimitives.ReverseEndianness(Index));
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, HopLimit);
            }
            else
            {
                socket.DualMode = false;
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, Index);
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, HopLimit);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
