using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>A peer that has the keys and breaks the rules: each ends its own connection, with the rule's reason, and nothing else (RUDP-LIFE-4).</summary>
public sealed class HostilePeerTests
{
    [Fact]
    public void An_honest_packet_ends_nothing()
    {
        var attack = new Attack();
        attack.Send(Data(0, 3));
        Assert.Null(attack.Victim.End);
        Assert.Equal(3, attack.Victim.Statistics.DataReceived);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData((1L << 62) - 2)]
    public void RUDP_ACK_8_an_ack_of_what_was_never_sent(long above)
    {
        var attack = new Attack();
        long next = attack.PacketsFromVictim;
        attack.Send(Ack(next + above, 0));
        attack.AssertEnded(RudpReason.AckOfUnsent);
    }

    [Fact]
    public void RUDP_ACK_9_an_optimistic_ack_names_a_skipped_number()
    {
        var attack = new Attack(new() { FirstSkip = 1 }, download: new Content(1_000_000));
        attack.Poll();
        attack.Send(Ack(attack.HighestFromVictim, attack.HighestFromVictim));
        attack.AssertEnded(RudpReason.AckOfUnsent);
    }

    [Fact]
    public void RUDP_ACK_9_a_peer_that_acknowledges_whatever_may_be_on_the_way_is_caught_before_it_has_gained_much()
    {
        var attack = new Attack(download: new Content(100_000_000));
        for (int round = 0; attack.Victim.End is null && round < 1_000; round++)
        {
            attack.Now += Duration.FromMilliseconds(20);
            attack.Poll();
            attack.Send(Ack(attack.HighestFromVictim, attack.HighestFromVictim));
        }

        attack.AssertEnded(RudpReason.AckOfUnsent);
        Assert.InRange(attack.PacketsFromVictim, 1, 2 * Limits.FirstSkip);
    }

    [Fact]
    public void RUDP_CC_7_a_window_that_lies_opens_no_more_than_the_path()
    {
        var honest = new Attack(download: new Content(100_000_000));
        var liar = new Attack(download: new Content(100_000_000));
        liar.Send(Window(1L << 62, 1L << 62));
        honest.Poll();
        liar.Poll();
        Assert.Null(liar.Victim.End);
        Assert.Equal(honest.Victim.Statistics.BytesInFlight, liar.Victim.Statistics.BytesInFlight);
        Assert.InRange(liar.Victim.Statistics.BytesInFlight, 1, liar.Victim.Statistics.CongestionWindow);
    }

    [Fact]
    public void RUDP_ACK_1_thirty_ranges_in_every_packet_cost_what_they_name_and_end_nothing()
    {
        // No number is skipped meanwhile: an ACK of one that never left would end it, and by right.
        var attack = new Attack(new() { FirstSkip = 1 << 30 }, download: new Content(10_000_000));
        for (int i = 0; i < 2_000; i++)
        {
            attack.Now += Duration.FromMilliseconds(1);
            attack.Poll();
            AckRange[] ranges = [.. Enumerable.Range(0, 30).Select(r => attack.HighestFromVictim - (2 * r)).Where(n => n >= 0).Select(n => new AckRange(new(n), new(n)))];
            byte[] bytes = new byte[Limits.MaxAckFrameLength];
            attack.Send(bytes[..AckFrame.Write(bytes, ranges, Duration.Zero)]);
        }

        Assert.Null(attack.Victim.End);
        Assert.InRange(attack.Victim.Footprint.SentPackets, 0, Limits.MaxSentPackets);
    }

    [Theory]
    [InlineData(999_999, 1, null)]
    [InlineData(999_999, 2, RudpReason.UnexpectedRange)]
    [InlineData(1_000_000, 1, RudpReason.UnexpectedRange)]
    [InlineData((1L << 62) - 1, 1, RudpReason.UnexpectedRange)]
    [InlineData((1L << 62) - 1, 2, RudpReason.FrameEncoding)]
    public void RUDP_DATA_3_bytes_that_nobody_wants(long offset, int length, RudpReason? reason)
    {
        var attack = new Attack();
        attack.Send(Data(offset, length));
        attack.AssertEnded(reason);
    }

