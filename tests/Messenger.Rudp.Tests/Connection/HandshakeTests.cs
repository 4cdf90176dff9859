using Messenger.Rudp.Handshake;
using Messenger.Rudp.Tests.Lives;
using Messenger.Rudp.Wire;
using Messenger.Testing.Simulation;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>The first datagrams: their size, their numbers, and how they get through.</summary>
public sealed class HandshakeTests
{
    private static readonly PathAddress Client = PathAddress.FromIPv4([10, 0, 0, 1], 4000);

    [Fact]
    public void RUDP_HS_1_initial_and_answer_are_1200_bytes()
    {
        var pair = new Pair();
        var sizes = new List<(PacketType, int)>();
        pair.Pass = (_, bytes) =>
        {
            sizes.Add((HeaderOf(bytes).Type, bytes.Length));
            return true;
        };
        Assert.True(pair.Run(() => pair.Has(pair.Acceptor, RudpEventKind.Connected)));
        Assert.Equal([(PacketType.Initial, 1_200), (PacketType.Answer, 1_200)], sizes.Where(s => s.Item1 != PacketType.Data));
    }

    [Theory]
    [InlineData(1_200, true)]
    [InlineData(1_199, false)]
    public void RUDP_HS_1_a_path_that_cannot_carry_1200_bytes_is_noticed_at_once(int mtu, bool connects)
    {
        var pair = new Pair { Pass = (_, bytes) => bytes.Length <= mtu };
        pair.RunFor(Duration.FromSeconds(31));
        Assert.Equal(connects, pair.Has(pair.Initiator, RudpEventKind.Connected));
        Assert.Equal(connects ? null : RudpReason.HandshakeTimeout, pair.Initiator.End?.Reason);
    }

    [Theory]
    [InlineData(1_200, true)]
    [InlineData(1_199, false)]
    public void RUDP_HS_2_a_shorter_initial_is_dropped_however_well_it_is_sealed(int length, bool answered)
    {
        byte[] secret = new byte[32], nonce = new byte[32];
        var offer = new RudpOffer(7, secret, RudpCipher.Aes128Gcm);
        var endpoint = new RudpEndpoint();
        var acceptor = endpoint.Accept(offer, null, null, new(), Timestamp.Zero);
        byte[] datagram = new byte[length];
        new PacketHeader(PacketType.Initial, false, 7, new(0)).Write(datagram);
        ParametersFrame.From(new RudpOptions()).Write(datagram.AsSpan(PacketHeader.Length + nonce.Length));
        using var seal = KeyDerivation.Handshake(offer.Cipher, secret, nonce, fromInitiator: true);
        seal.Seal(new(0), datagram, PacketHeader.Length + nonce.Length);
        PacketHeader.WriteChecksum(datagram);
        endpoint.HandleDatagram(Timestamp.Zero, Client, datagram);
        Assert.Equal(answered, endpoint.PollTransmit(Timestamp.Zero, new byte[1_200], out _));
        Assert.Equal(answered, !acceptor.Peer.IsNone);
    }

    [Fact]
    public void RUDP_HS_9_what_the_initiator_wants_is_known_with_its_first_datagram_and_told_once()
    {
        var down = new Content(5_000) { Waits = true };
        var pair = new Pair(download: down);
        var start = pair.Now;
        byte[] message = new byte[16_384];
        int length = 0, told = 0;
        Assert.True(pair.Initiator.TrySendMessage("want"u8));
        Assert.True(pair.Run(() =>
        {
            for (; pair.Acceptor.TryReceiveMessage(message, out length); told++)
            {
                Assert.True(message.AsSpan(0, length).SequenceEqual("want"u8));
                pair.Acceptor.Send(0, down.Size);
            }

            return down.Written == down.Size;
        }));
        // The bytes come with the Answer.
        Assert.Equal(pair.Delay * 2, pair.Now - start);
        pair.RunFor(Duration.FromSeconds(1));
        Assert.False(pair.Acceptor.TryReceiveMessage(message, out _));
        Assert.Equal(1, told);
    }

    [Fact]
    public void RUDP_HS_9_more_messages_than_an_Initial_holds_arrive_whole()
    {
        var pair = new Pair();
        byte[] message = new byte[3_000], received = new byte[16_384];
        new Random(1).NextBytes(message);
        for (int i = 0; i < 5; i++)
            Assert.True(pair.Initiator.TrySendMessage(message));
        int count = 0;
        Assert.True(pair.Run(() =>
        {
            for (; pair.Acceptor.TryReceiveMessage(received, out int length); count++)
                Assert.True(received.AsSpan(0, length).SequenceEqual(message));
            return count == 5;
        }));
    }

