using CsCheck;
using Messenger.Cli.Chat;
using Messenger.Client.Chat;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Files;

namespace Messenger.Cli.Tests.Chat;

public sealed class SlashParserTests
{
    private static readonly BufferKey Ops = BufferKey.Room("ops");
    private static readonly string Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    private static readonly BufferKey Bob = BufferKey.Private("bob");

    public static TheoryData<string, object> Lines => new()
    {
        { "hello /quit", new SayAction(Ops, "hello /quit") },
        { "  /not a command", new SayAction(Ops, "  /not a command") },
        { "//quit", new SayAction(Ops, "/quit") },
        { "///x", new SayAction(Ops, "//x") },
        { "/me waves", new SayAction(Ops, "waves", MessageKind.Action) },
        { "/me waves\nand smiles", new SayAction(Ops, "waves\nand smiles", MessageKind.Action) },
        { "/msg bob hi  there", new SayAction(Bob, "hi  there") },
        { "/query bob", new SwitchAction(Bob, null) },
        { "/query bob hi", new SwitchAction(Bob, "hi") },
        { "/query", new SwitchAction(BufferKey.Lobby, null) },
        { "/join dev", new JoinAction("dev") },
        { "/JOIN #dev ", new JoinAction("dev") },
        { "/part", new PartAction("ops") },
        { "/part dev", new PartAction("dev") },
        { "/rooms", new RoomsAction() },
        { "/who", new WhoAction("ops") },
        { "/who dev", new WhoAction("dev") },
        { "/whois bob", new WhoisAction("bob") },
        { "/topic", new TopicAction("ops", null) },
        { "/topic be kind", new TopicAction("ops", "be kind") },
        { "/files", new FilesAction("") },
        { "/files *.iso", new FilesAction("*.iso") },
        { "/get a.txt", new GetAction(["a.txt"], null, TransferTransports.Tcp | TransferTransports.Rudp) },
        { "/get \"a b\" c -o 'd e/' --tcp", new GetAction(["a b", "c"], "d e/", TransferTransports.Tcp) },
        { "/get a --if-exists overwrite", new GetAction(["a"], null, TransferTransports.Tcp | TransferTransports.Rudp) { IfExists = Client.Files.ExistingPolicy.Overwrite } },
        { "/put a --if-exists rename", new PutAction(["a"], null, Client.Files.ExistingPolicy.Rename, TransferTransports.Tcp | TransferTransports.Rudp) },
        { "/accept 12 --if-exists skip", new GetAction([], null, TransferTransports.Tcp | TransferTransports.Rudp) { Parcel = 12, IfExists = Client.Files.ExistingPolicy.Skip } },
        { "/put a.txt", new PutAction(["a.txt"], null, Client.Files.ExistingPolicy.Default, TransferTransports.Tcp | TransferTransports.Rudp) },
        { "/send bob a.txt 'b c' --tcp", new PutAction(["a.txt", "b c"], null, Client.Files.ExistingPolicy.Default, TransferTransports.Tcp) { To = "bob" } },
        { "/inbox", new InboxAction() },
        { "/accept 12 -o 'in here/' --udp", new GetAction([], "in here/", TransferTransports.Rudp) { Parcel = 12 } },
        { "/accept #12", new GetAction([], null, TransferTransports.Tcp | TransferTransports.Rudp) { Parcel = 12 } },
        { "/accept 12 -o ~", new GetAction([], Home, TransferTransports.Tcp | TransferTransports.Rudp) { Parcel = 12 } },
        { "/accept 12 -o ~/in/", new GetAction([], Path.Combine(Home, "in/"), TransferTransports.Tcp | TransferTransports.Rudp) { Parcel = 12 } },
        { "/refuse 12", new RefuseAction(12) },
        { "/put 'a b' c --as d/ --udp", new PutAction(["a b", "c"], "d/", Client.Files.ExistingPolicy.Default, TransferTransports.Rudp) },
        { "/away lunch time", new AwayAction("lunch time") },
        { "/away", new AwayAction("") },
        { "/nick zoe", new RenameAction("zoe") },
        { "/ping", new PingAction() },
        { "/kick bob", new OperateAction("kick", ["bob"]) },
        { "/ban 10.0.0.0/8 2h  too loud", new OperateAction("ban", ["10.0.0.0/8", "2h  too loud"]) },
        { "/unban bob", new OperateAction("unban", ["bob"]) },
        { "/bans", new OperateAction("bans", []) },
        { "/mute bob 10m", new OperateAction("mute", ["bob", "10m"]) },
        { "/lock #dev be kind", new OperateAction("lock", ["dev", "be kind"]) },
        { "/newcomers off", new OperateAction("newcomers", ["off"]) },
        { "/sessions", new OperateAction("sessions", []) },
        { "/sessions bob", new OperateAction("sessions", ["bob"]) },
        { "/get a --ask-at 50%", new GetAction(["a"], null, TransferTransports.Tcp | TransferTransports.Rudp) { AskAt = 0.5 } },
        { "/pause", new SteerAction(Steering.Pause, null) },
        { "/resume 2", new SteerAction(Steering.Resume, 2) },
        { "/stop 3", new SteerAction(Steering.Stop, 3) },
        { "/transfers", new ShowTransfersAction() },
        { "/clear", new ClearAction() },
        { "/search some text", new SearchAction("some text") },
        { "/save log.txt", new SaveAction("log.txt") },
        { "/ignore bob", new IgnoreAction("bob") },
        { "/ignore", new IgnoreAction(null) },
        { "/close", new CloseAction() },
        { "/logout", new LogoutAction() },
        { "/help", new HelpAction(null) },
        { "/help join", new HelpAction("/join") },
        { "/quit bye all", new QuitAction("bye all") },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Lines_become_actions(string line, object action)
    {
        Assert.True(SlashParser.TryParse(line, Ops, SlashCommand.OnScreen, out var parsed, out _));
        Assert.Equal(action, parsed);
    }

    [Theory]
    [InlineData("/jion dev", "did you mean /join?")]
    [InlineData("/etc/passwd is a file", "there is no /etc/passwd")]
    [InlineData("/", "there is no /")]
    [InlineData("/msg bob", "/msg needs NAME TEXT")]
    [InlineData("/join", "/join needs ROOM")]
    [InlineData("/join a b", "/join needs ROOM")]
    [InlineData("/get", "/get needs NAME")]
    [InlineData("/get 'a", "not closed")]
    [InlineData("/get a -o", "-o needs a PATH")]
    [InlineData("/get a -o -", "msgr get")]
    [InlineData("/get a --udp --tcp", "exclude each other")]
    [InlineData("/get a --fast", "no option --fast")]
    [InlineData("/get a --limit-rate 5M", "no option --limit-rate (did you mean /limit RATE, while it runs?)")]
    [InlineData("/put a --limit=5M", "(did you mean /limit RATE, while it runs?)")]
    [InlineData("/get a --tpc", "no option --tpc (did you mean --tcp?)")]
    [InlineData("/get a --if-exist skip", "(did you mean --if-exists?)")]
    [InlineData("/get a --ask-at", "percentage")]
    [InlineData("/get a --ask-at 120%", "percentage")]
    [InlineData("/get a --if-exists", "--if-exists needs skip, resume, rename or overwrite")]
    [InlineData("/put a --if-exists renmae", "did you mean rename?")]
    [InlineData("/put --udp --as x", "/put needs PATH... [--as NAME] [--tcp|--udp] [--if-exists POLICY]")]
    [InlineData("/put a --as", "--as needs a NAME")]
    [InlineData("/put a --fast", "no option --fast; it takes PATH")]
    [InlineData("/send bob", "/send needs NAME PATH...")]
    [InlineData("/send bob ''", "/send needs NAME PATH...")]
    [InlineData("/send bob a --as b", "/send has no option --as")]
    [InlineData("/accept 12 a", "/accept needs N [-o PATH]")]
    [InlineData("/accept 12 -o -", "msgr get")]
    [InlineData("/accept x", "/accept needs N [-o PATH]")]
    [InlineData("/pause x", "/pause needs [N]")]
    [InlineData("/save", "/save needs FILE")]
    public void Mistakes_are_errors_and_never_sent(string line, string problem)
    {
        Assert.False(SlashParser.TryParse(line, Ops, SlashCommand.OnScreen, out _, out var found));
        Assert.Contains(problem, found);
    }

    [Theory]
    [InlineData("/topic x")]
    [InlineData("/part")]
    public void Rooms_commands_say_so_in_a_private_conversation(string line)
    {
        Assert.False(SlashParser.TryParse(line, Bob, SlashCommand.OnScreen, out _, out var problem));
        Assert.Contains("private conversation", problem);
    }

    [Fact]
    public void A_line_with_one_slash_in_front_is_never_said()
    {
        Gen.String.Where(s => !s.StartsWith('/')).Sample(rest =>
            !SlashParser.TryParse("/" + rest, Ops, SlashCommand.OnScreen, out var action, out _) || action is not SayAction { Kind: MessageKind.Text, Target.Kind: BufferKind.Room });
    }

    [Theory]
    [InlineData("/search a", "there is no /search")]
    [InlineData("/logout", "there is no /logout")]
    [InlineData("/get a --ask-at 50%", "no option --ask-at")]
    public void What_only_a_full_screen_can_do_is_not_known_elsewhere(string line, string problem)
    {
        Assert.False(SlashParser.TryParse(line, Ops, SlashCommand.All, out _, out var found));
        Assert.Contains(problem, found);
    }

    [Fact]
    public void Nothing_is_asked_by_an_empty_line()
    {
        Assert.False(SlashParser.TryParse("  ", Ops, SlashCommand.OnScreen, out _, out var problem));
        Assert.Equal("", problem);
    }

    [Fact]
    public void Every_command_of_the_help_is_understood()
    {
        foreach (var command in SlashCommand.OnScreen)
        {
            SlashParser.TryParse(command.Name, Ops, SlashCommand.OnScreen, out _, out var problem);
            Assert.DoesNotContain("there is no", problem);
            Assert.Contains(command.Name, string.Join('\n', ReplyLines.Help(null, SlashCommand.OnScreen).Select(l => l.Text)));
        }
    }
}