    [Fact]
    public void RUDP_FLOW_3_bytes_beyond_the_credit()
    {
        var attack = new Attack(new() { ReceiveWindow = 5_000 }, consumes: false);
        for (int i = 0; i < 5; i++)
            attack.Send(Data(i * 2_000, 1_000));
        Assert.Null(attack.Victim.End);
        // Doubles cost no credit, one new byte does.
        attack.Send(Data(0, 1_000));
        Assert.Null(attack.Victim.End);
        attack.Send(Data(50_000, 1));
        attack.AssertEnded(RudpReason.FlowControl);
        Assert.Equal(5_000, attack.Victim.Statistics.DataReceived);
    }

    [Fact]
    public void RUDP_FLOW_5_credit_that_shrinks()
    {
        var attack = new Attack();
        attack.Send(Window(1L << 30, 1 << 20));
        attack.Send(Window(1L << 30, 1 << 20));
        Assert.Null(attack.Victim.End);
        attack.Send(Window((1L << 30) - 1, 1 << 20));
        attack.AssertEnded(RudpReason.FlowControl);
    }

    [Fact]
    public void RUDP_FLOW_5_credit_that_was_overtaken_is_no_lie()
    {
        var attack = new Attack();
        byte[] early = attack.Seal(Window(1L << 29, 1 << 20));
        attack.Send(Window(1L << 30, 1 << 20));
        attack.Deliver(early);
        Assert.Null(attack.Victim.End);
    }

    [Fact]
    public void RUDP_FLOW_2_credit_beyond_the_address_space()
    {
        var attack = new Attack();
        attack.Send(Window((1L << 62) + 1, 1 << 20));
        attack.AssertEnded(RudpReason.FrameEncoding);
    }

    [Theory]
    [InlineData(65_535, null)]
    [InlineData(65_536, RudpReason.MessageLane)]
    [InlineData(1L << 61, RudpReason.MessageLane)]
    public void RUDP_MSG_3_messages_beyond_the_lane(long offset, RudpReason? reason)
    {
        var attack = new Attack();
        attack.Send(Frame(12, b => new MessageFrame(offset, [1]).Write(b)));
        attack.AssertEnded(reason);
    }

    [Theory]
    [InlineData(0, RudpReason.MessageLane)]
    [InlineData(16_384, null)]
    [InlineData(16_385, RudpReason.MessageLane)]
    public void RUDP_MSG_3_a_length_that_no_message_has(int length, RudpReason? reason)
    {
        var attack = new Attack();
        attack.Send(Frame(13, b => new MessageFrame(0, BitConverter.GetBytes((ushort)length)).Write(b)));
        attack.AssertEnded(reason);
    }

    [Fact]
    public void RUDP_MSG_3_a_flood_of_messages_that_nobody_reads_ends_at_the_lane()
    {
        var attack = new Attack();
        long offset = 0;
        for (; attack.Victim.End is null && offset < 1 << 20; offset += 1_002)
            attack.Send(Frame(1_013, b => new MessageFrame(offset, [0xE8, 0x03, .. new byte[1_000]]).Write(b)));
        attack.AssertEnded(RudpReason.MessageLane);
        Assert.InRange(offset, 65_000, 67_000);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("060102030405060708")]
    [InlineData("070102030405060708")]
    public void RUDP_LIFE_5_pings_and_challenges_without_end(string frame)
    {
        var attack = new Attack();
        int sent = 0;
        for (; attack.Victim.End is null && sent < 10_000; sent++)
            attack.Send(Convert.FromHexString(frame));
        attack.AssertEnded(RudpReason.ExcessiveControl);
        Assert.InRange(sent, Limits.ControlBurst, Limits.ControlBurst + 100);
    }

    [Fact]
    public void RUDP_LIFE_5_pings_at_a_bearable_rate_go_on_for_ever()
    {
        var attack = new Attack();
        for (int i = 0; i < 5_000; i++)
        {
            attack.Now += Duration.FromMilliseconds(20);
            attack.Send([(byte)FrameType.Ping]);
        }

        Assert.Null(attack.Victim.End);
    }

    [Theory]
    [InlineData(15_625, 1)]
    [InlineData(1_000_000, 64)]
    [InlineData(8_000_000, 512)]
    [InlineData(3_600_000_000, 512)]
    public void RUDP_LIFE_5_64_tokens_a_second_come_back_and_no_more_than_512_gather(long microseconds, int tokens)
    {
        var attack = new Attack();
        Ping(attack, Limits.ControlBurst);
        attack.Now += Duration.FromMicroseconds(microseconds);
        Ping(attack, tokens);
        Assert.Null(attack.Victim.End);
        Ping(attack, 1);
        attack.AssertEnded(RudpReason.ExcessiveControl);
    }

