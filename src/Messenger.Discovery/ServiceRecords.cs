using System.Net;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery;

/// <summary>What is announced about a server.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Host">The machine's name, without a domain.</param>
/// <param name="Port">Its port.</param>
/// <param name="Fingerprint">Its key's fingerprint.</param>
public sealed record ServiceAnnouncement(string Name, string Host, int Port, string Fingerprint);

/// <summary>The records of one server on one interface, and what they answer.</summary>
internal sealed class ServiceRecords
{
    // RFC 6762, 10: names of hosts 120 s, the rest 75 minutes; who asks from another port keeps nothing long (6.7).
    private const uint HostTtl = 120, ServiceTtl = 4_500, LegacyTtl = 10;

    private readonly DnsRecord _pointer, _types;
    private readonly IReadOnlyList<DnsRecord> _details, _hosts;

    /// <summary>The records.</summary>
    /// <param name="service">The server.</param>
    /// <param name="addresses">Where it is to be reached on this interface.</param>
    public ServiceRecords(ServiceAnnouncement service, IReadOnlyList<IPAddress> addresses)
    {
        // RFC 6762, 8.1 has unique names probed for. These hold a part of the server's key: nobody else has them by chance.
        string key = service.Fingerprint.Split(':')[^1];
        string tag = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)))[..12];
        DnsName own = DnsName.Of("msgr-" + tag, "local");
        string name = DnsName.Fit(service.Name, 50);
        DnsName instance = DnsName.Of([$"{name} [{tag[..8]}]".TrimStart(), .. ServiceBrowser.Service.Labels]);
        _pointer = new DnsRecord(ServiceBrowser.Service, DnsType.Ptr, ServiceTtl) { Target = instance };
        _types = new DnsRecord(DnsName.Of("_services", "_dns-sd", "_udp", "local"), DnsType.Ptr, ServiceTtl) { Target = ServiceBrowser.Service };
        _details =
        [
            new DnsRecord(instance, DnsType.Srv, HostTtl) { Target = own, Port = (ushort)service.Port },
            new DnsRecord(instance, DnsType.Txt, ServiceTtl) { Texts = ["v=1", "name=" + name, "fp=" + key] },
        ];
        // The machine's own name too, in case that nobody else on it answers; shared, since somebody may.
        var hosts = addresses.Select(address => AddressOf(own, address)).ToList();
        if (service.Host.Length > 0 && !service.Host.Contains('.'))
            hosts.AddRange(addresses.Select(address => AddressOf(DnsName.Of(DnsName.Fit(service.Host), "local"), address)));
        _hosts = hosts;
        Own = [.. hosts.Take(addresses.Count)];
    }

    private IReadOnlyList<DnsRecord> Own { get; }

    /// <summary>Said unasked: that the server is there.</summary>
    public DnsMessage Hello => new() { IsResponse = true, Answers = [_pointer], Additionals = [.. _details, .. Own] };

    /// <summary>Said unasked: that it is no more (RFC 6762, 10.1).</summary>
    public DnsMessage Goodbye => new() { IsResponse = true, Answers = [_pointer with { Ttl = 0 }] };

    /// <summary>The answer to a message.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="legacy">It comes from another port than that of multicast DNS.</param>
    /// <returns>Null: nothing of this server was asked for, or the asker knows it.</returns>
    public DnsMessage? AnswerTo(DnsMessage query, bool legacy)
    {
        if (query.IsResponse)
            return null;
        var answers = new List<DnsRecord>();
        foreach (DnsQuestion question in query.Questions)
        {
            foreach (DnsRecord record in (DnsRecord[])[_pointer, _types, .. _details, .. _hosts])
            {
                if (record.Name.Equals(question.Name) && (question.Type == record.Type || question.Type == DnsType.Any) && !answers.Contains(record) && !IsKnown(query, record))
                    answers.Add(record);
            }
        }

        if (answers.Count == 0)
            return null;
        IEnumerable<DnsRecord> more = answers.Contains(_pointer) ? [.. _details, .. Own] : answers.Any(record => record.Type == DnsType.Srv) ? Own : [];
        var answer = new DnsMessage { IsResponse = true, Answers = answers, Additionals = [.. more.Except(answers)] };
        return !legacy ? answer : answer with
        {
            Id = query.Id,
            Questions = query.Questions,
            Answers = [.. answer.Answers.Select(Brief)],
            Additionals = [.. answer.Additionals.Select(Brief)],
        };
    }

    private static DnsRecord Brief(DnsRecord record) => record with { Ttl = Math.Min(record.Ttl, LegacyTtl) };

    private static DnsRecord AddressOf(DnsName name, IPAddress address) =>
        new(name, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa, HostTtl) { Address = address };

    // RFC 6762, 7.1: what the asker has for at least half its time is not said again.
    private static bool IsKnown(DnsMessage query, DnsRecord record) => query.Answers.Any(known =>
        known.Type == record.Type && known.Name.Equals(record.Name) && known.Ttl >= record.Ttl / 2
        && (record.Target?.Equals(known.Target) ?? true) && (record.Address?.Equals(known.Address) ?? true));
}
