using System.Net;
using CsCheck;
using Messenger.Discovery.Wire;

namespace Messenger.Discovery.Tests;

public sealed class DnsMessageTests
{
    private static readonly DnsName Service = DnsName.Of("_msgr", "_tcp", "local");

    [Fact]
    public void A_question_has_these_bytes()
    {
        var question = new DnsMessage { Questions = [new(Service, DnsType.Ptr, Unicast: true)] };
        Assert.Equal(
            "000000000001000000000000" + "055F6D736772" + "045F746370" + "056C6F63616C" + "00" + "000C" + "8001",
            Convert.ToHexString(question.ToBytes()));
    }

    [Fact]
    public void An_answer_has_these_bytes()
    {
        var host = DnsName.Of("h", "local");
        var answer = new DnsMessage
        {
            Id = 7,
            IsResponse = true,
            Answers = [new(host, DnsType.A, 120) { Address = IPAddress.Parse("192.0.2.1"), CacheFlush = true }],
            Additionals =
            [
                new(host, DnsType.Srv, 10) { Target = host, Port = 55000 },
                new(host, DnsType.Txt, 1) { Texts = ["v=1"] },
                new(host, DnsType.Aaaa, 1) { Address = IPAddress.IPv6Loopback },
            ],
        };
        const string name = "0168056C6F63616C00";
        Assert.Equal(
            "000784000000000100000003"
            + name + "00018001000000780004" + "C0000201"
            + name + "002100010000000A000F" + "00000000D6D8" + name
            + name + "00100001000000010004" + "03763D31"
            + name + "001C0001000000010010" + "00000000000000000000000000000001",
            Convert.ToHexString(answer.ToBytes()));
        Assert.True(DnsMessage.TryRead(answer.ToBytes(), out var read));
        Assert.Equal(answer.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void Compressed_names_are_read()
    {
        // As Avahi answers: the names of the records point into the question's and into each other.
        byte[] bytes = Convert.FromHexString(
            "000084000000000200000000"
            + "055F6D7367" + "72" + "045F746370" + "056C6F63616C00" + "000C000100000078" + "0006" + "036C6162" + "C00C"
            + "C028" + "0021800100000078" + "0008" + "00000000D6D8" + "C017");
        Assert.True(DnsMessage.TryRead(bytes, out var message));
        Assert.Equal(["lab._msgr._tcp.local", "local"], message.Answers.Select(a => a.Target!.ToString()));
        Assert.Equal("lab._msgr._tcp.local", message.Answers[1].Name.ToString());
        Assert.Equal(55000, message.Answers[1].Port);
    }

    [Theory]
    [InlineData("C00C")]
    [InlineData("0161C00C")]
    [InlineData("C00E")]
    [InlineData("C0FF")]
    [InlineData("4161")]
    [InlineData("0261")]
    [InlineData("01FF00")]
    public void A_name_that_leads_nowhere_or_in_circles_is_malformed(string name) =>
        Assert.False(DnsMessage.TryRead(Convert.FromHexString("000000000001000000000000" + name + "00010001"), out _));

    [Fact]
    public void A_name_of_more_than_255_bytes_is_malformed()
    {
        string label = "3F" + string.Concat(Enumerable.Repeat("61", 63));
        Assert.True(DnsMessage.TryRead(Convert.FromHexString("000000000001000000000000" + label + label + label + "3D" + label[2..124] + "00" + "00010001"), out _));
        Assert.False(DnsMessage.TryRead(Convert.FromHexString("000000000001000000000000" + label + label + label + label + "00" + "00010001"), out _));
    }

    [Fact]
    public void Every_truncation_is_malformed()
    {
        byte[] whole = Sample().ToBytes();
        Assert.True(DnsMessage.TryRead(whole, out _));
        for (int length = 0; length < whole.Length; length++)
            Assert.False(DnsMessage.TryRead(whole.AsSpan(0, length), out _), $"{length} bytes");
    }

    [Fact]
    public void No_bytes_make_the_reader_fail_and_what_is_read_is_written_and_read_again()
    {
        byte[] whole = Sample().ToBytes();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 12].Sample(edits =>
        {
            byte[] bytes = [.. whole];
            foreach ((int at, byte value) in edits)
                bytes[at] = value;
            if (DnsMessage.TryRead(bytes, out var message) && message.Records.All(r => r.Length < 500))
                Assert.True(DnsMessage.TryRead(message.ToBytes(), out _));
        });
        Gen.Byte.Array[0, 200].Sample(bytes => DnsMessage.TryRead(bytes, out _) || true);
    }

    [Fact]
    public void Names_compare_without_case_and_labels_are_cut_at_a_character()
    {
        Assert.Equal(DnsName.Parse("Host.LOCAL."), DnsName.Parse("host.local"));
        Assert.True(DnsName.Of("x", "_MSGR", "_tcp", "local").IsBelow(Service));
        Assert.False(Service.IsBelow(Service));
        Assert.Equal(new string('é', 31), DnsName.Fit(new string('é', 40)));
        Assert.Equal(string.Concat(Enumerable.Repeat("👍", 15)), DnsName.Fit(string.Concat(Enumerable.Repeat("👍", 20))));
    }

    private static DnsMessage Sample() => new()
    {
        Id = 1,
        IsResponse = true,
        Questions = [new(Service, DnsType.Any)],
        Answers = [new(Service, DnsType.Ptr, 100) { Target = DnsName.Of("Ä lab", "_msgr", "_tcp", "local") }],
        Additionals =
        [
            new(DnsName.Of("Ä lab", "_msgr", "_tcp", "local"), DnsType.Srv, 1) { Target = DnsName.Of("h", "local"), Port = 1 },
            new(DnsName.Of("h", "local"), DnsType.A, 1) { Address = IPAddress.Loopback },
            new(DnsName.Of("h", "local"), DnsType.Aaaa, 1) { Address = IPAddress.IPv6Loopback },
            new(DnsName.Of("h", "local"), DnsType.Txt, 1) { Texts = ["a", ""] },
        ],
    };
}
