using System.Net;
using System.Net.Sockets;

namespace Messenger.Client.Session;

/// <summary>The order in which addresses are tried (RFC 8305, 4): families take turns, the resolver's first one begins.</summary>
internal static class AddressOrder
{
    // A name with more addresses than this is not worth waiting for.
    private const int MaxAddresses = 16;

    public static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        if (addresses.Count < 2)
            return addresses;
        var firstFamily = addresses[0].AddressFamily;
        var first = new Queue<IPAddress>(addresses.Distinct().Where(a => a.AddressFamily == firstFamily));
        var second = new Queue<IPAddress>(addresses.Distinct().Where(a => a.AddressFamily != firstFamily && IsInternet(a)));
        var order = new List<IPAddress>();
        while (order.Count < MaxAddresses && (first.Count > 0 || second.Count > 0))
        {
            if (first.TryDequeue(out var next))
                order.Add(next);
            if (second.TryDequeue(out next))
                order.Add(next);
        }

        return order;
    }

    private static bool IsInternet(IPAddress address) => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
}
