using CsCheck;
using Messenger.Cli.Output;
using Messenger.Platform.Text;

namespace Messenger.Cli.Tests.Output;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1, "1 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(10_240, "10.0 KiB")]
    [InlineData(1_023_488, "0.98 MiB")]
    [InlineData(1_048_575, "1.00 MiB")]
    [InlineData(67_108_864, "64.0 MiB")]
    [InlineData(1e12, "931 GiB")]
    [InlineData(-5, "0 B")]
    [InlineData(double.NaN, "0 B")]
    [InlineData(9.2e18, "7.98 EiB")]
    public void Sizes_have_three_digits(double bytes, string text) => Assert.Equal(text, Quantities.Size(bytes));

    [Fact]
    public void No_size_is_wider_than_eight_columns() =>
        Gen.Double[0, 9.2e18].Sample(bytes => Quantities.Size(bytes).Length <= 8);

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.85, "850 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(3.14, "3.1 s")]
    [InlineData(59.96, "1:00")]
    [InlineData(125, "2:05")]
    [InlineData(3599.6, "1:00:00")]
    [InlineData(3723, "1:02:03")]
    [InlineData(86_399.6, "1 d 0 h")]
    [InlineData(273_600, "3 d 4 h")]
    [InlineData(-1, "0 ms")]
    public void Times_fit_their_length(double seconds, string text) => Assert.Equal(text, Quantities.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(15.2, "16 s")]
    [InlineData(59.5, "1:00")]
    [InlineData(125, "2:05")]
    public void What_is_left_is_whole_seconds(double seconds, string text) => Assert.Equal(text, Quantities.Remaining(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Moments_name_the_day_only_where_it_is_another()
    {
        var now = new DateTimeOffset(2026, 11, 22, 1, 0, 0, TimeSpan.FromHours(2));
        Assert.Equal("00:30", Quantities.Moment(new(2026, 11, 21, 22, 30, 0, TimeSpan.Zero), now));
        Assert.Equal("2026-11-21 23:59", Quantities.Moment(new(2026, 11, 21, 21, 59, 0, TimeSpan.Zero), now));
    }

    [Fact]
    public void One_file_and_two_files() => Assert.Equal("1 file, 2 files, 0 files", $"{Plural.Of(1, "file")}, {Plural.Of(2, "file")}, {Plural.Of(0, "file")}");

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.0001, "<0.1 %")]
    [InlineData(0.004, "0.4 %")]
    [InlineData(0.05, "5 %")]
    [InlineData(0.123, "12 %")]
    [InlineData(1, "100 %")]
    public void Share(double share, string text) => Assert.Equal(text, Quantities.Share(share));
}
