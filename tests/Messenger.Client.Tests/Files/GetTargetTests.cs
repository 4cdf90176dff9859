using Messenger.Client.Files;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Tests.Files;

public sealed class GetTargetTests
{
    [Theory]
    [InlineData(null, true, "/desk", null)]
    [InlineData(null, false, "/desk", null)]
    [InlineData("new.txt", true, "/desk", "new.txt")]
    [InlineData("sub/new.txt", true, "/desk/sub", "new.txt")]
    [InlineData("/abs/new.txt", true, "/abs", "new.txt")]
    [InlineData("../new.txt", true, "/", "new.txt")]
    [InlineData("new", false, "/desk/new", null)]
    [InlineData("new/", true, "/desk/new", null)]
    [InlineData("new//", true, "/desk/new", null)]
    [InlineData("there", true, "/desk/there", null)]
    [InlineData("there", false, "/desk/there", null)]
    [InlineData(".", true, "/desk", null)]
    [InlineData("..", true, "/", null)]
    [InlineData("sub/..", true, "/desk", null)]
    [InlineData("/", true, "/", null)]
    [InlineData("-x", true, "/desk", "-x")]
    [InlineData("./-", true, "/desk", "-")]
    public void TheOptionNamesAFileOrAFolder(string? output, bool single, string folder, string? name)
    {
        var target = GetTarget.Of(output, "/desk", single, path => path == "/desk/there");
        Assert.Equal((folder, name, false), (target.Folder, target.FileName, target.IsStandardOutput));
    }

    [Fact]
    public void ADashIsStandardOutputForOneFileOnly()
    {
        Assert.True(GetTarget.Of("-", "/desk", single: true, _ => false).IsStandardOutput);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => GetTarget.Of("-", "/desk", single: false, _ => false)).Code);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => GetTarget.Of("", "/desk", single: true, _ => false)).Code);
    }

    [Theory]
    [InlineData("a.txt", "a.txt", true)]
    [InlineData("docs/a.txt", "a.txt", true)]
    [InlineData("*.txt", "a.txt", false)]
    [InlineData("docs", "docs/a.txt", false)]
    [InlineData("docs/", "a.txt", false)]
    public void OneSourceIsAFileThatIsNamedItself(string selection, string planned, bool single) =>
        Assert.Equal(single, DownloadTarget.IsSingle(new DownloadRequest { Selections = [selection] }, TransferPlan.Create([new PlanFile { Path = planned, Size = 1 }], 1 << 20)));
}