    [Fact]
    public void RUDP_CC_7_a_path_challenge_is_answered_even_where_the_window_is_full()
    {
        var attack = new Attack(download: new Content(100_000_000));
        attack.Poll();
        long full = attack.Victim.Statistics.BytesInFlight;
        Assert.InRange(full, attack.Victim.Statistics.CongestionWindow - 1_199, attack.Victim.Statistics.CongestionWindow);
        attack.Send([0x06, 1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal([0x07, 1, 2, 3, 4, 5, 6, 7, 8], attack.Poll()[0]);
        Assert.Equal(full + PacketHeader.Overhead + PathFrame.Length, attack.Victim.Statistics.BytesInFlight);
    }

    [Fact]
    public void RUDP_LIFE_5_key_updates_without_end()
    {
        var attack = new Attack();
        int sent = 0;
        for (; attack.Victim.End is null && sent < 5_000; sent++)
        {
            attack.TurnPhase();
            attack.Send(new byte[4]);
        }

        attack.AssertEnded(RudpReason.ExcessiveControl);
        Assert.InRange(sent, Limits.ControlBurst, Limits.ControlBurst + 100);
    }

    [Fact]
    public void RUDP_FRAME_2_a_packet_without_a_frame()
    {
        var attack = new Attack();
        attack.Send([0]);
        Assert.Null(attack.Victim.End);
        attack.Send([]);
        attack.AssertEnded(RudpReason.FrameEncoding);
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("09")]
    [InlineData("02")]
    [InlineData("0301")]
    [InlineData("1000000001000000000000010004B0")]
    [InlineData("0801000000000041")]
    public void RUDP_FRAME_3_frames_that_cannot_be_read(string frames)
    {
        var attack = new Attack();
        attack.Send(Convert.FromHexString(frames));
        attack.AssertEnded(RudpReason.FrameEncoding);
    }

    [Fact]
    public void RUDP_DATA_5_so_many_holes_that_they_cost_memory()
    {
        var attack = new Attack(wanted: 1_000_000);
        for (long offset = 1; attack.Victim.End is null && offset < 1_000_000; offset += 2)
            attack.Send(Data(offset, 1));
        attack.AssertEnded(RudpReason.TooManyRanges);
        Assert.InRange(attack.Victim.Statistics.DataReceived, Limits.MaxRanges, Limits.MaxRanges + 1);
    }

    [Fact]
    public void RUDP_HS_6_parameters_outside_their_limits()
    {
        var attack = new Attack(parameters: ParametersFrame.From(new RudpOptions()) with { MaxDatagram = 100 });
        Assert.Equal(RudpReason.Parameters, attack.Victim.End!.Value.Reason);
    }

    [Fact]
    public void RUDP_LIFE_4_the_peer_is_told_why_and_others_live_on()
    {
        var attack = new Attack();
        attack.Send([0xFF]);
        var told = attack.Poll();
        Assert.Contains(told, payload => CloseFrame.TryRead(payload, out var close, out _) && close.Reason == RudpReason.FrameEncoding);
        Assert.Null(attack.Bystander.End);
    }

    [Fact]
    public void Random_payloads_under_valid_keys_never_throw()
    {
        var random = new Random(11);
        for (int life = 0; life < 300; life++)
        {
            var attack = new Attack(seed: life);
            for (int i = 0; i < 40 && attack.Victim.End is null; i++)
            {
                byte[] payload = new byte[random.Next(1, 200)];
                random.NextBytes(payload);
                payload[0] = (byte)random.Next(0, 9);
                attack.Send(payload);
                attack.Poll();
            }
        }
    }

    private static void Ping(Attack attack, int count)
    {
        for (int i = 0; i < count; i++)
            attack.Send([(byte)FrameType.Ping]);
    }

    private static byte[] Data(long offset, int length) => Frame(DataFrame.HeaderLength(offset) + length, b => new DataFrame(offset, new byte[length]).Write(b));

    private static byte[] Frame(int size, Action<byte[]> write)
    {
        byte[] bytes = new byte[size];
        write(bytes);
        return bytes;
    }

    private static byte[] Window(long data, long messages) => Frame(WindowFrame.Length, b => new WindowFrame(data, messages).Write(b));

    private static byte[] Ack(long largest, long span)
    {
        byte[] bytes = new byte[64];
        return bytes[..AckFrame.Write(bytes, [new(new(largest - span), new(largest))], Duration.Zero)];
    }
}
