using Messenger.Cli.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Chat;

/// <summary>Transfers beside a chat are paused, let go on, bounded and ended, by people and by bots.</summary>
public sealed class SteeringTests
{
    [Theory]
    [InlineData("/limit 500k", 512_000L, null)]
    [InlineData("/limit 2 1.5M", 1_572_864L, 2)]
    [InlineData("/limit off", 0L, null)]
    [InlineData("/limit 3 off", 0L, 3)]
    public void A_rate_is_for_all_or_for_one(string line, long rate, int? number)
    {
        Assert.True(SlashParser.TryParse(line, BufferKey.Lobby, SlashCommand.All, out var action, out _));
        Assert.Equal(new LimitAction(rate, number), action);
    }

    [Theory]
    [InlineData("/limit")]
    [InlineData("/limit fast")]
    [InlineData("/limit 1 2 3")]
    [InlineData("/limit x 1M")]
    [InlineData("/limit -1")]
    public void What_is_no_rate_is_said_to_be_none(string line)
    {
        Assert.False(SlashParser.TryParse(line, BufferKey.Lobby, SlashCommand.All, out _, out var problem));
        Assert.Contains("/limit needs [N] RATE", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bots_say_the_same_with_objects()
    {
        Assert.Equal(new LimitAction(1_048_576, 2), RequestParser.Parse("""{"type":"limit","rate":"1M","transfer":2}""", out _));
        Assert.Equal(new SteerAction(Steering.Pause, null), RequestParser.Parse("""{"type":"pause"}""", out _));
        Assert.Equal(new SteerAction(Steering.Stop, 1), RequestParser.Parse("""{"type":"stop","transfer":1}""", out _));
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserError>(() => RequestParser.Parse("""{"type":"limit","rate":"fast"}""", out _)).Code);
    }

    [Fact]
    public async Task The_numbers_are_those_of_their_beginning_and_what_has_ended_is_not_there()
    {
        var link = new FakeLink();
        var executor = new ChatExecutor(link);
        FakeTransfer first = new(new() { Selections = ["a"] }), second = new(new() { Selections = ["b"] });
        Task[] running = [link.Running.FollowAsync(first), link.Running.FollowAsync(second)];

        await executor.ExecuteAsync(new SteerAction(Steering.Pause, 2), CancellationToken.None);
        await executor.ExecuteAsync(new LimitAction(1_000, null), CancellationToken.None);
        await executor.ExecuteAsync(new SteerAction(Steering.Resume, 2), CancellationToken.None);
        await executor.ExecuteAsync(new SteerAction(Steering.Stop, 1), CancellationToken.None);
        Assert.Equal(["limit 1000", "stop"], first.Calls);
        Assert.Equal(["pause", "limit 1000", "resume"], second.Calls);

        await running[0];
        var error = await Assert.ThrowsAsync<UserError>(() => executor.ExecuteAsync(new SteerAction(Steering.Pause, 1), CancellationToken.None));
        Assert.Equal(ExitCode.NotFound, error.Code);
        second.End(ExitCode.Done);
        await running[1];
        await Assert.ThrowsAsync<UserError>(() => executor.ExecuteAsync(new LimitAction(1, null), CancellationToken.None));
    }
}
