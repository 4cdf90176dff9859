using Messenger.Server.Files;

namespace Messenger.Server.Tests.Files;

public sealed class MeasureFilesTests
{
    [Theory]
    [InlineData(1, 65_536)]
    [InlineData(65_537, 131_072)]
    [InlineData(1_000_000_000, 1_073_741_824)]
    [InlineData(long.MaxValue, 4_294_967_296)]
    public void CTL_MEASURE_1_Bytes_are_rounded_up_and_bounded_and_take_no_place(long asked, long given)
    {
        using var folder = new TemporaryDirectory();
        using var files = MeasureFiles.In(Path.Combine(folder.Path, "measure"));
        var source = files.Open(asked);
        Assert.Equal(given, source.Plan.TotalBytes);
        Assert.Equal("measure", Assert.Single(source.Plan.Files).Path);
        // The same file serves the next one.
        var again = files.Open(asked);
        Assert.Equal(source.Plan.Digest, again.Plan.Digest);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "measure")));
    }
}
