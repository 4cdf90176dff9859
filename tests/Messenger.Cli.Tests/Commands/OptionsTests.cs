using Messenger.Cli.Chat;
using Messenger.Cli.Commands;
using Messenger.Client.Files;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Commands;

public sealed class OptionsTests
{
    private static readonly ConnectionOptions Anywhere = ConnectionOptions.Of(null, null, null);

    [Theory]
    [InlineData("50%", 0.5)]
    [InlineData("50", 0.5)]
    [InlineData("0.5%", 0.005)]
    [InlineData("99.9%", 0.999)]
    public void Ask_at_is_a_percentage(string text, double fraction) =>
        Assert.Equal(fraction, Get(new() { AskAt = text }).AskAt!.Value, 9);

    [Theory]
    [InlineData("0%")]
    [InlineData("100%")]
    [InlineData("-1%")]
    [InlineData("half")]
    [InlineData("1e1%")]
    [InlineData("")]
    [InlineData("NaN")]
    public void What_is_no_percentage_is_refused(string text) => AssertUsage(() => Get(new() { AskAt = text }));

    [Theory]
    [InlineData(null, ExistingPolicy.Default)]
    [InlineData("skip", ExistingPolicy.Skip)]
    [InlineData("resume", ExistingPolicy.Resume)]
    [InlineData("rename", ExistingPolicy.Rename)]
    [InlineData("overwrite", ExistingPolicy.Overwrite)]
    public void Policies_have_names(string? text, ExistingPolicy policy) => Assert.Equal(policy, Get(new() { IfExists = text }).IfExists);

    [Fact]
    public void Put_refuses_what_excludes_itself()
    {
        AssertUsage(() => PutOptions.Of(new() { Words = ["-"] }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["-"], As = "folder/" }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["-", "a"], As = "b" }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["a"], As = "/" }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["a"], Tcp = true, Udp = true }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["a"], IfExists = "ask" }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["a"], Json = true, JsonLines = true }));
        AssertUsage(() => PutOptions.Of(new() { Words = ["a", " "] }));
        AssertUsage(() => PutOptions.Of(new() { Words = [.. Enumerable.Repeat("a", 257)] }));
        Assert.True(PutOptions.Of(new() { Words = ["-"], As = "b" }).FromStandardInput);
        Assert.Equal(ExistingPolicy.Rename, PutOptions.Of(new() { Words = ["a"], IfExists = "rename" }).IfExists);
    }

    [Fact]
    public void Get_refuses_what_excludes_itself()
    {
        AssertUsage(() => Get(new() { IfExists = "Skip" }));
        AssertUsage(() => Get(new() { Json = true, JsonLines = true }));
        AssertUsage(() => Get(new() { Output = "-", Json = true }));
        AssertUsage(() => Get(new() { Udp = true, Tcp = true }));
        AssertUsage(() => Get(new() { Sha256 = new string('a', 63) }));
        AssertUsage(() => Get(new() { Sha256 = new string('g', 64) }));
        AssertUsage(() => GetOptions.Of(new() { Sha256 = new string('a', 64), Words = ["a", "b"] }));
        AssertUsage(() => GetOptions.Of(new() { Words = ["a", " "] }));
        AssertUsage(() => GetOptions.Of(new() { Words = [.. Enumerable.Repeat("a", 257)] }));
        Assert.Equal(256, GetOptions.Of(new() { Words = [.. Enumerable.Repeat("a", 256)] }).Selections.Count);
        Assert.Equal(32, Get(new() { Sha256 = new string('A', 64) }).Sha256!.Value.Length);
        Assert.Null(Get(new()).Sha256);
        Assert.False(Get(new() { Quiet = true }).Voice.Progress);
        Assert.False(Get(new() { NoProgress = true }).Voice.Progress);
        Assert.True(Get(new() { Tcp = true }).Voice.Progress);
    }

    [Theory]
    [InlineData(false, false, TransferTransports.Tcp | TransferTransports.Rudp)]
    [InlineData(true, false, TransferTransports.Tcp)]
    [InlineData(false, true, TransferTransports.Rudp)]
    public void Without_a_transport_both_may_be_taken(bool tcp, bool udp, TransferTransports transports) =>
        Assert.Equal(transports, Get(new() { Tcp = tcp, Udp = udp }).Transports);

    [Fact]
    public void Say_joins_its_words_and_reads_a_lone_dash()
    {
        Assert.Equal("a b, c  d", Say(["a", "b, c", " d"]).Text);
        Assert.Null(Say(["-"]).Text);
        Assert.Equal("- x", Say(["-", "x"]).Text);
        Assert.Equal("lobby", Say(["x"]).Room);
        Assert.Equal(MessageKind.Action, SayOptions.Of(Anywhere, null, null, me: true, ["waves"]).Kind);
        AssertUsage(() => Say(["", " "]));
        AssertUsage(() => SayOptions.Of(Anywhere, "bob", "ops", false, ["x"]));
        AssertUsage(() => SayOptions.Of(Anywhere, " ", null, false, ["x"]));
    }

    [Fact]
    public void Connections_and_counts_are_checked()
    {
        AssertUsage(() => ConnectionOptions.Of("a:b:c:", null, null));
        AssertUsage(() => ConnectionOptions.Of(null, "", null));
        AssertUsage(() => ConnectionOptions.Of(null, null, "SHA256:short"));
        Assert.NotNull(ConnectionOptions.Of("h:1", "ada", "SHA256:" + new string('A', 43)).Fingerprint);
        Assert.Equal(4, PingCommand.CountOf(null));
        Assert.Equal(1, PingCommand.CountOf("1"));
        AssertUsage(() => PingCommand.CountOf("0"));
        AssertUsage(() => PingCommand.CountOf("1000001"));
        AssertUsage(() => PingCommand.CountOf("-1"));
        AssertUsage(() => ChatCommandOptions.Of(null, false, true, true));
        AssertUsage(() => ChatCommandOptions.Of(null, true, true, false));
        AssertUsage(() => ChatCommandOptions.Of(null, true, false, true));
        Assert.Equal(ChatMode.Line, ChatCommandOptions.Of(null, true, false, false).Mode);
        Assert.Equal(ChatMode.Automatic, ChatCommandOptions.Of(null, false, false, false).Mode);
        AssertUsage(() => ChatCommandOptions.Of(" ", false, false, false));
        Assert.Equal(ChatMode.JsonLines, ChatCommandOptions.Of(null, false, false, true).Mode);
        Assert.False(ChatCommandOptions.Of(null, false, false, true).OnlyNew);
        Assert.True(ChatCommandOptions.Of(null, false, false, true, "now").OnlyNew);
        AssertUsage(() => ChatCommandOptions.Of(null, false, false, true, "yesterday"));
        AssertUsage(() => ChatCommandOptions.Of(null, false, false, false, "now"));
    }

    private static GetOptions Get(RawGetOptions raw) => GetOptions.Of(raw with { Words = ["a"] });

    private static SayOptions Say(string[] words) => SayOptions.Of(Anywhere, null, null, false, words);

    private static void AssertUsage(Action action) => Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(action).Code);
}
