using Messenger.Rudp.Lanes;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Lanes;

public sealed class DataSenderTests : IRangeSource
{
    private const int Packet = 1_000;
    private readonly byte[] _buffer = new byte[Packet + DataFrame.HeaderLength];
    private readonly DataSender _sender;

    public DataSenderTests() => _sender = new DataSender(this) { Limit = long.MaxValue };

    int IRangeSource.Read(long offset, Span<byte> destination) => destination.Length;

    [Fact]
    public void RUDP_DATA_6_a_range_of_which_one_copy_is_lost_waits_for_the_other()
    {
        Send(1);
        _sender.OnLost(0, Packet);
        Assert.Equal([0, 0], Drain());
        _sender.OnLost(0, Packet);
        Assert.Empty(Drain());
        _sender.OnLost(0, Packet);
        Assert.Equal([0, 0], Drain());
    }

    [Fact]
    public void RUDP_DATA_6_a_second_copy_that_has_not_left_yet_is_all_that_leaves()
    {
        Send(1);
        _sender.OnLost(0, Packet);
        Assert.Equal(0, Next());
        _sender.OnLost(0, Packet);
        Assert.Equal([0], Drain());
        _sender.OnLost(0, Packet);
        Assert.Equal([0, 0], Drain());
    }

    [Fact]
    public void RUDP_DATA_6_where_new_bytes_come_a_range_whose_first_copy_is_lost_goes_before_them_and_no_other_goes_twice()
    {
        Send(2);
        _sender.OnLost(0, Packet);
        _sender.OnLost(Packet, Packet);
        Assert.Equal((0, Packet), (Next(), Next()));
        _sender.OnLost(0, Packet);
        _sender.Send(2 * Packet, Packet);
        Assert.Equal([0, 2 * Packet], Drain());
        _sender.OnLost(Packet, Packet);
        Assert.Equal([Packet, Packet], Drain());
    }

    [Fact]
    public void RUDP_DATA_6_second_copies_have_a_bound()
    {
        const int Packets = 200;
        Send(Packets);
        for (int i = 0; i < 20; i++)
        {
            // Both copies, where there are two.
            for (int n = 0; n < 2 * Packets; n++)
                _sender.OnLost(n / 2 * Packet, Packet);
            Drain();
        }

        long most = Limits.SecondCopies + (Packets * Packet / Limits.SecondCopyShare);
        Assert.InRange(_sender.SentAgain - (20 * Packets * Packet), most - Packet, most);
    }

    private void Send(int packets)
    {
        _sender.Send(0, packets * Packet);
        Drain();
    }

    private long Next() => _sender.Write(_buffer, probe: false, out long offset) > 0 ? offset : -1;

    private List<long> Drain()
    {
        var offsets = new List<long>();
        while (Next() is >= 0 and long offset)
            offsets.Add(offset);
        return offsets;
    }
}
