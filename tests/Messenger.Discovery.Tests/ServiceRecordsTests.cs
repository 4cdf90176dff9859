using System.Net;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery.Tests;

public sealed class ServiceRecordsTests
{
    private static readonly IPAddress Four = IPAddress.Parse("192.0.2.7"), Six = IPAddress.Parse("fe80::7");
    private readonly ServiceRecords _records = new(new ServiceAnnouncement("Field lab", "ship", 7_000, "SHA256:abc"), [Four, Six]);

    [Fact]
    public void Who_looks_for_servers_gets_all_in_one_message()
    {
        var answer = Answer(new(ServiceBrowser.Service, DnsType.Ptr), legacy: true)!;
        var server = Assert.Single(ServiceBrowser.Assemble([(answer, 3)]));
        Assert.Equal(("Field lab", 7_000, "abc"), (server.Name, server.Port, server.Fingerprint));
        // A link-local address belongs to the interface by which it came.
        Assert.Equal([Four, IPAddress.Parse("fe80::7%3")], server.Addresses);
        Assert.Equal(99, answer.Id);
        Assert.Single(answer.Questions);
        Assert.All(answer.Records, r => Assert.InRange(r.Ttl, 1u, 10u));
        Assert.Equal(server.Name, Assert.Single(ServiceBrowser.Assemble([(_records.Hello, 3), (answer, 3)])).Name);
    }

    [Theory]
    [InlineData("ship.local", DnsType.A, "192.0.2.7")]
    [InlineData("SHIP.local", DnsType.Aaaa, "fe80::7%2")]
    [InlineData("ship.local", DnsType.Any, "192.0.2.7,fe80::7%2")]
    public void The_machines_name_is_answered(string name, object type, string addresses)
    {
        var answer = Answer(new(DnsName.Parse(name), (DnsType)type), legacy: false)!;
        Assert.Equal(addresses.Split(','), LocalNames.AddressesOf(answer, DnsName.Parse(name), 2).Select(a => a.ToString()));
        Assert.Equal(0, answer.Id);
        Assert.Empty(answer.Questions);
    }

    [Fact]
    public void What_is_not_asked_not_ours_or_known_is_not_answered()
    {
        Assert.Null(Answer(new(DnsName.Parse("other.local"), DnsType.A), legacy: false));
        Assert.Null(Answer(new(DnsName.Parse("ship.local"), DnsType.Srv), legacy: false));
        Assert.Null(_records.AnswerTo(_records.Hello, legacy: false));
        var knows = new DnsMessage { Questions = [new(ServiceBrowser.Service, DnsType.Ptr)], Answers = _records.Hello.Answers };
        Assert.Null(_records.AnswerTo(knows, legacy: false));
    }

    [Fact]
    public void A_question_repeated_until_its_answer_would_not_fit_is_answered_with_what_fits()
    {
        var query = new DnsMessage { Id = 7, Questions = [.. Enumerable.Repeat(new DnsQuestion(ServiceBrowser.Service, DnsType.Ptr), 200)] };
        byte[] answer = _records.AnswerTo(query, legacy: true)!.ToBytes();
        Assert.InRange(answer.Length, 1, DnsMessage.MostWritten);
        Assert.True(DnsMessage.TryRead(answer, out var read));
        Assert.InRange(read.Questions.Count, 1, 199);
    }

    [Fact]
    public void A_goodbye_is_no_server()
    {
        Assert.Empty(ServiceBrowser.Assemble([(_records.Goodbye, 1)]));
        Assert.Equal(0u, Assert.Single(_records.Goodbye.Answers).Ttl);
    }

    [Fact]
    public void Two_servers_of_one_name_are_two()
    {
        var other = new ServiceRecords(new ServiceAnnouncement("Field lab", "ship", 7_001, "SHA256:xyz"), [Four]);
        Assert.Equal([7_000, 7_001], ServiceBrowser.Assemble([(_records.Hello, 1), (other.Hello, 1)]).Select(s => s.Port).Order());
    }

    [Fact]
    public void Records_that_lead_elsewhere_are_passed_over()
    {
        var instance = DnsName.Of("x", "_msgr", "_tcp", "local");
        var pointer = new DnsRecord(ServiceBrowser.Service, DnsType.Ptr, 10) { Target = instance };
        var alone = new DnsMessage { IsResponse = true, Answers = [pointer] };
        var outside = alone with { Answers = [pointer with { Target = DnsName.Parse("evil.example") }] };
        var nowhere = alone with { Additionals = [new(instance, DnsType.Srv, 10) { Target = DnsName.Parse("h.local"), Port = 1 }] };
        Assert.Empty(ServiceBrowser.Assemble([(alone, 1), (outside, 1), (nowhere, 1)]));
    }

    [Theory]
    [InlineData("192.0.2.9", "192.0.2.200", 24, true)]
    [InlineData("192.0.2.9", "192.0.3.9", 24, false)]
    [InlineData("192.0.2.9", "192.0.3.9", 23, true)]
    [InlineData("2001:db8::1", "2001:db8::2", 64, true)]
    [InlineData("2001:db8::1", "192.0.2.9", 64, false)]
    [InlineData("192.0.2.9", "198.51.100.1", 0, true)]
    public void Who_is_on_the_same_network_is_told_by_the_prefix(string mine, string theirs, int prefix, bool same) =>
        Assert.Equal(same, new LocalAddress(IPAddress.Parse(mine), prefix).IsSameNetwork(IPAddress.Parse(theirs)));

    private DnsMessage? Answer(DnsQuestion question, bool legacy) => _records.AnswerTo(new DnsMessage { Id = 99, Questions = [question] }, legacy);
}
