using Messenger.Cli.Commands;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Files;

namespace Messenger.Cli.Tests.Commands;

public sealed class PromptTests
{
    private static readonly ExistingFile InTheWay = new("evil\e[31m.txt", 5, CommandBench.UtcTime.Now.AddDays(-1), 6);

    [Fact]
    public async Task Nothing_is_asked_where_nobody_can_answer()
    {
        var bench = new CommandBench("y\n");
        Assert.Null(await Prompt.AskAsync(bench.Context, "Well?", default));
        Assert.False(await Prompt.ConfirmAsync(bench.Context, "Well?", byDefault: true, default));
        Assert.Equal("", bench.Error);
    }

    [Theory]
    [InlineData("y\n", false, true)]
    [InlineData("YES\n", false, true)]
    [InlineData("n\n", true, false)]
    [InlineData("\n", true, true)]
    [InlineData("\n", false, false)]
    [InlineData("what\nno\n", true, false)]
    [InlineData("", true, false)]
    public async Task Yes_and_no_are_understood_and_the_end_of_input_is_no(string input, bool byDefault, bool answer)
    {
        var bench = new CommandBench(input, terminal: true);
        Assert.Equal(answer, await Prompt.ConfirmAsync(bench.Context, "Continue?", byDefault, default));
        Assert.StartsWith("Continue? [", bench.Error);
    }

    [Theory]
    [InlineData("o\n", ExistingPolicy.Overwrite)]
    [InlineData("rename\n", ExistingPolicy.Rename)]
    [InlineData("\n", ExistingPolicy.Skip)]
    [InlineData("x\nk\n", ExistingPolicy.Skip)]
    [InlineData("", ExistingPolicy.Skip)]
    public async Task A_file_in_the_way_is_never_overwritten_by_accident(string input, ExistingPolicy policy)
    {
        var bench = new CommandBench(input, terminal: true);
        Assert.Equal(policy, await GetCommand.AskExistingAsync(bench.Context, InTheWay, default));
        Assert.DoesNotContain('\e', bench.Error);
        Assert.Contains("2026-11-21 14:05", bench.Error);
    }

    [Fact]
    public async Task A_signal_does_not_wait_for_the_answer()
    {
        using var source = new CancellationTokenSource();
        using var input = new SilentInput();
        var asking = Prompt.AskAsync(new CommandBench(terminal: true, inputStream: input).Context, "Well?", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
