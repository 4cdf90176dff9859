using Messenger.Rudp.Lanes;
using Messenger.Rudp.Reliability;
using Messenger.Rudp.Wire;

namespace Messenger.Rudp.Tests.Lanes;

/// <summary>Credit and holes, from both sides of their limits.</summary>
public sealed class DataReceiverTests : IRangeSink
{
    private long _written;

    void IRangeSink.Write(long offset, ReadOnlySpan<byte> data) => _written += data.Length;

    [Fact]
    public void RUDP_DATA_3_what_was_taken_back_is_not_missing_and_must_not_come()
    {
        var receiver = new DataReceiver(this, 10_000);
        receiver.Expect(0, 1_000);
        Assert.Null(receiver.Handle(new DataFrame(100, new byte[200])));
        receiver.Forget(250);
        Assert.Equal((100, 200), (receiver.Missing, _written));
        Assert.Null(receiver.Handle(new DataFrame(0, new byte[250])));
        Assert.Equal((0, 300), (receiver.Missing, _written));
        Assert.Equal(RudpReason.UnexpectedRange, receiver.Handle(new DataFrame(240, new byte[20])));
        receiver.Expect(250, 100);
        Assert.Null(receiver.Handle(new DataFrame(250, new byte[100])));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void RUDP_FLOW_4_an_eighth_of_the_window_is_worth_telling(int consumed, bool told)
    {
        var receiver = new DataReceiver(this, 800);
        receiver.Expect(0, 800);
        Assert.Null(receiver.Handle(new DataFrame(0, new byte[200])));
        receiver.Consumed(consumed);
        Assert.Equal(told, receiver.WantsToAnnounce);
        receiver.OnAnnounced();
        Assert.False(receiver.WantsToAnnounce);
        Assert.Equal(800 + consumed, receiver.Announced);
    }

    [Theory]
    [InlineData(16_381, false)]
    [InlineData(16_382, true)]
    public void RUDP_FLOW_4_a_quarter_of_the_message_window_is_worth_telling(int length, bool told)
    {
        // A message takes two bytes more in the lane.
        var receiver = new MessageReceiver();
        Assert.Null(receiver.Handle(new MessageFrame(0, [.. BitConverter.GetBytes((ushort)length), .. new byte[length]])));
        Assert.False(receiver.WantsToAnnounce);
        Assert.True(receiver.TryReceive(new byte[16_384], out _));
        Assert.Equal(told, receiver.WantsToAnnounce);
    }

    [Fact]
    public void RUDP_FLOW_4_a_window_that_was_lost_is_told_again()
    {
        var lanes = new LaneSet(null, this, 800);
        Assert.False(lanes.WindowOwed);
        lanes.OnLost(new SentPacket { Content = SentContent.Window });
        Assert.True(lanes.WindowOwed);
        Assert.Equal(800, lanes.TakeWindow().DataLimit);
        Assert.False(lanes.WindowOwed);
    }

    [Fact]
    public void RUDP_DATA_5_65536_holes_are_borne_and_one_more_is_not()
    {
        var receiver = new DataReceiver(this, 1 << 20);
        receiver.Expect(0, 1 << 20);
        // Every second byte: each leaves one hole more than the first, which leaves two.
        for (int i = 1; i < Limits.MaxRanges; i++)
            Assert.Null(receiver.Handle(new DataFrame((2 * i) - 1, [7])));
        Assert.Equal(Limits.MaxRanges, receiver.MissingRanges);
        Assert.Equal(RudpReason.TooManyRanges, receiver.Handle(new DataFrame((2 * Limits.MaxRanges) - 1, [7])));
        Assert.Equal(Limits.MaxRanges, _written);
    }

    [Fact]
    public void RUDP_DATA_5_65536_separate_ranges_can_be_wanted_and_one_more_cannot()
    {
        var receiver = new DataReceiver(this, 1 << 20);
        for (int i = 0; i < Limits.MaxRanges; i++)
            receiver.Expect(2 * i, 1);
        Assert.Throws<InvalidOperationException>(() => receiver.Expect(2 * Limits.MaxRanges, 1));
        Assert.Equal(Limits.MaxRanges, receiver.MissingRanges);
        // What comes makes room again.
        Assert.Null(receiver.Handle(new DataFrame(0, [7])));
        receiver.Expect(2 * Limits.MaxRanges, 1);
    }
}
