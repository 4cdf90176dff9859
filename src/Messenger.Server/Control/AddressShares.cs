using System.Net;
using System.Net.Sockets;

namespace Messenger.Server.Control;

/// <summary>How many connections each address has, so that one alone cannot take all. Safe to use from several threads.</summary>
/// <param name="limitLoopback">Whether that holds for loopback too.</param>
internal sealed class AddressShares(bool limitLoopback)
{
    // The part of an IPv6 address that its owner cannot choose at will.
    private const int NetworkBytes = 8;

    private readonly Dictionary<IPAddress, int> _shares = [];
    private readonly Lock _gate = new();

    /// <summary>The network that counts as one address: of IPv6 the first 64 bits, of IPv4 all.</summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Takes a connection in; false: the address has its share. One that came in leaves by <see cref="Leave"/>.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="most">Connections of one address.</param>
    public bool TryEnter(IPAddress? address, int most)
    {
        if (!IsCounted(address))
            return true;
        IPAddress network = NetworkOf(address!);
        lock (_gate)
        {
            int has = _shares.GetValueOrDefault(network);
            if (has >= most)
                return false;
            _shares[network] = has + 1;
            return true;
        }
    }

    /// <summary>A connection that came in is gone.</summary>
    public void Leave(IPAddress? address)
    {
        if (!IsCounted(address))
            return;
        IPAddress network = NetworkOf(address!);
        lock (_gate)
        {
            if (_shares[network] == 1)
                _shares.Remove(network);
            else
                _shares[network]--;
        }
    }

    private bool IsCounted(IPAddress? address) => address is not null && (limitLoopback || !IPAddress.IsLoopback(address));
}
