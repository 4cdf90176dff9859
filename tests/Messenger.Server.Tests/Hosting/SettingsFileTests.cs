using Messenger.Platform;
using Messenger.Server.Hosting;
using Messenger.Server.Trust;

namespace Messenger.Server.Tests.Hosting;

public sealed class SettingsFileTests
{
    private static readonly ServerLimits Defaults = new();

    public static TheoryData<string> Names => [.. LimitTable.Options.Concat(LimitTable.All).Select(setting => setting.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_line_sets_what_it_names_and_what_follows_from_it(string name)
    {
        string value = name switch { "outbox-bytes" => "200000", "inbox-expiry" => "3d", _ when name.EndsWith("-for", StringComparison.Ordinal) => "operators", _ => "7" };
        ServerLimits set = Parse($"{name} = {value}");
        string[] changed = [.. SettingsFile.Differences(Defaults, set)];
        string[] follows = name switch { "upload-quota" => ["upload-quota-user"], "inbox-quota" => ["inbox-quota-user"], _ => [] };
        Assert.Equal([name, .. follows], changed.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Blanks_and_comments_say_nothing_and_what_is_not_named_stays()
    {
        ServerLimits before = LimitTable.Parse("rooms=9", Defaults);
        ServerLimits set = SettingsFile.Parse(["# ours", "", "  sessions=4  ", "uploads-for = ann , Bob", "limit-rate = 0"], "f", before);
        Assert.Equal((9, 4, "ann,bob"), (set.Chat.Rooms, set.Chat.Sessions, set.UploadsFor.ToString()));
        Assert.Equal("sessions 4 (was 20000)", SettingsFile.Differences(before, set).First(line => line.StartsWith("sessions ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("rooms", "NAME = VALUE")]
    [InlineData("rooms =", "rooms is a number of 1 or more")]
    [InlineData("rooms = 0", "rooms is a number of 1 or more")]
    [InlineData("requests-per-second = -1", "requests-per-second is 0 or more")]
    [InlineData("upload-quota = lots", "upload-quota is a size")]
    [InlineData("inbox-expiry = 0d", "inbox-expiry is a time")]
    [InlineData("sends-for = a\u001b[31mb", "sends-for is everyone")]
    [InlineData("port = 7", "'port' is not among")]
    [InlineData("--rooms = 7", "'--rooms' is not among")]
    [InlineData("sessions = 7", "for the second time")]
    public void A_line_that_makes_no_sense_is_named(string line, string says)
    {
        UserError error = Assert.Throws<UserError>(() => Parse("sessions = 4", "# the next one", line));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.StartsWith("line 3 of the file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    public void Who_may_is_nobody_by_name_where_names_are_anybody_s()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["config"], "sends-for = ann\n");
        var options = new ServerOptions { ConfigFile = folder["config"] };
        Assert.Equal("ann", SettingsFile.Read(options).SendsFor.ToString());
        Assert.Contains("--sends-for", Assert.Throws<UserError>(() => SettingsFile.Read(options with { Names = NamePolicy.Open })).Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LocalFile, Assert.Throws<UserError>(() => SettingsFile.Read(options with { ConfigFile = folder["missing"] })).Code);
    }

    private static ServerLimits Parse(params string[] lines) => SettingsFile.Parse(lines, "the file", Defaults);
}