    [Theory]
    [InlineData(1_022, true)]
    [InlineData(1_023, false)]
    public void RUDP_HS_9_an_initial_with_more_than_1024_bytes_of_messages_is_dropped(int length, bool answered)
    {
        // The message's length stands before it, and counts.
        byte[] early = [.. BitConverter.GetBytes((ushort)length), .. new byte[length]];
        byte[] payload = new byte[23 + 11 + early.Length];
        new MessageFrame(0, early).Write(payload.AsSpan(23));
        AssertAnswered(payload, answered);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("0000", true)]
    [InlineData("000001", false)]
    [InlineData("01", false)]
    [InlineData("05", false)]
    [InlineData("10", false)]
    [InlineData("FF", false)]
    [InlineData("0400000000000000000200010000000000", true)]
    [InlineData("0400000000000000000200010001", false)]
    [InlineData("040000000000000000020001000400000000000000000200010000", false)]
    public void RUDP_FRAME_3_an_initial_with_a_frame_that_has_no_place_there_is_dropped(string behind, bool answered) =>
        AssertAnswered([.. new byte[23], .. Convert.FromHexString(behind)], answered);

    [Theory]
    [InlineData("", true)]
    [InlineData("0000", true)]
    [InlineData("01", false)]
    [InlineData("000004", false)]
    [InlineData("0400000000000000000200010000", false)]
    public void RUDP_FRAME_3_an_answer_with_a_frame_that_has_no_place_there_is_dropped(string behind, bool taken)
    {
        var offer = new RudpOffer(7, new byte[32], RudpCipher.Aes128Gcm);
        var parameters = ParametersFrame.From(new RudpOptions());
        var random = new SeededRandomSource(new(1));
        using var initiator = new InitiatorHandshake(offer, parameters, random);
        byte[] datagram = new byte[1_200];
        initiator.WriteInitial(Timestamp.Zero, datagram, []);
        using var seal = KeyDerivation.Handshake(offer.Cipher, offer.Secret.Span, datagram.AsSpan(PacketHeader.Length, 32), fromInitiator: false);
        datagram.AsSpan().Clear();
        new PacketHeader(PacketType.Answer, false, 7, new(0)).Write(datagram);
        int position = PacketHeader.Length + new AnswerFrame(new byte[32], new(0)).Write(datagram.AsSpan(PacketHeader.Length));
        position += parameters.Write(datagram.AsSpan(position));
        Convert.FromHexString(behind).CopyTo(datagram, position);
        seal.Seal(new(0), datagram, PacketHeader.Length);
        using var keys = initiator.HandleAnswer(new(0), datagram, Timestamp.Zero, 16, out _);
        Assert.Equal(taken, keys is not null);
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(1, 400)]
    public void RUDP_HS_3_a_repeated_initial_gives_a_sound_rtt(int lost, int rttMilliseconds)
    {
        // The second leaves before the Answer to the first can be there.
        var pair = new Pair { Delay = Duration.FromMilliseconds(200) };
        int initials = 0;
        pair.Pass = (toAcceptor, _) => !toAcceptor || ++initials > lost;
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.Connected)));
        Assert.InRange(initials, 2, 3);
        Assert.Equal(Duration.FromMilliseconds(rttMilliseconds), pair.Initiator.Statistics.MinRtt);
    }

    [Theory]
    [InlineData(null, new[] { 250_000L, 375_000, 562_500, 843_750, 1_000_000, 1_000_000 })]
    [InlineData(0.2, new[] { 37_500L, 56_250, 84_375, 126_562, 189_843, 284_765, 427_148, 640_722, 961_083, 1_000_000 })]
    [InlineData(200.0, new[] { 300_000L, 450_000, 675_000, 1_000_000 })]
    [InlineData(900.0, new[] { 1_000_000L, 1_000_000 })]
    public void RUDP_HS_5_an_initial_is_repeated_after_one_and_a_half_rtt_or_250_ms_then_half_as_long_again_up_to_a_second(double? rtt, long[] first)
    {
        var pair = new Pair(new RudpOptions { InitialRtt = RudpOptions.InitialRttOf(rtt is { } ms ? TimeSpan.FromMilliseconds(ms) : null) });
        var sent = new List<long>();
        pair.Pass = (_, _) =>
        {
            sent.Add(pair.Now.Nanoseconds / 1_000);
            return false;
        };
        pair.RunFor(Duration.FromSeconds(31));
        long[] waits = [.. sent.Skip(1).Zip(sent, (next, before) => next - before)];
        // Each wait begins in a whole microsecond or a part of one.
        Assert.All(waits.Zip(first), both => Assert.InRange(both.First, both.Second - 1, both.Second + 1));
        Assert.All(waits[first.Length..], wait => Assert.Equal(1_000_000, wait));
        // To the end of the 30 s.
        Assert.InRange(waits.Sum(), 29_000_000, 30_000_000);
    }

    [Theory]
    [InlineData(149, 1)]
    [InlineData(151, 2)]
    public void RUDP_HS_5_an_answer_within_one_and_a_half_rtt_finds_one_initial_sent(int answerMilliseconds, int initials)
    {
        var pair = new Pair(new RudpOptions { InitialRtt = Duration.FromMilliseconds(100) }) { Delay = Duration.FromMicroseconds(answerMilliseconds * 500) };
        int sent = 0;
        pair.Pass = (toAcceptor, bytes) =>
        {
            sent += toAcceptor && HeaderOf(bytes).Type == PacketType.Initial ? 1 : 0;
            return true;
        };
        Assert.True(pair.Run(() => pair.Has(pair.Initiator, RudpEventKind.Connected)));
        Assert.Equal(initials, sent);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void RUDP_HS_4_a_repeated_initial_that_asks_for_something_else_is_dropped(bool other, bool answered)
    {
        var offer = new RudpOffer(7, new byte[32], RudpCipher.Aes128Gcm);
        var endpoint = new RudpEndpoint();
        _ = endpoint.Accept(offer, null, null, new(), Timestamp.Zero);
        // The same nonce each time.
        InitiatorHandshake New(int datagram) => new(offer, ParametersFrame.From(new RudpOptions { MaxDatagramSize = datagram }), new SeededRandomSource(new(1)));
        using var first = New(1_400);
        using var second = New(other ? 1_401 : 1_400);
        bool Answers(InitiatorHandshake handshake)
        {
            byte[] buffer = new byte[1_200];
            handshake.WriteInitial(Timestamp.Zero, buffer, []);
            endpoint.HandleDatagram(Timestamp.Zero, Client, buffer);
            return endpoint.PollTransmit(Timestamp.Zero, new byte[1_200], out _);
        }

        Assert.True(Answers(first));
        Assert.False(Answers(second));
        Assert.Equal(answered, Answers(second));
    }

    [Theory]
    [InlineData(5, 10)]
    [InlineData(10, 5)]
    public void RUDP_HS_6_the_lower_idle_limit_holds_at_both_ends(int initiatorSeconds, int acceptorSeconds)
    {
        static RudpOptions Silent(int seconds) => new() { IdleLimit = Duration.FromSeconds(seconds), KeepAlive = Duration.Zero };
        var pair = new Pair(Silent(initiatorSeconds), Silent(acceptorSeconds));
        pair.RunFor(Duration.FromMilliseconds(4_900));
        Assert.Equal((null, null), (pair.Initiator.End, pair.Acceptor.End));
        pair.RunFor(Duration.FromMilliseconds(300));
        Assert.Equal((RudpReason.IdleTimeout, RudpReason.IdleTimeout), (pair.Initiator.End?.Reason, pair.Acceptor.End?.Reason));
    }

    [Theory]
    [InlineData(1, 4, true)]
    [InlineData(0, 4, false)]
    [InlineData(1, 1_200, false)]
    public void RUDP_HS_9_an_initial_with_a_message_that_is_none_is_dropped(int isBeginning, int claimed, bool answered)
    {
        byte[] secret = new byte[32], nonce = new byte[32], datagram = new byte[1_200];
        var offer = new RudpOffer(7, secret, RudpCipher.Aes128Gcm);
        var endpoint = new RudpEndpoint();
        _ = endpoint.Accept(offer, null, null, new(), Timestamp.Zero);
        new PacketHeader(PacketType.Initial, false, 7, new(0)).Write(datagram);
        int start = PacketHeader.Length + nonce.Length;
        int position = start + ParametersFrame.From(new RudpOptions()).Write(datagram.AsSpan(start));
        MessageFrame.WriteHeader(datagram.AsSpan(position), 1 - isBeginning, claimed);
        datagram[position + MessageFrame.HeaderLength] = 2;
        using var seal = KeyDerivation.Handshake(offer.Cipher, secret, nonce, fromInitiator: true);
        seal.Seal(new(0), datagram, start);
        PacketHeader.WriteChecksum(datagram);
        endpoint.HandleDatagram(Timestamp.Zero, Client, datagram);
        Assert.Equal(answered, endpoint.PollTransmit(Timestamp.Zero, new byte[1_200], out _));
    }

    [Fact]
    public void RUDP_HS_2_an_initial_whose_number_is_not_the_highest_so_far_is_dropped()
    {
        var offer = new RudpOffer(7, new byte[32], RudpCipher.Aes128Gcm);
        var endpoint = new RudpEndpoint();
        _ = endpoint.Accept(offer, null, null, new(), Timestamp.Zero);
        using var handshake = new InitiatorHandshake(offer, ParametersFrame.From(new RudpOptions()), SystemRandomSource.Instance);
        byte[][] initials = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            byte[] buffer = new byte[1_200];
            handshake.WriteInitial(Timestamp.Zero, buffer, []);
            return buffer;
        })];
        bool Answers(int number)
        {
            endpoint.HandleDatagram(Timestamp.Zero, Client, (byte[])initials[number].Clone());
            return endpoint.PollTransmit(Timestamp.Zero, new byte[1_200], out _);
        }

        Assert.True(Answers(1));
        Assert.False(Answers(1));
        Assert.False(Answers(0));
        Assert.True(Answers(2));
    }

    [Fact]
    public void RUDP_WIRE_4_handshake_and_data_number_for_themselves_and_a_number_is_used_once()
    {
        const long First = 1_000;
        var options = new RudpOptions { FirstPacketNumber = First };
        var down = new Content(1_000_000);
        var pair = new Pair(options, options, upload: new Content(100_000), download: down);
        var random = new SimRandom(5);
        var last = new Dictionary<(bool, bool), long>();
        int lost = 0;
        pair.Pass = (toAcceptor, bytes) =>
        {
            var header = HeaderOf(bytes);
            bool data = header.Type == PacketType.Data;
            // The first two Initials are lost, so that there are several.
            if (last.TryGetValue((toAcceptor, data), out long before))
                Assert.True(header.Number.Value > before, $"{header.Number} after {before}");
            else
                Assert.Equal(data ? First : 0, header.Number.Value);
            last[(toAcceptor, data)] = header.Number.Value;
            return data ? random.NextDouble() > 0.1 : ++lost > 2;
        };
        Assert.True(pair.Run(() => down.Written == down.Size));
        Assert.Equal(2, last[(true, false)]);
    }

    [Fact]
    public void At_60_percent_loss_each_way_it_succeeds_in_time_or_ends_with_a_clean_error()
    {
        const int Seeds = 1_000;
        int connected = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var random = new SimRandom(seed);
            var pair = new Pair(seed: seed) { Pass = (_, _) => !random.Chance(0.6) };
            pair.RunFor(Duration.FromSeconds(31));
            bool both = pair.Has(pair.Initiator, RudpEventKind.Connected) && pair.Has(pair.Acceptor, RudpEventKind.Connected);
            connected += both ? 1 : 0;
            if (!both)
                Assert.Equal(RudpReason.HandshakeTimeout, pair.Initiator.End?.Reason ?? pair.Acceptor.End?.Reason);
        }

        // 30 attempts of 0.4 x 0.4 each: one in 200 fails.
        Assert.InRange(connected, Seeds * 98 / 100, Seeds);
    }

    /// <summary>Whether an Initial with this payload, whose first 23 bytes are left to PARAMETERS, is one.</summary>
    private static void AssertAnswered(byte[] payload, bool answered)
    {
        byte[] secret = new byte[32], nonce = new byte[32], datagram = new byte[1_200];
        var offer = new RudpOffer(7, secret, RudpCipher.Aes128Gcm);
        var endpoint = new RudpEndpoint();
        var acceptor = endpoint.Accept(offer, null, null, new(), Timestamp.Zero);
        new PacketHeader(PacketType.Initial, false, 7, new(0)).Write(datagram);
        int start = PacketHeader.Length + nonce.Length;
        payload.CopyTo(datagram, start);
        ParametersFrame.From(new RudpOptions()).Write(datagram.AsSpan(start));
        using var seal = KeyDerivation.Handshake(offer.Cipher, secret, nonce, fromInitiator: true);
        seal.Seal(new(0), datagram, start);
        PacketHeader.WriteChecksum(datagram);
        endpoint.HandleDatagram(Timestamp.Zero, Client, datagram);
        Assert.Equal(answered, endpoint.PollTransmit(Timestamp.Zero, new byte[1_200], out _));
        Assert.Equal(answered, !acceptor.Peer.IsNone);
        Assert.Null(acceptor.End);
    }

    private static PacketHeader HeaderOf(byte[] datagram)
    {
        Assert.True(PacketHeader.TryRead(datagram, out var header));
        return header;
    }
}
