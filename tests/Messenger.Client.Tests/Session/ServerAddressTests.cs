using CsCheck;
using Messenger.Client.Session;
using Messenger.Platform;

namespace Messenger.Client.Tests.Session;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("host", "host", 55000)]
    [InlineData("Host.Example.", "host.example", 55000)]
    [InlineData("host:1", "host", 1)]
    [InlineData("host:65535", "host", 65535)]
    [InlineData(" host:9 ", "host", 9)]
    [InlineData("10.0.0.7:80", "10.0.0.7", 80)]
    [InlineData("::1", "::1", 55000)]
    [InlineData("[::1]", "::1", 55000)]
    [InlineData("[::1]:7", "::1", 7)]
    [InlineData("fe80::1%eth0", "fe80::1%eth0", 55000)]
    [InlineData("[FE80::1%eth0]:7", "fe80::1%eth0", 7)]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4", 55000)]
    [InlineData("my_host", "my_host", 55000)]
    public void WhatPeopleWriteIsRead(string text, string host, int port)
    {
        var address = ServerAddress.Parse(text);
        Assert.Equal((host, port), (address.Host, address.Port));
        Assert.Equal(address, ServerAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("http://x", "http://x is a URL, and a host is wanted here; write x")]
    [InlineData("https://chat.example.org:55000/room?q#f", "write chat.example.org:55000")]
    [InlineData("ssh://ada@[::1]:22", "write [::1]:22")]
    [InlineData("http://", "write HOST or HOST:PORT")]
    [InlineData("a://b://c", "write HOST or HOST:PORT")]
    [InlineData("http://\u001b[2J", "write HOST or HOST:PORT")]
    public void AUrlIsNamedForWhatItIsWithWhatToWriteInstead(string text, string said)
    {
        var error = Assert.Throws<UserError>(() => ServerAddress.Parse(text));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.EndsWith(said, error.Message);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":80")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:+1")]
    [InlineData("host: 1")]
    [InlineData("host:1x")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1]:")]
    [InlineData("[host]:1")]
    [InlineData("[1.2.3.4]:1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1%e/h")]
    [InlineData("a:b:c")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("\u001b[2J")]
    public void WhatIsNoAddressIsRefusedInOneSafeSentence(string text)
    {
        var error = Assert.Throws<UserError>(() => ServerAddress.Parse(text));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void NoTextBreaksTheReaderAndWhatIsReadIsWrittenTheSame() => Gen.String[Gen.Char["[]:%.abf019-_ \u001bé"], 0, 30].Sample(text =>
    {
        if (ServerAddress.TryParse(text, out var address, out var problem))
            Assert.Equal(address, ServerAddress.Parse(address.ToString()));
        else
            Assert.NotEmpty(problem);
    }, iter: 20_000);
}
