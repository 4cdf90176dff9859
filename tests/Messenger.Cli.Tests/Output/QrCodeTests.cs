using Messenger.Cli.Output;

namespace Messenger.Cli.Tests.Output;

public sealed class QrCodeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_three_finders_and_the_quiet_zone_are_drawn(bool color)
    {
        var lines = QrCode.Draw("msgr://example.org/ops?fp=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", color);
        var columns = QrCode.ColumnsOf(lines, color);
        var dark = lines.SelectMany(line => Rows(color ? line["\e[30;107m".Length..^"\e[0m".Length] : line, color)).ToArray();
        Assert.All(dark, row => Assert.Equal(columns, row.Length));
        // A version has 17 + 4n modules a side, and 4 light ones around.
        var side = columns - 8;
        Assert.Equal(1, side % 4);
        foreach (var (top, left) in ((int, int)[])[(4, 4), (4, 4 + side - 7), (4 + side - 7, 4)])
        {
            for (var y = 0; y < 7; y++)
            {
                for (var x = 0; x < 7; x++)
                    Assert.Equal(y is 0 or 6 || x is 0 or 6 || (y is >= 2 and <= 4 && x is >= 2 and <= 4), dark[top + y][left + x]);
            }
        }

        Assert.All(dark[..4], row => Assert.DoesNotContain(true, row));
        Assert.All(dark, row => Assert.DoesNotContain(true, row[..4]));
    }

    private static IEnumerable<bool[]> Rows(string line, bool color) =>
    [
        [.. line.Select(c => c is '█' or '▀' == color)],
        [.. line.Select(c => c is '█' or '▄' == color)],
    ];
}
