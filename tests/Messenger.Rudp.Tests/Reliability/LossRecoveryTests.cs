using Messenger.Rudp.Congestion;
using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Reliability;

public sealed partial class LossRecoveryTests : IPacketFate
{
    private const int Size = 1200;
    private static readonly Duration Rtt = Duration.FromMilliseconds(100);
    private readonly List<long> _acked = [];
    private readonly List<long> _lost = [];
    private readonly NewReno _reno = new(Size);
    private LossRecovery _recovery;
    private Pacer _pacer = new(Size);
    private Timestamp _now = new(1_000_000_000);

    public LossRecoveryTests() => _recovery = New(0);

    void IPacketFate.OnAcknowledged(PacketNumber number, in SentPacket packet) => _acked.Add(number.Value);

    void IPacketFate.OnLost(in SentPacket packet) => _lost.Add(packet.DataOffset);

    [Fact]
    public void RUDP_LOSS_2_three_later_packets_make_a_loss_and_two_do_not()
    {
        Send(4);
        Pass(Rtt);
        Assert.True(Ack(2, 2));
        Assert.Empty(_lost);
        Assert.True(Ack(3, 2));
        Assert.Equal([0], _lost);
        Assert.Equal([2, 3], _acked);
        Assert.Equal(Size, _recovery.InFlight);
    }

    [Fact]
    public void RUDP_LOSS_1_a_packet_with_nothing_but_an_ACK_proves_no_loss()
    {
        Send(4);
        Pass(Rtt);
        Ack(1, 1);
        var doubt = _recovery.LossDeadline;
        _recovery.OnSent(_now, 44, ackEliciting: false);
        Pass(Rtt);
        Ack(4, 4, 1, 1);
        _recovery.DetectLost(_now);
        // The one before the newest acknowledged packet is lost by its age; those after it are not in doubt.
        Assert.Equal([0], _lost);
        Assert.True(doubt < _now);
        Assert.Equal(Timestamp.Never, _recovery.LossDeadline);
        Assert.NotEqual(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
    }

    [Fact]
    public void RUDP_LOSS_3_nine_eighths_of_the_rtt_make_a_loss_and_a_nanosecond_less_does_not()
    {
        Send(1);
        var sent = _now;
        Send(1);
        Pass(Rtt);
        Ack(1, 1);
        Assert.Equal(sent + Rtt + Rtt / 8, _recovery.LossDeadline);
        Assert.Equal(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
        _recovery.DetectLost(_recovery.LossDeadline - new Duration(1));
        Assert.Empty(_lost);
        _recovery.DetectLost(_recovery.LossDeadline);
        Assert.Equal([0], _lost);
        Assert.Equal(Timestamp.Never, _recovery.LossDeadline);
    }

    [Fact]
    public void RUDP_LOSS_3_a_path_that_reorders_gets_a_quarter_of_an_rtt()
    {
        Reorder();
        Send(10);
        var sent = _now;
        Pass(Rtt);
        Ack(11, 11, 0, 1);
        Assert.Empty(_lost);
        Assert.Equal(sent + Rtt + Rtt / 4, _recovery.LossDeadline);
    }

    [Fact]
    public void RUDP_LOSS_4_a_spurious_loss_widens_the_window_and_gives_the_congestion_window_back()
    {
        Send(10);
        Pass(Rtt);
        Ack(9, 9, 4, 4);
        Assert.Equal(new long[] { 0, 1, 2, 3, 5, 6 }, _lost);
        long reduced = _recovery.Window;
        Assert.Equal(5 * Size, reduced);
        Ack(9, 9, 0, 5);
        Assert.Equal(reduced, _recovery.Window);
        Ack(9, 0);
        Assert.True(_recovery.Window >= 10 * Size);
        Assert.Equal(6, _recovery.LostSpuriously);
        Assert.Equal(0, _recovery.InFlight);
        Send(10);
        var sent = _now;
        Pass(Rtt);
        Ack(19, 19);
        // Six spurious losses: seven steps of a quarter, held to one RTT.
        Assert.Equal(sent + Rtt + Rtt, _recovery.LossDeadline);
    }

    [Fact]
    public void RUDP_ACK_9_the_distance_between_skipped_numbers_doubles_up_to_65536()
    {
        var schedule = new SkipSchedule(new Farthest(), Limits.FirstSkip);
        long[] distances = [.. Enumerable.Range(0, 10).Select(_ =>
        {
            long distance = 1;
            while (!schedule.ShouldSkip())
                distance++;
            return distance;
        })];
        Assert.Equal([256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536, 65_536], distances);
    }

    [Fact]
    public void RUDP_ACK_8_only_what_was_sent_can_be_acknowledged()
    {
        Send(3);
        Assert.False(Ack(3, 3));
        Assert.True(Ack(2, 0));
        Assert.True(Ack(2, 0));
        Assert.Equal([2, 1, 0], _acked.AsEnumerable().Reverse());
    }

    [Fact]
    public void RUDP_ACK_9_a_skipped_number_betrays_an_optimistic_ack()
    {
        var schedule = new SkipSchedule(new Ones(), 1);
        Assert.Equal(new PacketNumber(1), _recovery.PrepareNumber(schedule));
        _recovery.OnSent(_now, Size, true);
        Send(3);
        Assert.True(Ack(4, 1));
        Assert.False(Ack(4, 0));
    }

    [Fact]
    public void RUDP_LOSS_6_a_probe_comes_after_a_timeout_that_doubles_up_to_half_a_second()
    {
        Settle();
        Send(1);
        var timeout = Rtt + Limits.Granularity;
        Assert.Equal(_now + timeout, _recovery.ProbeDeadline(Duration.Zero));
        foreach (var longest in new[] { timeout * 2, timeout * 4, Limits.MaxProbeInterval, Limits.MaxProbeInterval })
        {
            _now = _recovery.ProbeDeadline(Duration.Zero);
            _recovery.OnProbeTimeout(_now);
            Assert.Equal(SendDecision.Probe, _recovery.Decide(_now, Size));
            var wait = _recovery.ProbeDeadline(Duration.Zero) - _now;
            Assert.True(wait >= Duration.Min(longest, Limits.MaxProbeInterval / 2) && wait <= longest, $"{wait}");
        }

        Send(1);
        Send(1);
        Assert.NotEqual(SendDecision.Probe, _recovery.Decide(_now, Size));
    }

    [Fact]
    public void RUDP_PATH_5_challenges_keep_no_rhythm_and_none_waits_longer_than_a_probe()
    {
        Settle();
        // Where the probe time-out is short, that.
        Assert.Equal(_recovery.Rtt.ProbeTimeout(Duration.Zero), _recovery.ChallengeTimeout(1, Duration.Zero));
        // A long queue, and an RTT that varies with it.
        Send(1);
        Pass(Rtt * 80);
        Ack(_recovery.Next.Value - 1, _recovery.Next.Value - 1);
        var smoothed = _recovery.Rtt.Smoothed;
        Assert.True(_recovery.Rtt.ProbeTimeout(Duration.Zero) > smoothed * 4);
        var waits = Enumerable.Range(1, Limits.MaxPathAttempts).Select(times => _recovery.ChallengeTimeout(times, Duration.Zero).Nanoseconds).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, smoothed.Nanoseconds / 2, smoothed.Nanoseconds));
        Assert.Equal(waits.Count, waits.Distinct().Count());
    }

