namespace Messenger.Rudp.Tests.Connection;

/// <summary>Two honest ends: handshake, both directions, flow control, messages, keys.</summary>
public sealed class ConnectionTests
{
    private const long Megabyte = 1_000_000;

    [Theory]
    [InlineData(RudpCipher.Aes128Gcm)]
    [InlineData(RudpCipher.ChaCha20Poly1305)]
    public void Bytes_go_both_ways_at_once(RudpCipher cipher)
    {
        var up = new Content(Megabyte);
        var down = new Content(2 * Megabyte, offset: 1L << 40);
        var pair = new Pair(upload: up, download: down, cipher: cipher);
        Assert.True(pair.Run(() => up.Written == up.Size && down.Written == down.Size));
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.SendIdle) && pair.Has(pair.Acceptor, RudpEventKind.SendIdle)));
        Assert.True(pair.Has(pair.Initiator, RudpEventKind.ReceiveIdle) && pair.Has(pair.Acceptor, RudpEventKind.ReceiveIdle));
        Assert.Equal((0, 0), (pair.Initiator.UnacknowledgedBytes, pair.Initiator.MissingBytes));
        Assert.Equal(0, pair.Acceptor.Statistics.DataSentAgain);
    }

    [Fact]
    public void RUDP_HS_3_connected_after_one_round_trip_and_the_first_bytes_come_with_it()
    {
        var down = new Content(5_000);
        var pair = new Pair(download: down);
        var start = pair.Now;
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.Connected)));
        Assert.Equal(pair.Delay * 2, pair.Now - start);
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(pair.Delay * 2, pair.Now - start);
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected)));
        Assert.Equal(pair.Delay * 3, pair.Now - start);
        Assert.Equal(Duration.FromMilliseconds(20), pair.Initiator.Statistics.MinRtt);
    }

    [Fact]
    public void RUDP_MSG_1_the_first_message_rides_with_the_first_datagram()
    {
        var pair = new Pair();
        var start = pair.Now;
        Assert.True(pair.Initiator.TrySendMessage("want"u8));
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.MessageReceived)));
        Assert.Equal(pair.Delay, pair.Now - start);
        byte[] buffer = new byte[16_384];
        Assert.True(pair.Acceptor.TryReceiveMessage(buffer, out int length));
        Assert.Equal("want"u8, buffer.AsSpan(0, length));
        Assert.False(pair.Acceptor.TryReceiveMessage(buffer, out _));
    }

    [Fact]
    public void RUDP_MSG_2_sixty_four_kib_wait_and_no_more_and_all_come_in_order_over_loss()
    {
        var pair = new Pair(seed: 3);
        var random = new Random(3);
        pair.Pass = (_, _) => random.NextDouble() >= 0.2;
        byte[] message = new byte[16_384];
        int sent = 0, received = 0;
        while (pair.Initiator.TrySendMessage(Numbered(message, sent)))
            sent++;
        Assert.Equal(3, sent);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Initiator.TrySendMessage(new byte[16_385]));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Initiator.TrySendMessage([]));
        byte[] buffer = new byte[16_384];
        Assert.True(pair.Run(() =>
        {
            while (sent < 40 && pair.Initiator.TrySendMessage(Numbered(message, sent)))
                sent++;
            while (pair.Acceptor.TryReceiveMessage(buffer, out int length))
                Assert.Equal((received++, 16_384), (BitConverter.ToInt32(buffer), length));
            return received == 40;
        }));
    }

    [Fact]
    public void RUDP_FLOW_1_a_sender_stops_at_the_credit_and_goes_on_when_it_grows()
    {
        var down = new Content(Megabyte) { Consumes = false };
        var pair = new Pair(initiator: new() { ReceiveWindow = 100_000 }, download: down);
        pair.RunFor(Duration.FromSeconds(10));
        Assert.Equal(100_000, down.Written);
        pair.Initiator.Consumed(50_000);
        pair.RunFor(Duration.FromSeconds(10));
        Assert.Equal(150_000, down.Written);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Initiator.Consumed(100_001));
        down.Consumes = true;
        pair.Initiator.Consumed(100_000);
        Assert.True(pair.Run(() => down.Written == down.Size));
    }

    [Theory]
    [InlineData(5_000, 3)]
    [InlineData(2 * Megabyte, 1)]
    public void RUDP_DATA_6_what_was_lost_travels_three_times_when_nothing_new_waits(int size, int copies)
    {
        var down = new Content(size);
        var pair = new Pair(acceptor: new() { MaxDatagramSize = 1_200, MaxSendRate = 2_000_000 }, download: down);
        int data = 0;
        pair.Pass = (toAcceptor, bytes) => toAcceptor || ++data != 3;
        Assert.True(pair.Run(() => down.Written == down.Size));
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(1, pair.Acceptor.Statistics.PacketsLost);
        Assert.Equal(copies, pair.Acceptor.Statistics.DataSentAgain / 1_100);
        Assert.Equal(copies - 1, pair.Initiator.Statistics.DataDuplicate / 1_100);
    }

    [Fact]
    public void RUDP_DATA_4_a_lost_range_fits_again_into_one_packet()
    {
        // 500 full packets of 1,158 bytes, both ways at once so that ACKs compete for room, at 10 % loss.
        const long Packet = 1_158;
        const long Size = 500 * Packet;
        var up = new Content(Size, 1 << 20);
        var down = new Content(Size, 1 << 20);
        var pair = new Pair(upload: up, download: down);
        var random = new Random(9);
        pair.Pass = (_, _) => random.NextDouble() >= 0.1;
        Assert.True(pair.Run(() => up.Written == Size && down.Written == Size));
        foreach (var connection in new[] { pair.Initiator, pair.Acceptor })
            Assert.Equal(0, connection.Statistics.DataSentAgain % Packet);
    }

    [Fact]
    public void RUDP_DATA_2_a_source_that_is_not_ready_is_asked_again_only_when_it_says_so()
    {
        var down = new Content(Megabyte) { Ready = false };
        var pair = new Pair(download: down);
        pair.RunFor(Duration.FromSeconds(20));
        Assert.Equal((0, 1), (down.Written, down.ReadCalls));
        down.Ready = true;
        pair.Acceptor.SourceReady();
        Assert.True(pair.Run(() => down.Written == down.Size));
    }

    [Fact]
    public void RUDP_KEY_4_keys_change_again_and_again_under_loss()
    {
        var down = new Content(3 * Megabyte);
        // Slow enough for several keys to grow old on the way.
        var options = new RudpOptions { PacketsPerKey = 16, MaxSendRate = 3_000_000 };
        var pair = new Pair(options, options, download: down);
        var random = new Random(4);
        pair.Pass = (_, _) => random.NextDouble() >= 0.1;
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.True(pair.Acceptor.Statistics.KeyUpdates >= 3);
        Assert.InRange(pair.Acceptor.Statistics.KeyUpdates - pair.Initiator.Statistics.KeyUpdates, -1, 1);
        Assert.Equal(0, pair.InitiatorEndpoint.Statistics.Unsealed + pair.AcceptorEndpoint.Statistics.Unsealed);
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L << 32)]
    [InlineData(1L << 48)]
    [InlineData((1L << 62) - 200_000)]
    public void Counters_pass_every_edge(long edge)
    {
        var down = new Content(200_000, offset: Math.Min(edge - 100_000, (1L << 62) - 200_000));
        var options = new RudpOptions { FirstPacketNumber = edge - 60 };
        var pair = new Pair(options, options, download: down);
        Assert.True(pair.Run(() => down.Written == down.Size));
        pair.Initiator.Close(0);
        Assert.True(pair.Run(() => pair.Acceptor.End is not null));
        Assert.Equal(RudpOutcome.Completed, pair.Acceptor.End!.Value.Outcome);
    }

    [Fact]
    public void RUDP_ACK_10_the_ping_of_an_end_that_waits_tells_again_what_came()
    {
        var down = new Content(1_000) { Ready = false };
        var pair = new Pair(download: down);
        pair.Initiator.Expect(2_000, 1);
        pair.RunFor(Duration.FromMilliseconds(200));
        down.Ready = true;
        pair.Acceptor.SourceReady();
        Assert.True(pair.Run(() => down.Written == down.Size));
        // The only ACK is lost, and so is all that could call for another.
        pair.Pass = (_, _) => false;
        pair.RunFor(Duration.FromMilliseconds(100));
        Assert.Equal(1_000, pair.Acceptor.UnacknowledgedBytes);
        pair.Pass = (toAcceptor, _) => toAcceptor;
        Assert.True(pair.Run(() => pair.Acceptor.UnacknowledgedBytes == 0, Duration.FromSeconds(2)));
        // So late an ACK measures nothing: what is known is still the assumption.
        Assert.Equal(Limits.InitialRtt, pair.Acceptor.Statistics.SmoothedRtt);
    }

    [Fact]
    public void An_abort_is_silent_and_final()
    {
        var pair = new Pair(download: new Content(Megabyte));
        pair.RunFor(Duration.FromMilliseconds(50));
        pair.Initiator.Abort();
        long sent = pair.Initiator.Statistics.PacketsSent;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(sent, pair.Initiator.Statistics.PacketsSent);
        Assert.Equal(RudpReason.Aborted, pair.Initiator.End!.Value.Reason);
        Assert.False(pair.Initiator.TrySendMessage("x"u8));
        pair.Initiator.Send(0, 0);
        pair.Initiator.Close(1);
        pair.Initiator.SourceReady();
        Assert.Equal(RudpReason.Aborted, pair.Initiator.End!.Value.Reason);
    }

    [Fact]
    public void A_rate_limit_holds_and_can_be_lifted()
    {
        var down = new Content(3 * Megabyte);
        var pair = new Pair(acceptor: new() { MaxSendRate = 100_000 }, download: down);
        pair.RunFor(Duration.FromSeconds(10));
        Assert.InRange(down.Written, 900_000, 1_010_000);
        pair.Acceptor.SetMaxSendRate(0);
        Assert.True(pair.Run(() => down.Written == down.Size, Duration.FromSeconds(3)));
    }

    [Fact]
    public void Arguments_outside_the_address_space_are_refused()
    {
        var pair = new Pair(upload: new Content(1), download: new Content(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Initiator.Send(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Initiator.Expect((1L << 62) - 1, 2));
        pair.Initiator.Expect((1L << 62) - 1, 1);
        var bare = new Pair();
        Assert.Throws<InvalidOperationException>(() => bare.Initiator.Send(0, 1));
        Assert.Throws<InvalidOperationException>(() => bare.Initiator.Expect(0, 1));
        Assert.Throws<ArgumentException>(() => bare.InitiatorEndpoint.Accept(bare.Offer, null, null, new(), bare.Now));
        Assert.Throws<ArgumentException>(() => new Pair(initiator: new() { MaxDatagramSize = 1199 }));
        Assert.Throws<ArgumentException>(() => new Pair(initiator: new() { PacketsPerKey = 15 }));
    }

    private static byte[] Numbered(byte[] message, int number)
    {
        BitConverter.TryWriteBytes(message, number);
        return message;
    }
}
