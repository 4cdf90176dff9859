using System.Net;
using Messenger.Server.Chat;
using Messenger.Server.Files;
using Messenger.Server.Tests.Chat;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Trust;

public sealed class TargetTests
{
    [Theory]
    [InlineData("Bob", "Bob")]
    [InlineData("ＢＯＢ", "BOB")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8::1/128", "2001:db8::1/128")]
    [InlineData("1.2.3", "1.2.3")] // A name of digits and dots, and no address.
    public void A_name_or_a_network_is_read_and_written_in_one_spelling(string text, string shown)
    {
        Assert.True(Target.TryParse(text, out Target? target));
        Assert.Equal(shown, target.Text);
        Assert.True(Target.TryParse(target.Text, out Target? again));
        Assert.Equal(target.Id, again.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("2001:db8::/129")]
    [InlineData("a/b")]
    [InlineData("SHA256:short")]
    public void What_is_none_of_them_is_refused(string text) => Assert.False(Target.TryParse(text, out _));

    [Fact]
    public void A_key_is_itself()
    {
        Assert.True(Target.TryParse(ChatWorld.Key(7).ToString(), out Target? target));
        Assert.Equal(ChatWorld.Key(7), target.Key);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1_800)]
    [InlineData("2h", 7_200)]
    [InlineData("7d", 604_800)]
    [InlineData("4w", 2_419_200)]
    public void A_span_is_a_number_and_a_unit(string text, int seconds)
    {
        Assert.True(Span.TryParse(text, out TimeSpan? length));
        Assert.Equal(TimeSpan.FromSeconds(seconds), length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("2y")]
    [InlineData("99999999w")]
    [InlineData("12345678901234567890s")]
    public void What_is_no_span_is_refused(string text) => Assert.False(Span.TryParse(text, out _));

    [Fact]
    public void Forever_has_no_end()
    {
        Assert.True(Span.TryParse("forever", out TimeSpan? length));
        Assert.Null(length);
        Assert.Equal("for good", Span.Until(0));
        Assert.Equal("until 2026-01-01 00:00 UTC", Span.Until(1_767_225_600_000));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.1.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "2001:db8::1", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void A_network_hits_what_is_in_it(string network, string address, bool hits)
    {
        var world = new ChatWorld();
        var list = new SanctionList(world.Community.Names, world.Community.Keys);
        Assert.True(Target.TryParse(network, out Target? target));
        Assert.True(list.Add(new Sanction(SanctionKind.Ban, target, 0, "ada", "", 1)));
        Assert.Equal(hits, list.Find(SanctionKind.Ban, "bob", new Peer(ChatWorld.Key(1), IPAddress.Parse(address)), 1) is not null);
        Assert.Null(list.Find(SanctionKind.Mute, "bob", new Peer(ChatWorld.Key(1), IPAddress.Parse(address)), 1));
    }

    [Fact]
    public void The_sanction_that_holds_longest_is_found_and_one_that_is_over_is_not()
    {
        var list = new SanctionList(new ChatWorld().Community.Names, new KeyRing());
        Assert.True(Target.TryParse("bob", out Target? name));
        Assert.True(Target.TryParse(ChatWorld.Key(1).ToString(), out Target? key));
        list.Add(new Sanction(SanctionKind.Ban, name, 100, "ada", "", 1));
        list.Add(new Sanction(SanctionKind.Ban, key, 200, "ada", "", 1));
        Assert.Equal(200, list.Find(SanctionKind.Ban, "bob", new Peer(ChatWorld.Key(1), null), 50)!.Until);
        Assert.Null(list.Find(SanctionKind.Ban, "bob", new Peer(ChatWorld.Key(1), null), 200));
        Assert.Equal(2, list.Sweep(200).Count);
        Assert.Empty(list.Of(SanctionKind.Ban, 0));
    }
}
