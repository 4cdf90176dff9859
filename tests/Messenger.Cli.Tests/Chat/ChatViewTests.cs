using System.Text.Json;
using Messenger.Cli.Chat;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Chat;

public sealed class ChatViewTests
{
    private readonly FakeLink _link = new();

    [Fact]
    public async Task A_pipe_says_each_line_whatever_it_begins_with_and_leaves_when_all_is_accepted()
    {
        var bench = new CommandBench("one\n\n/quit\n//two\n");
        Assert.Equal(ExitCode.Done, await Plain(bench, commands: false).RunAsync(default));
        Assert.Equal(["say lobby one", "say lobby /quit", "say lobby //two", "logout "], _link.Calls);
        Assert.Equal("14:05 <ada> one\n14:05 <ada> /quit\n14:05 <ada> //two\n", bench.Out);
    }

    [Fact]
    public async Task Plain_mode_understands_commands_and_never_sends_unknown_ones()
    {
        var bench = new CommandBench("/join ops\nhello\n/frob\n/query bob\npsst\n/me waves\n/who\n/quit bye\nnever\n");
        Assert.Equal(ExitCode.Done, await Plain(bench, commands: true).RunAsync(default));
        Assert.Equal(["join ops", "say ops hello", "say @bob psst", "act @bob waves", "who lobby", "logout bye"], _link.Calls);
        Assert.Contains("there is no /frob", bench.Out);
        Assert.Contains("lobby (2): ada bob (away)", bench.Out);
    }

    [Fact]
    public async Task A_line_that_is_refused_gives_its_exit_code()
    {
        _link.Refuse = call => call == "say lobby two" ? new UserError(ExitCode.Denied, "no") : null;
        var error = await Assert.ThrowsAsync<UserError>(() => Plain(new CommandBench("one\ntwo\nthree\n"), commands: false).RunAsync(default));
        Assert.Equal(ExitCode.Denied, error.Code);
        Assert.Equal(["say lobby one", "say lobby two", "say lobby three", "logout "], _link.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_room_that_was_asked_for_and_not_entered_gives_its_exit_code(bool commands)
    {
        _link.Tell(new ErrorEvent(null, RefusalCode.NameInvalid, "a name cannot contain '/'") { Room = "bad/room" });
        var error = await Assert.ThrowsAsync<UserError>(() => Plain(new CommandBench(""), commands, BufferKey.Room("bad/room")).RunAsync(default));
        Assert.Equal((ExitCode.Denied, "a name cannot contain '/'"), (error.Code, error.Message));
        // Another room that was asked for meanwhile is another matter.
        var link = new FakeLink();
        link.Tell(new ErrorEvent(null, RefusalCode.NameInvalid, "no") { Room = "other" });
        Assert.Equal(ExitCode.Done, await new PlainMode(link, new CommandBench("").Context, Login, BufferKey.Room("ops"), commands).RunAsync(default));
    }

    [Fact]
    public async Task A_session_that_ends_ends_the_view_with_its_code()
    {
        using var input = new SilentInput();
        _link.Tell(new DisconnectedEvent(new UserError(ExitCode.IdentityChanged, "another key"), null));
        _link.End();
        var error = await Assert.ThrowsAsync<UserError>(() => Plain(new CommandBench(inputStream: input), commands: true).RunAsync(default));
        Assert.Equal(ExitCode.IdentityChanged, error.Code);
    }

    [Fact]
    public async Task The_bot_kit_answers_every_request_and_goes_on_after_bad_ones()
    {
        _link.Refuse = call => call.StartsWith("whois") ? new UserError(ExitCode.NotFound, "no such user") : null;
        var bench = new CommandBench("""
            {"type":"say","room":"lobby","text":"hi","id":"1"}
            not json
            {"type":"whois","name":"eve","id":"2"}

            {"type":"nonsense","id":3}
            {"type":"who","id":"4"}
            {"type":"quit","id":"5"}
            {"type":"say","text":"never","id":"6"}
            """);
        _link.Tell(new MemberJoinedEvent("lobby", "eve"));
        var logins = 0;
        Assert.Equal(ExitCode.Done, await new JsonLinesMode(_link, bench.Context, () => logins++).RunAsync(default));

        var lines = bench.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.All(lines, l => Assert.Equal(1, l.GetProperty("v").GetInt32()));
        string TypeOf(string id) => lines.Single(l => l.TryGetProperty("id", out var i) && i.GetString() == id).GetProperty("type").GetString()!;
        Assert.Equal(("accepted", "error", "error", "users", "ok"), (TypeOf("1"), TypeOf("2"), TypeOf("3"), TypeOf("4"), TypeOf("5")));
        Assert.Single(lines, l => l.GetProperty("type").GetString() == "error" && !l.TryGetProperty("id", out _));
        Assert.Single(lines, l => l.GetProperty("type").GetString() == "presence");
        Assert.Single(lines, l => l.GetProperty("type").GetString() == "message");
        Assert.Equal("closed", lines[^1].GetProperty("state").GetString());
        Assert.DoesNotContain(_link.Calls, c => c.Contains("never"));
        Assert.Equal(0, logins);
    }

    [Fact]
    public async Task A_refused_login_is_an_error_object_and_its_exit_code()
    {
        using var input = new SilentInput();
        var bench = new CommandBench(inputStream: input);
        _link.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "taken"), RefusalCode.NameTaken));
        _link.End();
        var error = await Assert.ThrowsAsync<UserError>(() => new JsonLinesMode(_link, bench.Context, () => { }).RunAsync(default));
        Assert.Equal(ExitCode.Denied, error.Code);
        Assert.Contains("""{"v":1,"type":"error","code":"name-taken","exit":4,"message":"taken"}""", bench.Out);
    }

    [Theory]
    [InlineData(RefusalCode.NameTaken, true)]
    [InlineData(RefusalCode.NameInvalid, true)]
    [InlineData(RefusalCode.ServerFull, false)]
    [InlineData(null, false)]
    public async Task Only_a_name_that_is_refused_may_be_asked_for_again(RefusalCode? refusal, bool again)
    {
        _link.Tell(new ConnectingEvent(Messenger.Client.Session.ServerAddress.Localhost, 1));
        _link.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "no"), refusal));
        if (again)
            Assert.NotNull((await ChatCommand.LoginAsync(_link, default)).Refused);
        else
            await Assert.ThrowsAsync<UserError>(() => ChatCommand.LoginAsync(_link, default));
    }

    [Fact]
    public async Task A_login_is_what_the_view_begins_with()
    {
        _link.Tell(new ConnectingEvent(Messenger.Client.Session.ServerAddress.Localhost, 1));
        _link.Tell(new LoggedInEvent("ada", new("", "", default, default, ""), false));
        Assert.Equal("ada", (await ChatCommand.LoginAsync(_link, default)).Login?.Name);
    }

    [Fact]
    public async Task A_text_too_long_for_one_message_goes_as_several()
    {
        await new ChatExecutor(_link, waits: true).ExecuteAsync(new SayAction(BufferKey.Lobby, new string('x', 5_000)), default);
        Assert.Equal([4_000 + "say lobby ".Length, 1_000 + "say lobby ".Length], _link.Calls.Select(c => c.Length));
    }

    private static LoggedInEvent Login => new("ada", new("Lab", "", default, default, ""), false);

    private PlainMode Plain(CommandBench bench, bool commands, BufferKey? target = null) => new(_link, bench.Context, Login, target ?? BufferKey.Lobby, commands);
}
