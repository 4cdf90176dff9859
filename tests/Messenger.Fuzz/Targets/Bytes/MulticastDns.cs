using System.Net;
using Messenger.Discovery;
using Messenger.Discovery.Wire;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>A datagram of multicast DNS from anybody: refused, or read and answered with one that fits and can be read.</summary>
internal sealed class MulticastDns : FuzzTarget
{
    private readonly ServiceRecords _records = new(new ServiceAnnouncement("Field lab", "ship", 7_000, "SHA256:abc"), [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")]);

    public override string Name => "mdns";

    public override int MostBytes => 2_048;

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            yield return _records.Hello.ToBytes();
            yield return _records.Goodbye.ToBytes();
            yield return new DnsMessage { Id = 7, Questions = [new DnsQuestion(DnsName.Parse("_msgr._tcp.local"), DnsType.Ptr)] }.ToBytes();
            // Questions that are pointers to the first: short here, and long in an answer that repeats them.
            byte[] first = new DnsMessage { Id = 7, Questions = [new DnsQuestion(DnsName.Parse("_msgr._tcp.local"), DnsType.Ptr)] }.ToBytes();
            yield return [.. first[..5], 201, .. first[6..], .. Enumerable.Repeat((byte[])[0xC0, 12, 0, 12, 0, 1], 200).SelectMany(b => b)];
            yield return new DnsMessage { Questions = [new DnsQuestion(DnsName.Parse("ship.local"), DnsType.Any, Unicast: true)], Answers = _records.Hello.Answers }.ToBytes();
        }
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!DnsMessage.TryRead(input, out DnsMessage? message))
            return;
        foreach (bool legacy in (bool[])[false, true])
        {
            if (_records.AnswerTo(message, legacy)?.ToBytes() is not { } answer)
                continue;
            BrokenRuleException.ThrowUnless(answer.Length <= DnsMessage.MostWritten, "an answer is too long");
            BrokenRuleException.ThrowUnless(DnsMessage.TryRead(answer, out DnsMessage? read) && read.IsResponse, "an answer cannot be read");
        }
    }
}
