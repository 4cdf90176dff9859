using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Tests.Files;

public sealed class GetTargetTests
{
    [Theory]
    [InlineData(null, true, "/work", null)]
    [InlineData(null, false, "/work", null)]
    [InlineData("new.txt", true, "/work", "new.txt")]
    [InlineData("sub/new.txt", true, "/work/sub", "new.txt")]
    [InlineData("/abs/new.txt", true, "/abs", "new.txt")]
    [InlineData("../new.txt", true, "/", "new.txt")]
    [InlineData("new", false, "/work/new", null)]
    [InlineData("new/", true, "/work/new", null)]
    [InlineData("new//", true, "/work/new", null)]
    [InlineData("there", true, "/work/there", null)]
    [InlineData("there", false, "/work/there", null)]
    [InlineData(".", true, "/work", null)]
    [InlineData("..", true, "/", null)]
    [InlineData("sub/..", true, "/work", null)]
    [InlineData("/", true, "/", null)]
    [InlineData("-x", true, "/work", "-x")]
    [InlineData("./-", true, "/work", "-")]
    public void TheOptionNamesAFileOrAFolder(string? output, bool single, string folder, string? name)
    {
        var target = GetTarget.Of(output, "/work", single, path => path == "/work/there");
        Assert.Equal((folder, name, false), (target.Folder, target.FileName, target.IsStandardOutput));
    }

    [Fact]
    public void ADashIsStandardOutputForOneFileOnly()
    {
        Assert.True(GetTarget.Of("-", "/work", single: true, _ => false).IsStandardOutput);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => GetTarget.Of("-", "/work", single: false, _ => false)).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => GetTarget.Of("", "/work", single: true, _ => false)).Code);
    }

    [Theory]
    [InlineData("a.txt", "a.txt", true)]
    [InlineData("docs/a.txt", "a.txt", true)]
    [InlineData("*.txt", "a.txt", false)]
    [InlineData("docs", "docs/a.txt", false)]
    [InlineData("docs/", "a.txt", false)]
    public void OneSourceIsAFileThatIsNamedItself(string selection, string planned, bool single) =>
        Assert.Equal(single, DownloadTarget.IsSingle([selection], TransferPlan.Create([new PlanFile { Path = planned, Size = 1 }], 1 << 20)));
}
