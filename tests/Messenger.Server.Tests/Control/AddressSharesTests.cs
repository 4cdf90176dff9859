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
        var shares = new AddressShares(limitLoopback: false);
        Assert.True(shares.TryEnter(IPAddress.Parse(holder), most: 2));
        Assert.True(shares.TryEnter(IPAddress.Parse(holder), most: 2));
        Assert.Equal(enters, shares.TryEnter(IPAddress.Parse(next), most: 2));
        shares.Leave(IPAddress.Parse(holder));
        Assert.True(shares.TryEnter(IPAddress.Parse(next), most: 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loopback_counts_when_told_to(bool limit)
    {
        var shares = new AddressShares(limit);
        Assert.True(shares.TryEnter(IPAddress.Loopback, most: 1));
        Assert.Equal(!limit, shares.TryEnter(IPAddress.Loopback, most: 1));
        shares.Leave(IPAddress.Loopback);
        Assert.True(shares.TryEnter(IPAddress.Loopback, most: 1));
    }
}
