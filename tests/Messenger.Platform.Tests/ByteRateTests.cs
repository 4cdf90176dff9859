namespace Messenger.Platform.Tests;

public sealed class ByteRateTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("500k", 512_000)]
    [InlineData("1.5M", 1_572_864)]
    [InlineData("2g", 2_147_483_648)]
    [InlineData("1T", 1_099_511_627_776)]
    [InlineData("0.5k", 512)]
    public void Rates_are_1024_based(string text, long bytes)
    {
        Assert.True(ByteRate.TryParse(text, out long rate));
        Assert.Equal(bytes, rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("-1")]
    [InlineData("k")]
    [InlineData("1kk")]
    [InlineData("1,5M")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    [InlineData("999999T")]
    [InlineData(" 1")]
    public void What_is_none_is_refused(string text) => Assert.False(ByteRate.TryParse(text, out _));
}
