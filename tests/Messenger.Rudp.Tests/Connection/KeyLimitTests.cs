using System.Runtime.CompilerServices;
using Messenger.Rudp.Handshake;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>The hard limit of a key, 2^23 packets, from both sides: the counters are set, for 2^23 packets take a while.</summary>
public sealed class KeyLimitTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void RUDP_KEY_4_a_key_that_cannot_be_replaced_seals_its_last_packet_and_no_more(int left, bool lives)
    {
        var pair = Connected();
        Sealed(Keys(pair.Initiator)!) = Limits.MaxPacketsPerKey - left;
        long sent = pair.Initiator.Statistics.PacketsSent;
        // An update needs 100 ms since the last: so soon after the handshake there is none.
        Assert.True(pair.Initiator.TrySendMessage("one"u8));
        pair.Flush();
        Assert.Equal(sent + 1, pair.Initiator.Statistics.PacketsSent);
        Assert.Equal(lives ? null : RudpReason.KeyExhausted, pair.Initiator.End?.Reason);
    }

    [Fact]
    public void RUDP_KEY_4_where_there_is_time_the_key_is_replaced_long_before()
    {
        var pair = Connected();
        pair.RunFor(Duration.FromSeconds(1));
        Sealed(Keys(pair.Initiator)!) = Limits.PacketsPerKey;
        Assert.True(pair.Initiator.TrySendMessage("one"u8));
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal((1, 1), (pair.Initiator.Statistics.KeyUpdates, pair.Acceptor.Statistics.KeyUpdates));
        Assert.Equal((null, null), (pair.Initiator.End, pair.Acceptor.End));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void RUDP_KEY_4_a_peer_that_does_not_replace_its_key_is_heard_up_to_the_limit(int left, bool lives)
    {
        var pair = Connected();
        Opened(Keys(pair.Acceptor)!) = Limits.MaxPacketsPerKey - left;
        Assert.True(pair.Initiator.TrySendMessage("one"u8));
        pair.Flush();
        pair.RunFor(pair.Delay);
        Assert.Equal(lives ? null : RudpReason.KeyExhausted, pair.Acceptor.End?.Reason);
    }

    private static Pair Connected()
    {
        var pair = new Pair();
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected)));
        return pair;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keys")]
    private static extern ref DataKeys? Keys(RudpConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sealed")]
    private static extern ref long Sealed(DataKeys keys);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_opened")]
    private static extern ref long Opened(DataKeys keys);
}
