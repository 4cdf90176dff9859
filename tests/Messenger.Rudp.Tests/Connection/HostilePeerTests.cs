using Messenger.Rudp.Handshake;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Connection;

/// <summary>A peer that has the keys and breaks the rules: each ends its own connection, with the rule's reason, and nothing else (RUDP-LIFE-4).</summary>
public sealed class HostilePeerTests
{
    [Fact]
    public void An_honest_packet_ends_nothing()
    {
        var attack = new Attack();
        attack.Send(Frame(40, b => new DataFrame(0, [1, 2, 3]).Write(b)));
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

    [Theory]
    [InlineData(999_999, 1, null)]
    [InlineData(999_999, 2, RudpReason.UnexpectedRange)]
    [InlineData(1_000_000, 1, RudpReason.UnexpectedRange)]
    [InlineData((1L << 62) - 1, 1, RudpReason.UnexpectedRange)]
    [InlineData((1L << 62) - 1, 2, RudpReason.FrameEncoding)]
    public void RUDP_DATA_3_bytes_that_nobody_wants(long offset, int length, RudpReason? reason)
    {
        var attack = new Attack();
        byte[] frame = new byte[DataFrame.HeaderLength + length];
        DataFrame.WriteHeader(frame, offset, length);
        attack.Send(frame);
        attack.AssertEnded(reason);
    }

    [Fact]
    public void RUDP_FLOW_3_bytes_beyond_the_credit()
    {
        var attack = new Attack(new() { ReceiveWindow = 5_000 }, consumes: false);
        for (int i = 0; i < 5; i++)
            attack.Send(Frame(1_011, b => new DataFrame(i * 2_000, new byte[1_000]).Write(b)));
        Assert.Null(attack.Victim.End);
        // Doubles cost no credit, one new byte does.
        attack.Send(Frame(1_011, b => new DataFrame(0, new byte[1_000]).Write(b)));
        Assert.Null(attack.Victim.End);
        attack.Send(Frame(12, b => new DataFrame(50_000, [1]).Write(b)));
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

    [Theory]
    [InlineData("")]
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
        byte[] payload = new byte[90 * 12];
        for (long offset = 1; attack.Victim.End is null && offset < 1_000_000;)
        {
            for (int i = 0; i < 90; i++, offset += 2)
                new DataFrame(Math.Min(offset, 999_999), [7]).Write(payload.AsSpan(i * 12));
            attack.Send(payload);
        }

        attack.AssertEnded(RudpReason.TooManyRanges);
        Assert.InRange(attack.Victim.Statistics.DataReceived, Limits.MaxRanges, Limits.MaxRanges + 200);
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

    /// <summary>An initiator made of the engine's parts, which sends what it likes to a real acceptor.</summary>
    private sealed class Attack
    {
        private static readonly PathAddress Address = PathAddress.FromIPv4([10, 6, 6, 6], 666);
        private readonly RudpEndpoint _endpoint = new();
        private readonly RudpOffer _offer;
        private readonly DataKeys? _keys;
        private readonly byte[] _buffer = new byte[2_000];
        private long _next;

        public Attack(
            RudpOptions? options = null, Content? download = null, bool consumes = true, long wanted = 1_000_000, ParametersFrame? parameters = null, int seed = 1)
        {
            byte[] secret = new byte[32];
            new Random(seed).NextBytes(secret);
            _offer = new RudpOffer((ulong)seed, secret, RudpCipher.Aes128Gcm) { ValidatedHost = Address };
            var sink = new Anything(consumes);
            Bystander = _endpoint.Accept(_offer with { TransferId = ulong.MaxValue }, null, null, new(), Now);
            Victim = _endpoint.Accept(_offer, download, sink, options ?? new(), Now);
            sink.Receiver = Victim;
            Victim.Expect(0, wanted);
            if (download is not null)
                Victim.Send(0, download.Size);
            using var handshake = new InitiatorHandshake(_offer, parameters ?? ParametersFrame.From(new RudpOptions()), SystemRandomSource.Instance);
            int length = handshake.WriteInitial(Now, _buffer);
            _endpoint.HandleDatagram(Now, Address, _buffer.AsSpan(0, length));
            if (!_endpoint.PollTransmit(Now, _buffer, out var transmit))
                return;
            var answer = _buffer.AsSpan(0, transmit.Length);
            Assert.True(PacketHeader.TryRead(answer, out var header));
            _keys = handshake.HandleAnswer(header.Number, answer, Now, 16, out _);
            Send(new byte[1]);
        }

        public Timestamp Now { get; set; } = new(1_000_000_000);

        public RudpConnection Victim { get; }

        public RudpConnection Bystander { get; }

        public long PacketsFromVictim { get; private set; }

        public long HighestFromVictim { get; private set; }

        public byte[] Seal(byte[] payload)
        {
            byte[] datagram = new byte[PacketHeader.Overhead + payload.Length];
            var number = new PacketNumber(_next++);
            new PacketHeader(PacketType.Data, _keys!.Phase, _offer.TransferId, number).Write(datagram);
            payload.CopyTo(datagram, PacketHeader.Length);
            _keys.Seal(number, datagram, PacketHeader.Length);
            PacketHeader.WriteChecksum(datagram);
            return datagram;
        }

        public void Deliver(byte[] datagram) => _endpoint.HandleDatagram(Now, Address, datagram);

        public void Send(byte[] payload) => Deliver(Seal(payload));

        /// <summary>Turns the phase without regard for any rule.</summary>
        public void TurnPhase()
        {
            for (int i = 0; i < 16; i++)
                _ = Seal([0]);
            _keys!.OnAcknowledged(new(long.MaxValue));
            Assert.True(_keys.UpdateIfDue(new(long.MaxValue - 1), Duration.FromSeconds(-1)));
        }

        /// <summary>Takes what the victim sends, opened.</summary>
        public List<byte[]> Poll()
        {
            var payloads = new List<byte[]>();
            while (_endpoint.PollTransmit(Now, _buffer, out var transmit))
            {
                var datagram = _buffer.AsSpan(0, transmit.Length);
                Assert.True(PacketHeader.TryRead(datagram, out var header));
                if (header.Type != PacketType.Data)
                    continue;
                PacketsFromVictim++;
                HighestFromVictim = Math.Max(HighestFromVictim, header.Number.Value);
                if (_keys!.TryOpen(header.Number, header.Phase, datagram, PacketHeader.Length, Now, out var payload, out _))
                    payloads.Add(payload.ToArray());
            }

            return payloads;
        }

        public void AssertEnded(RudpReason? reason)
        {
            Assert.Equal(reason, Victim.End?.Reason);
            if (reason is not null)
                Assert.Equal(RudpOutcome.Failed, Victim.End!.Value.Outcome);
            Assert.Null(Bystander.End);
        }

        private sealed class Anything(bool consumes) : IRangeSink
        {
            public RudpConnection? Receiver { get; set; }

            public void Write(long offset, ReadOnlySpan<byte> data)
            {
                if (consumes)
                    Receiver!.Consumed(data.Length);
            }
        }
    }
}
