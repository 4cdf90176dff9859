using System.Net;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>Hosts in <c>.local</c>, found by asking the local networks (RFC 6762).</summary>
public static class LocalNames
{
    // Behind the first answer: for the other family of addresses, and for other interfaces.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a host's name is of the local networks.</summary>
    /// <param name="host">A name or an address.</param>
    public static bool IsLocal(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.TrimEnd('.').EndsWith(".local", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The addresses of a host.</summary>
    /// <param name="host">As in <c>printer.local</c>: labels of 1 to 63 bytes.</param>
    /// <param name="limit">How long it is waited for an answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Empty where nobody answered.</returns>
    public static async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        DnsName name = DnsName.Parse(host);
        var addresses = new List<IPAddress>();
        using var enough = new CancellationTokenSource(limit, time);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
            await foreach ((DnsMessage response, int index) in MulticastQuery
                .AskAsync([new(name, DnsType.A, Unicast: true), new(name, DnsType.Aaaa, Unicast: true)], limit, time, either.Token).ConfigureAwait(false))
            {
                foreach (IPAddress address in AddressesOf(response, name, index).Where(address => !addresses.Contains(address)))
                    addresses.Add(address);
                if (addresses.Count > 0)
                    enough.CancelAfter(Grace);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over, or the grace.
        }

        return addresses;
    }

    /// <summary>The addresses that a response gives for a name; a link-local one belongs to the interface that it came by.</summary>
    internal static IEnumerable<IPAddress> AddressesOf(DnsMessage response, DnsName name, int index) => response.Records
        .Where(record => record is { Address: not null, Ttl: > 0 } && record.Name.Equals(name))
        .Select(record => record.Address!.IsIPv6LinkLocal ? new IPAddress(record.Address.GetAddressBytes(), index) : record.Address);
}
