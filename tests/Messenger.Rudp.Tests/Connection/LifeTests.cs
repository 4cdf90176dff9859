namespace Messenger.Rudp.Tests.Connection;

/// <summary>How long a connection lives that nothing or little passes on.</summary>
public sealed class LifeTests
{
    private const long Megabyte = 1_000_000;

    [Fact]
    public void RUDP_LIFE_1_a_peer_that_vanished_is_noticed_at_the_idle_limit()
    {
        var down = new Content(100 * Megabyte);
        var pair = new Pair(acceptor: new() { MaxSendRate = 1_000_000 }, download: down);
        pair.RunFor(Duration.FromSeconds(1));
        pair.Pass = (_, _) => false;
        pair.RunFor(Duration.FromMilliseconds(29_900));
        Assert.Null(pair.Acceptor.End);
        pair.RunFor(Duration.FromMilliseconds(200));
        Assert.Equal(RudpReason.IdleTimeout, pair.Acceptor.End!.Value.Reason);
        Assert.Equal(RudpReason.IdleTimeout, pair.Initiator.End!.Value.Reason);
        Assert.Equal(0, pair.AcceptorEndpoint.Count);
    }

    [Fact]
    public void RUDP_LIFE_2_an_idle_connection_is_kept_alive_by_pings_and_dies_without()
    {
        var pair = new Pair();
        pair.RunFor(Duration.FromSeconds(600));
        Assert.True(pair.Initiator.IsConnected && pair.Acceptor.IsConnected);
        var silent = new RudpOptions { KeepAlive = Duration.Zero };
        var quiet = new Pair(silent, silent);
        quiet.RunFor(Duration.FromSeconds(31));
        Assert.Equal(RudpReason.IdleTimeout, quiet.Initiator.End!.Value.Reason);
    }

    [Fact]
    public void RUDP_LIFE_2_a_ping_leaves_8_s_after_what_last_asked_for_an_ack()
    {
        var pair = new Pair(acceptor: new() { KeepAlive = Duration.Zero });
        pair.RunFor(Duration.FromSeconds(1));
        var start = pair.Now;
        var sent = new List<Duration>();
        pair.Pass = (toAcceptor, _) =>
        {
            if (toAcceptor)
                sent.Add(pair.Now - start);
            return true;
        };
        Assert.True(pair.Initiator.TrySendMessage("one"u8));
        pair.RunFor(Duration.FromSeconds(25));
        Assert.Equal([Duration.Zero, .. Enumerable.Range(1, 3).Select(i => Limits.KeepAlive * i)], sent);
        Assert.Equal(Duration.FromSeconds(8), Limits.KeepAlive);
    }

    [Fact]
    public void RUDP_LIFE_3_an_offer_expires_and_a_handshake_gives_up()
    {
        var pair = new Pair(initiator: new() { HandshakeLimit = Duration.FromSeconds(5) }) { Pass = (_, _) => false };
        pair.RunFor(Duration.FromMilliseconds(4_999));
        Assert.Null(pair.Initiator.End);
        pair.RunFor(Duration.FromMilliseconds(2));
        Assert.Equal(RudpReason.HandshakeTimeout, pair.Initiator.End!.Value.Reason);
        pair.RunFor(Duration.FromMilliseconds(54_990));
        Assert.Null(pair.Acceptor.End);
        pair.RunFor(Duration.FromMilliseconds(20));
        Assert.Equal(RudpReason.OfferExpired, pair.Acceptor.End!.Value.Reason);
        Assert.Equal(0, pair.InitiatorEndpoint.Count + pair.AcceptorEndpoint.Count);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void RUDP_LIFE_6_a_path_that_swallows_full_datagrams_is_borne_up_to_the_idle_limit(int seconds, bool borne)
    {
        var down = new Content(Megabyte);
        var pair = new Pair(acceptor: new() { MaxSendRate = 1_000_000 }, download: down);
        pair.RunFor(Duration.FromMilliseconds(300));
        pair.Pass = (_, bytes) => bytes.Length < 1_000;
        pair.RunFor(Duration.FromSeconds(seconds));
        pair.Pass = (_, _) => true;
        Assert.Equal(borne, pair.Run(() => down.Written == down.Size, Duration.FromSeconds(10)));
        Assert.Equal(borne ? null : RudpReason.IdleTimeout, pair.Acceptor.End?.Reason);
        // The other end, whose own packets pass, is told.
        Assert.Equal(borne ? null : true, pair.Initiator.End?.ByPeer);
    }

    [Theory]
    [InlineData(CongestionControl.NewReno)]
    [InlineData(CongestionControl.Cubic)]
    [InlineData(CongestionControl.Bbr)]
    public void RUDP_LIFE_6_messages_that_pass_all_the_while_keep_nobody_waiting_for_bytes(CongestionControl congestion)
    {
        var down = new Content(16 * Megabyte);
        var options = new RudpOptions { MaxSendRate = 60_000, CongestionControl = congestion };
        var pair = new Pair(options, options, download: down) { Delay = Duration.FromMilliseconds(200) };
        pair.RunFor(Duration.FromSeconds(5));
        pair.Pass = (_, bytes) => bytes.Length < 600;
        pair.RunFor(Duration.FromSeconds(1));
        byte[] message = new byte[Limits.MaxMessageLength];
        int came = 0;
        for (int tenths = 0; tenths < 400 && pair.Acceptor.End is null; tenths++)
        {
            Assert.True(pair.Acceptor.TrySendMessage("x"u8));
            pair.RunFor(Duration.FromMilliseconds(100));
            while (pair.Initiator.TryReceiveMessage(message, out _))
                came++;
        }

        Assert.InRange(came, 200, 400);
        Assert.Equal(RudpReason.IdleTimeout, pair.Acceptor.End?.Reason);
    }

    [Fact]
    public void RUDP_LIFE_6_ten_probe_timeouts_are_borne_however_short_the_idle_limit()
    {
        var down = new Content(Megabyte);
        var pair = new Pair(acceptor: new() { MaxSendRate = 1_000_000, IdleLimit = Duration.FromSeconds(1) }, download: down);
        pair.RunFor(Duration.FromMilliseconds(300));
        pair.Pass = (_, bytes) => bytes.Length < 1_000;
        long before = pair.Acceptor.Statistics.Probes;
        Assert.True(pair.Run(() => pair.Acceptor.End is not null, Duration.FromSeconds(10)));
        Assert.Equal((RudpReason.IdleTimeout, false), (pair.Acceptor.End!.Value.Reason, pair.Acceptor.End!.Value.ByPeer));
        Assert.Equal(Limits.MaxStuckAttempts, pair.Acceptor.Statistics.Probes - before);
    }
}
