using System.Net;
using Messenger.Server.Control;

namespace Messenger.Server.Tests.Control;

public sealed class AddressSharesTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", true)]
    // Who has one IPv6 address has 2^64 of them.
    [InlineData("2001:db8::1", "2001:db8::ffff:1", false)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", true)]
    public void One_address_takes_no_more_than_its_share(string holder, string next, bool enters)
    {
        var shares = new AddressShares(2, limitLoopback: false);
        Assert.True(shares.TryEnter(IPAddress.Parse(holder)));
        Assert.True(shares.TryEnter(IPAddress.Parse(holder)));
        Assert.Equal(enters, shares.TryEnter(IPAddress.Parse(next)));
        shares.Leave(IPAddress.Parse(holder));
        Assert.True(shares.TryEnter(IPAddress.Parse(next)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loopback_counts_when_told_to(bool limit)
    {
        var shares = new AddressShares(1, limit);
        Assert.True(shares.TryEnter(IPAddress.Loopback));
        Assert.Equal(!limit, shares.TryEnter(IPAddress.Loopback));
        shares.Leave(IPAddress.Loopback);
        Assert.True(shares.TryEnter(IPAddress.Loopback));
    }
}
