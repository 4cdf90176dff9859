using System.Net;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>A server that announces itself. Whoever is on the network can say this: it is believed as far as its key proves.</summary>
/// <param name="Name">The server's name, for people; not cleaned for a terminal.</param>
/// <param name="Addresses">Where it is; at least one.</param>
/// <param name="Port">Its port.</param>
/// <param name="Fingerprint">The text that it announces as its key's fingerprint; empty: none.</param>
public sealed record DiscoveredServer(string Name, IReadOnlyList<IPAddress> Addresses, int Port, string Fingerprint);

/// <summary>Finds servers on the local networks by DNS-SD (RFC 6763).</summary>
public static class ServiceBrowser
{
    private const int MostServers = 256;

    /// <summary>The service that is looked for.</summary>
    internal static DnsName Service { get; } = DnsName.Of("_msgr", "_tcp", "local");

    /// <summary>Listens for a while.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The servers by name.</returns>
    public static async Task<IReadOnlyList<DiscoveredServer>> FindAsync(TimeSpan duration, TimeProvider time, CancellationToken cancel)
    {
        var heard = new List<(DnsMessage, int)>();
        try
        {
            await foreach ((DnsMessage, int) response in MulticastQuery.AskAsync([new(Service, DnsType.Ptr, Unicast: true)], duration, time, cancel).ConfigureAwait(false))
                heard.Add(response);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over.
        }

        return Assemble(heard);
    }

    /// <summary>Puts records together: each response must name its service, host and addresses, as every responder does (RFC 6763, 12.1).</summary>
    internal static IReadOnlyList<DiscoveredServer> Assemble(IEnumerable<(DnsMessage Response, int Interface)> heard)
    {
        var found = new Dictionary<DnsName, DiscoveredServer>();
        foreach ((DnsMessage response, int index) in heard)
        {
            foreach (DnsRecord pointer in response.Records.Where(record => record is { Type: DnsType.Ptr, Ttl: > 0 } && record.Name.Equals(Service)))
            {
                DnsName instance = pointer.Target!;
                DnsRecord? service = response.Records.FirstOrDefault(record => record.Type == DnsType.Srv && record.Name.Equals(instance));
                if (!instance.IsBelow(Service) || service is not { Port: > 0 })
                    continue;
                List<IPAddress> addresses = [.. LocalNames.AddressesOf(response, service.Target!, index)];
                if (found.TryGetValue(instance, out DiscoveredServer? before))
                    addresses = [.. before.Addresses.Union(addresses)];
                if (addresses.Count > 0 && (found.Count < MostServers || found.ContainsKey(instance)))
                    found[instance] = new DiscoveredServer(TextOf(response, instance, "name=") ?? instance.Labels[0], addresses, service.Port, TextOf(response, instance, "fp=") ?? "");
            }
        }

        return [.. found.Values.OrderBy(server => server.Name, StringComparer.Ordinal)];
    }

    private static string? TextOf(DnsMessage response, DnsName instance, string key) => response.Records
        .Where(record => record.Type == DnsType.Txt && record.Name.Equals(instance))
        .SelectMany(record => record.Texts)
        .FirstOrDefault(text => text.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
