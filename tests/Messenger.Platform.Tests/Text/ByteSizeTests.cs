using Messenger.Platform.Text;

namespace Messenger.Platform.Tests.Text;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500", 500)]
    [InlineData("64k", 65_536)]
    [InlineData("64K", 65_536)]
    [InlineData("1.5M", 1_572_864)]
    [InlineData("20 MiB", 20_971_520)]
    [InlineData("10GB", 10_737_418_240)]
    [InlineData("7E", 8_070_450_532_247_928_832)]
    [InlineData("12B", 12)]
    public void Sizes_are_read_by_1024(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1")]
    [InlineData("1,5M")]
    [InlineData("1.2.3")]
    [InlineData("10x")]
    [InlineData("10Mb/s")]
    [InlineData("8E")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_size_is_not_read(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1_023, "1023 B")]
    [InlineData(1_536, "1.5 KiB")]
    [InlineData(614_400, "600 KiB")]
    [InlineData(5_368_709_120, "5 GiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    public void Sizes_are_shown_by_1024(long bytes, string text) => Assert.Equal(text, ByteSize.Show(bytes));
}
