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

    [Theory]
    [InlineData(1, 100, 110)]
    [InlineData(100, 600, 800)]
    public void RUDP_KEY_5_updates_are_100_ms_and_three_probe_timeouts_apart(int delayMilliseconds, int least, int most)
    {
        // Quick ACKs, so that on the short path 100 ms are the longer time.
        var options = new RudpOptions { MaxDatagramSize = 1_200, PacketsPerKey = 16, MaxSendRate = 2_000_000, MaxAckDelay = Duration.FromMilliseconds(1) };
        var pair = new Pair(options, options, upload: new Content(100_000_000)) { Delay = Duration.FromMilliseconds(delayMilliseconds) };
        var turns = new List<Timestamp>();
        bool phase = false;
        pair.Pass = (toAcceptor, bytes) =>
        {
            if (toAcceptor && (bytes[0] & 1) != 0 != phase)
            {
                phase = !phase;
                turns.Add(pair.Now);
            }

            return true;
        };
        Assert.True(pair.Run(() => turns.Count == 10));
        // The first come while the RTT's variation still falls.
        Assert.All(turns.Skip(1).Zip(turns, (turn, before) => turn - before), wait => Assert.True(wait >= Duration.FromMilliseconds(least), $"{wait}"));
        Assert.True(turns[9] - turns[8] <= Duration.FromMilliseconds(most), $"{turns[9] - turns[8]}");
    }

    [Fact]
    public void RUDP_KEY_7_three_probe_timeouts_after_the_change_the_previous_key_is_gone()
    {
        var pair = Connected();
        pair.RunFor(Duration.FromSeconds(1));
        Sealed(Keys(pair.Initiator)!) = Limits.PacketsPerKey;
        Assert.True(pair.Initiator.TrySendMessage("one"u8));
        Assert.True(pair.Run(() => pair.Acceptor.Statistics.KeyUpdates == 1));
        // 46 ms at least are one probe time-out here.
        pair.RunFor(Duration.FromMilliseconds(3 * 46 - 20));
        Assert.True(Keys(pair.Initiator)!.HasPrevious && Keys(pair.Acceptor)!.HasPrevious);
        pair.RunFor(Duration.FromSeconds(10));
        Assert.False(Keys(pair.Initiator)!.HasPrevious || Keys(pair.Acceptor)!.HasPrevious);
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
