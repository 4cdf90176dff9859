using Messenger.Cli.Chat;
using Messenger.Cli.Output.Json;
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

    [Theory]
    [InlineData("/pause", "transfers 1, 2 are paused; /resume lets them go on")]
    [InlineData("/pause 2", "transfer 2 is paused; /resume lets it go on")]
    [InlineData("/resume 1", "transfer 1 is running already")]
    [InlineData("/resume", "transfers 1, 2 are running already")]
    [InlineData("/pause; /pause 1", "transfer 1 is paused already")]
    [InlineData("/pause 1; /pause", "transfer 2 is paused; /resume lets it go on; transfer 1 is paused already")]
    [InlineData("/pause; /resume", "transfers 1, 2 go on")]
    [InlineData("/pause 2; /resume", "transfer 2 goes on; transfer 1 is running already")]
    [InlineData("/stop 1", "transfer 1 is being stopped")]
    [InlineData("/stop", "transfers 1, 2 are being stopped")]
    [InlineData("/limit 500k", "transfers 1, 2 move each at most 500 KiB/s; /limit off ends that")]
    [InlineData("/limit 1 500k", "transfer 1 moves at most 500 KiB/s; /limit off ends that")]
    [InlineData("/limit 1 off", "transfer 1 has no bound")]
    public async Task What_transfers_do_now_is_said(string lines, string said)
    {
        var link = new FakeLink();
        _ = Follow(link, new(new() { Selections = ["a"] }));
        _ = Follow(link, new(new() { Selections = ["b"] }));
        ChatReply reply = new DoneReply();
        foreach (var line in lines.Split("; "))
        {
            Assert.True(SlashParser.TryParse(line, BufferKey.Lobby, SlashCommand.All, out var action, out _));
            reply = await new ChatExecutor(link, waits: false).ExecuteAsync(action, CancellationToken.None);
        }

        Assert.Equal(said, Assert.Single(ReplyLines.Of(reply, CommandBench.UtcTime.Now, "/home/ada")).Text);
        Assert.Equal("""{"v":1,"type":"ok","id":"7"}""", JsonLine.Write(ReplyObjects.Of(reply, "7")));
    }

    [Theory]
    [InlineData("/get 'big file.iso' -o there/ --udp --if-exists rename")]
    [InlineData("/get a.iso b.iso")]
    [InlineData("/put up.iso --as to/ --tcp")]
    [InlineData("/send bob 'x y.iso'")]
    [InlineData("/accept 12 -o there/ --tcp")]
    public async Task What_was_stopped_says_which_line_goes_on_with_it(string line)
    {
        Assert.True(SlashParser.TryParse(line, BufferKey.Lobby, SlashCommand.OnScreen, out var action, out _));
        var transfer = new FakeTransfer(new() { Selections = ["a"] }) { Progress = new() { TotalBytes = 4 << 20, VerifiedBytes = 1 << 20 } };
        transfer.Stop();
        var said = ReplyLines.End(await transfer.Completion, (TransferAction)action, "failed");
        const string kept = "stopped with 1.00 MiB of 4.00 MiB kept; this continues it: ";
        Assert.StartsWith(kept, said);
        Assert.True(SlashParser.TryParse(said[kept.Length..], BufferKey.Lobby, SlashCommand.OnScreen, out var again, out _));
        Assert.Equal(action, again);
    }

    [Fact]
    public async Task What_no_line_can_say_and_what_nobody_stopped_keep_their_sentence()
    {
        var stopped = new FakeTransfer(new() { Selections = ["a"] }) { Progress = new() { TotalBytes = 4, VerifiedBytes = 1 } };
        stopped.Stop();
        Assert.Equal("stopped; what came is kept", ReplyLines.End(await stopped.Completion, Get("-d"), "failed"));
        Assert.Equal("stopped; what came is kept", ReplyLines.End(await stopped.Completion, Get("a\"b' c"), "failed"));
        var lost = new FakeTransfer(new() { Selections = ["a"] }) { Progress = stopped.Progress };
        lost.End(ExitCode.Partial, "the server stops");
        Assert.Equal("the server stops", ReplyLines.End(await lost.Completion, Get("a"), "failed"));
        var early = new FakeTransfer(new() { Selections = ["a"] });
        early.Stop();
        Assert.Equal("stopped before anything moved", ReplyLines.End(await early.Completion, Get("a"), "failed"));
    }

    [Fact]
    public async Task Who_leaves_is_told_of_those_that_were_not_done()
    {
        var link = new FakeLink();
        using var leaving = new CancellationTokenSource();
        FakeTransfer done = new(new() { Selections = ["a"] }), stopped = new(new() { Selections = ["b"] }), slow = new(new() { Selections = ["c"] });
        TransferAction[] actions = [Get("a"), Get("b"), new PutAction(["c", "-d"], "e/", Client.Files.ExistingPolicy.Rename, Contracts.Files.TransferTransports.Tcp)];
        Task[] running = [.. ((FakeTransfer[])[done, stopped, slow]).Zip(actions, (transfer, action) => link.Running.FollowAsync(transfer, action, leaving.Token))];
        done.End(ExitCode.Done);
        await running[0];
        leaving.Cancel();
        stopped.Progress = stopped.Progress with { VerifiedBytes = 1 << 20, TotalBytes = 3 << 20 };
        stopped.Stop();
        await running[1];
        var end = link.Running.EndAsync(CancellationToken.None);
        Assert.False(end.IsCompleted);
        slow.Stop();
        Assert.Equal(
            ["b: stopped with 1.00 MiB of 3.00 MiB kept; this continues it: msgr get b", "e/: stopped before anything was there; this begins it again: msgr put --as e/ --if-exists rename --tcp -- c -d"],
            (await end).Order());
    }

    [Fact]
    public async Task The_numbers_are_those_of_their_beginning_and_what_has_ended_is_not_there()
    {
        var link = new FakeLink();
        var executor = new ChatExecutor(link, waits: true);
        FakeTransfer first = new(new() { Selections = ["a"] }), second = new(new() { Selections = ["b"] });
        Task[] running = [Follow(link, first), Follow(link, second)];

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

    private static GetAction Get(string name) => new([name], null, Contracts.Files.TransferTransports.Tcp | Contracts.Files.TransferTransports.Rudp);

    private static Task Follow(FakeLink link, FakeTransfer transfer) => link.Running.FollowAsync(transfer, Get(transfer.Request.Selections[0]), CancellationToken.None);
}
