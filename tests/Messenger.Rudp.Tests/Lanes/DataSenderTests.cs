using Messenger.Rudp.Lanes;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Lanes;

public sealed class DataSenderTests : IRangeSource
{
    private const int Packet = 1_000;

    // All offsets behind it have headers of one length.
    private const long Base = 1 << 20;
    private readonly byte[] _buffer = new byte[Packet + DataFrame.HeaderLength(Base)];
    private readonly DataSender _sender;

    public DataSenderTests() => _sender = new DataSender(this) { Limit = long.MaxValue };

    int IRangeSource.Read(long offset, Span<byte> destination) => destination.Length;

    [Fact]
    public void RUDP_DATA_6_a_range_of_which_one_copy_is_lost_waits_for_the_others()
    {
        Send(1);
        Lose(0, Packet);
        Assert.Equal([0, 0, 0], Drain());
        for (int i = 0; i < 2; i++)
        {
            Lose(0, Packet);
            Assert.Empty(Drain());
        }

        Lose(0, Packet);
        Assert.Equal([0, 0, 0], Drain());
    }

    [Fact]
    public void RUDP_DATA_6_copies_that_have_not_left_yet_are_all_that_leaves()
    {
        Send(1);
        Lose(0, Packet);
        Assert.Equal(0, Next());
        Lose(0, Packet);
        Assert.Equal([0, 0], Drain());
        Lose(0, Packet);
        Assert.Empty(Drain());
        Lose(0, Packet);
        Assert.Equal([0, 0, 0], Drain());
    }

    [Fact]
    public void RUDP_DATA_6_all_ranges_leave_once_before_any_leaves_again()
    {
        Send(3);
        Lose(0, Packet);
        Lose(2 * Packet, Packet);
        Assert.Equal([0, 2 * Packet, 0, 2 * Packet, 0, 2 * Packet], Drain());
        // A part of a packet is lost as a part.
        Lose(0, Packet / 2);
        Lose(0, Packet);
        Assert.Empty(Drain());
        Lose(0, Packet);
        Assert.Equal(0, Next());
        Assert.Equal(Packet / 2, _sender.SentAgain % Packet);
    }

    [Fact]
    public void RUDP_DATA_6_what_has_arrived_has_no_copies_left()
    {
        Send(2);
        Lose(0, 2 * Packet);
        Assert.Equal(0, Next());
        Acknowledge(0, Packet);
        Assert.Equal([Packet, Packet, Packet], Drain());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void RUDP_DATA_6_where_new_bytes_come_what_has_no_copy_on_its_way_goes_before_them_and_nothing_goes_twice(int lost)
    {
        Send(2);
        Lose(0, Packet);
        Lose(Packet, Packet);
        Assert.Equal((0, Packet), (Next(), Next()));
        // Of the three copies of the first one or two leave, and as many are lost as the case says.
        if (lost == 2)
            Assert.Equal(0, Next());
        for (int i = 0; i < lost; i++)
            Lose(0, Packet);
        Queue(2 * Packet, Packet);
        long[] expected = lost == 0 ? [2 * Packet] : [0, 2 * Packet];
        Assert.Equal(expected, Drain());
        Lose(Packet, Packet);
        Assert.Equal([Packet, Packet, Packet], Drain());
    }

    [Theory]
    [InlineData(0, 8_192, 2)]
    [InlineData(0, 8_193, 1)]
    [InlineData(0, 16_384, 1)]
    [InlineData(0, 16_385, 0)]
    [InlineData(64 << 20, 65_536, 2)]
    [InlineData(64 << 20, 65_537, 1)]
    [InlineData(64 << 20, 540_672, 1)]
    [InlineData(64 << 20, 540_673, 0)]
    public void RUDP_DATA_6_the_more_is_missing_the_fewer_copies_a_range_gets(long sent, double expected, int copies) =>
        Assert.Equal(copies, new SpareCopies().CountFor(Packet, expected, sent));

    [Theory]
    [InlineData(2_000, 2)]
    [InlineData(1_999, 1)]
    [InlineData(1_000, 1)]
    [InlineData(999, 0)]
    public void RUDP_DATA_6_no_copy_goes_beyond_what_is_left(long left, int copies)
    {
        var spares = new SpareCopies();
        spares.Add(new(0, Limits.SecondCopies - left), 1);
        Assert.Equal(copies, spares.CountFor(Packet, expected: 0, sent: 0));
    }

    [Fact]
    public void RUDP_DATA_6_copies_have_a_bound()
    {
        const int Packets = 2;
        Queue(0, Packets * Packet);
        List<long> left = Drain();
        long again = 0;
        for (int i = 0; i < 100; i++)
        {
            // All that left is lost, each copy of it.
            left.ForEach(offset => Lose(offset, Packet));
            left = Drain();
            again += left.Distinct().Count() * Packet;
        }

        long most = Limits.SecondCopies + (Packets * Packet / Limits.SecondCopyShare);
        Assert.Equal(100 * Packets * Packet, again);
        Assert.InRange(_sender.SentAgain - again, most - (2 * Packets * Packet), most);
    }

    private void Send(int packets)
    {
        Queue(0, packets * Packet);
        Drain();
    }

    private long Next() => _sender.Write(_buffer, probe: false, out long offset) > 0 ? offset - Base : -1;

    private void Queue(long offset, long length) => _sender.Send(Base + offset, length);

    private void Lose(long offset, int length) => _sender.OnLost(Base + offset, length);

    private void Acknowledge(long offset, int length) => _sender.OnAcknowledged(Base + offset, length);

    private List<long> Drain()
    {
        var offsets = new List<long>();
        while (Next() is >= 0 and long offset)
            offsets.Add(offset);
        return offsets;
    }
}
