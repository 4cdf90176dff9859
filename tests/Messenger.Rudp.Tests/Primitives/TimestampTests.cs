namespace Messenger.Rudp.Tests.Primitives;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(-7, 5, -2)]
    [InlineData(long.MinValue, 5, long.MinValue + 5)]
    [InlineData(long.MaxValue - 6, 5, long.MaxValue - 1)]
    [InlineData(long.MaxValue - 5, 5, long.MaxValue)]
    [InlineData(long.MaxValue - 4, 5, long.MaxValue)]
    [InlineData(long.MaxValue, -5, long.MaxValue)]
    public void A_moment_later_is_never_only_beyond_the_end_of_time(long moment, long later, long expected) =>
        Assert.Equal(expected, (new Timestamp(moment) + new Duration(later)).Nanoseconds);
}