    [Fact]
    public void Nothing_in_flight_needs_no_probe()
    {
        Assert.Equal(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
        _recovery.OnSent(_now, 50, ackEliciting: false);
        Assert.Equal(Timestamp.Never, _recovery.ProbeDeadline(Duration.Zero));
        Assert.Equal(0, _recovery.InFlight);
    }

    [Fact]
    public void RUDP_LOSS_9_the_table_ends_at_its_bound_and_opens_again()
    {
        Send(Limits.MaxSentPackets - Limits.ProbeSentPackets - 2);
        Assert.NotEqual(SendDecision.Blocked, _recovery.Decide(_now, Size));
        Send(1);
        Assert.Equal(SendDecision.Blocked, _recovery.Decide(_now, Size));
        Pass(Rtt);
        Ack(0, 0);
        Assert.NotEqual(SendDecision.Blocked, _recovery.Decide(_now, Size));
    }

    [Fact]
    public void RUDP_LOSS_9_a_full_table_leaves_room_for_probes_and_their_ACK_opens_it()
    {
        int room = Limits.MaxSentPackets - Limits.ProbeSentPackets - 1;
        Send(room);
        for (int i = 0; i < Limits.ProbeSentPackets / Limits.ProbePackets; i++)
        {
            Pass(Duration.FromMilliseconds(500));
            _recovery.OnProbeTimeout(_now);
            Assert.Equal(SendDecision.Probe, _recovery.Decide(_now, Size));
            Send(Limits.ProbePackets);
            Assert.Equal(SendDecision.Blocked, _recovery.Decide(_now, Size));
        }

        _recovery.OnProbeTimeout(_now);
        Assert.Equal(SendDecision.Blocked, _recovery.Decide(_now, Size));
        Ack(room, room);
        Assert.NotEqual(SendDecision.Blocked, _recovery.Decide(_now, Size));
    }

    [Theory]
    [InlineData((1L << 31) - 50)]
    [InlineData((1L << 32) - 50)]
    [InlineData((1L << 48) - 50)]
    [InlineData((1L << 62) - 200)]
    public void Numbers_pass_every_edge(long first)
    {
        _recovery = New(first);
        Send(100);
        Pass(Rtt);
        Assert.True(Ack(first + 99, first + 60, first, first + 40));
        Assert.Equal(81, _acked.Count);
        Assert.Equal(19, _lost.Count);
        Assert.Equal(0, _recovery.InFlight);
        Assert.False(Ack(first + 100, first));
    }

    private LossRecovery New(long first) => new(new(first), new(Rtt), _reno, _pacer = new(Size), this);

    private void Reorder()
    {
        Send(2);
        Pass(Rtt);
        Ack(1, 1);
        Ack(1, 0);
    }

    /// <summary>Many equal samples, until the RTT no longer varies.</summary>
    private void Settle()
    {
        for (int i = 0; i < 100; i++)
        {
            Send(1);
            Pass(Rtt);
            Ack(_recovery.Next.Value - 1, _recovery.Next.Value - 1);
        }
    }

    private void Send(int count)
    {
        for (int i = 0; i < count; i++)
        {
            long number = _recovery.Next.Value;
            _recovery.OnSent(_now, Size, ackEliciting: true).DataOffset = number;
        }
    }

    private void Pass(Duration time) => _now += time;

    /// <summary>An ACK of ranges given as pairs of bounds in any order, newest first.</summary>
    private bool Ack(params long[] bounds)
    {
        var ranges = bounds.Chunk(2).Select(b => new AckRange(new(b.Min()), new(b.Max()))).ToArray();
        byte[] bytes = new byte[Limits.MaxAckFrameLength];
        int length = AckFrame.Write(bytes, ranges, Duration.Zero);
        Assert.True(AckFrame.TryRead(bytes.AsSpan(0, length), out var frame, out _));
        return _recovery.TryHandleAck(_now, frame, Duration.Zero);
    }

    /// <summary>Draws the farthest of what a power of two leaves open.</summary>
    private sealed class Farthest : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Fill(0xFF);
    }

    private sealed class Ones : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();
    }
}
