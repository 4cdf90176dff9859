using Messenger.Platform;
using Messenger.Server.Hosting;

namespace Messenger.Server.Tests.Hosting;

public sealed class LimitTableTests
{
    public static TheoryData<string> Names => [.. LimitTable.All.Select(limit => limit.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_bound_is_set_and_no_other_with_it(string name)
    {
        var defaults = new ServerLimits();
        Setting limit = LimitTable.All.Single(known => known.Name == name);
        string value = name == "outbox-bytes" ? "200000" : "7";
        ServerLimits set = LimitTable.Parse($"{name}={value}", defaults);
        Assert.Equal(value, limit.Show(set));
        Assert.All(LimitTable.All.Where(other => other != limit), other => Assert.Equal(other.Show(defaults), other.Show(set)));
    }

    [Fact]
    public void Several_are_set_at_once_and_none_by_nothing()
    {
        ServerLimits set = LimitTable.Parse(" rooms=3, sessions=4,", new ServerLimits());
        Assert.Equal((3, 4), (set.Chat.Rooms, set.Chat.Sessions));
        Assert.Equal(new ServerLimits(), LimitTable.Parse("", new ServerLimits()));
    }

    [Theory]
    [InlineData("rooms")]
    [InlineData("rooms=")]
    [InlineData("rooms=0")]
    [InlineData("rooms=-1")]
    [InlineData("rooms=1.5")]
    [InlineData("rooms=99999999999")]
    [InlineData("chambers=3")]
    public void What_makes_no_sense_is_refused(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => LimitTable.Parse(text, new ServerLimits())).Code);

    [Fact]
    public void README_has_every_bound_with_its_default_and_every_option_that_a_file_sets()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "Messenger.slnx")))
            folder = Path.GetDirectoryName(folder);
        string readme = File.ReadAllText(Path.Combine(folder!, "README.md"));
        Assert.All(LimitTable.All, limit => Assert.Contains($"| `{limit.Name}` | {limit.Show(new ServerLimits())} | {limit.What}", readme, StringComparison.Ordinal));
        string file = readme.Split('\n').Single(line => line.Contains("`--config FILE`", StringComparison.Ordinal) && !line.StartsWith('|'));
        Assert.All(LimitTable.Options, option => Assert.Contains($"`{option.Name}`", file, StringComparison.Ordinal));
    }
}
