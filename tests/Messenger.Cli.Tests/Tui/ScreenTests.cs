using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Whole screens of conversations: keys go in through Terminal.Gui, and what it has drawn is read.</summary>
[Collection(ScreenCollection.Name)]
public sealed class ScreenTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(40, 10)]
    public void A_conversation(int columns, int rows)
    {
        using var bench = new TuiBench(columns, rows).LogIn();
        bench.Tell(new RoomEnteredEvent("lobby", "be kind", 2, false) { At = CommandBench.UtcTime.Now });
        bench.Tell(new MemberJoinedEvent("lobby", "bob") { At = CommandBench.UtcTime.Now });
        bench.Say("bob", "hello ada, have you seen 漢字 and 👩‍👩‍👧 on a terminal before? This line is long enough to be wrapped.", mention: true);
        bench.Say("ada", "I have");
        bench.Say("bob", "two lines:\nsecond", BufferKey.Room("ops"));
        bench.Say("bob", "psst", BufferKey.Private("bob"));
        bench.Link.RoundTrip = TimeSpan.FromMilliseconds(1.25);
        bench.Link.Count = new(200, 1, null);
        bench.Controller.Tick();
        bench.Type("half a sentence");
        bench.Shows("I have");
        bench.Matches($"conversation-{columns}x{rows}");
    }

    [Fact]
    public void On_a_small_screen_what_can_be_done_and_what_is_unread_stand_beside_the_title()
    {
        using var bench = new TuiBench(40, 10).LogIn();
        Assert.StartsWith("lobby       F1 help  F2 files  F3 people\n", bench.Shows("F1 help"));
        bench.Tell(new RoomEnteredEvent("lobby", "a topic that is longer than the row has columns", 2, false) { At = CommandBench.UtcTime.Now });
        Assert.StartsWith("lobby  a topic that is longer …  F1 help\n", bench.Shows("lobby  a topic"));
        bench.Say("bob", "psst", BufferKey.Private("bob"));
        Assert.StartsWith("lobby  a topic that is lon…  Alt-A 1 new\n", bench.Shows("Alt-A"));
        bench.Alt('a').Shows("@bob  only the two of you");
        Assert.DoesNotContain("Alt-A", bench.Screen());
        // What has to be said has no row of its own.
        bench.Type("/w").Press(Key.Tab).Shows("\n/who  /whois\n@bob> /who\n");
        bench.Press(Key.KillToStart).Shows("\nonline │");
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(120, 40)]
    public void Where_to_go_is_asked_with_its_keys(int columns, int rows)
    {
        using var bench = new TuiBench(columns, rows).LogIn();
        bench.Say("bob", "psst", BufferKey.Private("bob"));
        bench.Until(() => bench.Chat.Book.All.Count == 2);
        bench.Press(Key.KillToEnd).Shows("Esc back");
        bench.Matches($"go-to-{columns}x{rows}");
        bench.Type("zzz").Shows("no name has these letters");
        bench.Press(Key.Escape).Shows("\nlobby>");
    }

    [Fact]
    public void Keys_go_to_the_line_and_the_line_to_the_room()
    {
        using var bench = new TuiBench().LogIn();
        bench.Type("world").Press(Key.Home).Type("hello Ä 漢 ").Press(Key.End, Key.NewLine).Type("2nd").Press(Key.Enter);
        Assert.Contains("say lobby hello Ä 漢 world\n2nd", bench.Link.Calls);
        bench.Press(Key.Up).Type("!").Press(Key.Enter);
        Assert.Contains("say lobby hello Ä 漢 world\n2nd!", bench.Link.Calls);
        bench.Enter("//not a command").Enter("/nonsense");
        Assert.Contains("say lobby /not a command", bench.Link.Calls);
        bench.Shows("there is no /nonsense");
        Assert.DoesNotContain(bench.Link.Calls, c => c.Contains("nonsense"));
        bench.Type("bo").Press(Key.Tab);
        bench.Shows("lobby> bob:");
    }

    [Fact]
    public void Buffers_are_reached_by_number_by_name_and_by_what_is_unread()
    {
        using var bench = new TuiBench().LogIn();
        bench.Say("bob", "one", BufferKey.Room("ops"));
        bench.Say("bob", "two", BufferKey.Private("bob"));
        bench.Shows("3 @bob 1!");
        bench.Alt('a').Shows("\n@bob>");
        bench.Alt('a').Shows("\nops>");
        bench.Alt('1').Shows("\nlobby>");
        bench.Press(Key.Next).Shows("\nops>");
        bench.Press(Key.Previous, Key.Previous);
        bench.Shows("nothing is being transferred");
        bench.Press(Key.Escape).Shows("\nlobby>");
        // Nobody goes to themselves.
        Assert.DoesNotContain("@ada", bench.Press(Key.KillToEnd).Shows("Go to"));
        bench.Type("@b").Press(Key.Enter).Shows("\n@bob>");
        bench.Enter("/close").Shows("\nops>");
        bench.Press(Key.Newest).Type("x").Press(Key.Home, Key.KillToEnd).Shows("\nops>\n");
    }

    [Fact]
    public void A_name_in_the_list_begins_a_private_conversation()
    {
        using var bench = new TuiBench().LogIn();
        bench.Function(3).Press(Key.Down, Key.Enter);
        bench.Shows("\n@bob>");
        bench.Enter("psst");
        Assert.Contains("say @bob psst", bench.Link.Calls);
        bench.Alt('1');
        bench.Screen();
        bench.DoubleClick(70, 2);
        bench.Shows("\n@bob>");
        // On a narrow screen the list takes the middle while it has the keys.
        bench.Alt('1').Function(3);
        bench.Resize(40, 10);
        Assert.Contains("bob (away)", bench.Screen());
        bench.Press(Key.Escape);
        Assert.DoesNotContain("bob (away)", bench.Screen());
    }

    [Fact]
    public void Nobody_talks_to_themselves_from_the_list_of_people()
    {
        using var bench = new TuiBench().LogIn();
        bench.Function(3).Press(Key.Newest).Press(Key.Up, Key.Up, Key.Up);
        for (var i = 0; i < bench.Link.People.Count; i++)
            bench.Press(Key.Enter).Press(Key.Down);
        Assert.DoesNotContain(bench.Chat.Book.All, b => b.Key == BufferKey.Private("ada"));
    }

    [Fact]
    public void A_lost_connection_is_shown_and_what_was_typed_waits()
    {
        using var bench = new TuiBench().LogIn();
        bench.Link.Online = false;
        bench.Tell(new ReconnectingEvent(TimeSpan.FromSeconds(1), 2, "the connection was reset.") { At = CommandBench.UtcTime.Now });
        bench.Tell(new DeliveryEvent(FakeLink.Line(BufferKey.Lobby, "ada", "still here"), DeliveryState.Queued, null));
        bench.Shows("still here (queued)");
        bench.Matches("offline-80x24");
        bench.Link.Online = true;
        bench.Tell(new LoggedInEvent("ada", new("example", "", 0, default, ""), true) { At = CommandBench.UtcTime.Now });
        bench.Shows("back online");
    }

    [Fact]
    public void What_cannot_be_asked_without_a_connection_is_said_at_once()
    {
        using var bench = new TuiBench(120, 40).LogIn();
        bench.Link.Online = false;
        bench.Enter("/who").Shows("there is no connection to the server at the moment; try again");
        bench.Enter("/clear").Enter("/whois bob").Shows("there is no connection");
        Assert.Empty(bench.Link.Calls);
        bench.Enter("/topic").Shows("lobby: be kind");
        bench.Enter("hello");
        Assert.Equal(["say lobby hello"], bench.Link.Calls);
    }

    [Fact]
    public void A_message_that_nobody_gets_leaves_no_conversation()
    {
        using var bench = new TuiBench().LogIn();
        bench.Link.Refuse = call => call.StartsWith("say @") ? new UserError(ExitCode.NotFound, "There is nobody here by the name nobody.") : null;
        bench.Enter("/msg nobody psst");
        var message = FakeLink.Line(BufferKey.Private("nobody"), "ada", "psst");
        bench.Tell(new DeliveryEvent(message, DeliveryState.Sent, null));
        bench.Tell(new DeliveryEvent(message, DeliveryState.Refused, "There is nobody here by the name nobody."));
        bench.Say("bob", "last");
        var screen = bench.Shows("last");
        Assert.Contains("there is nobody here by the name nobody", screen);
        Assert.DoesNotContain("@nobody", screen);
        // Of a conversation that there is, it is told in there.
        bench.Enter("/query nobody").Shows("only the two of you");
        bench.Enter("psst");
        bench.Tell(new DeliveryEvent(message, DeliveryState.Sent, null));
        bench.Tell(new DeliveryEvent(message, DeliveryState.Refused, "There is nobody here by the name nobody."));
        bench.Shows("not delivered: there is nobody here by the name nobody");
        bench.Alt('1').Shows("@nobody");
    }

    [Fact]
    public void Rooms_that_nobody_knows_yet_are_asked_for_and_completed_unless_one_has_typed_on()
    {
        using var bench = new TuiBench().LogIn();
        var answered = new TaskCompletionSource();
        bench.Link.RoomsWait = answered.Task;
        bench.Type("/join ga").Press(Key.Tab).Shows("\nlobby> /join ga\n");
        bench.Press(Key.Tab);
        Assert.Equal(["rooms"], bench.Link.Calls);
        answered.SetResult();
        bench.Shows("\nlobby> /join garden");
        bench.Press(Key.KillToStart).Type("/who g").Press(Key.Tab).Shows("\nlobby> /who garden");
        // One is in none of the others: there is nothing to leave.
        bench.Press(Key.KillToStart).Type("/part ga").Press(Key.Tab).Shows("\nlobby> /part ga\n");
    }

    [Fact]
    public void Buffers_are_searched_saved_cleared_and_scrolled()
    {
        using var bench = new TuiBench().LogIn();
        for (var i = 0; i < 100; i++)
            bench.Say("bob", $"line {i}");
        bench.Shows("line 99");
        bench.Press(Key.PageUp);
        var scrolled = bench.Screen();
        Assert.Contains("below, Esc", scrolled);
        bench.Say("bob", "and one more");
        bench.Until(() => bench.Chat.Book.Active.Lines[bench.Chat.Book.Active.Lines.End - 1].Text.Contains("one more"));
        Assert.DoesNotContain("and one more", bench.Screen());
        bench.Enter("/search line 42").Shows("<bob> line 42");
        bench.Enter("/search").Shows("no line further up has 'line 42' in it");
        bench.Enter("/search nowhere").Shows("no line here has 'nowhere' in it");
        // The answer is no part of what is searched.
        bench.Enter("/search nowhere").Enter("/search nowhere").Shows("no line here has 'nowhere' in it");
        Assert.DoesNotContain("below, Esc", bench.Press(Key.Escape).Screen());
        bench.Enter("/clear");
        Assert.DoesNotContain("<bob>", bench.Screen());
        bench.Enter("/ignore bob").Shows("bob is hidden");
        bench.Function(1).Shows("this help");
        bench.Matches("help-80x24");
        bench.Press(Key.PageDown).Shows("Commands (");
        // A heading too long for one row goes on below.
        bench.Press(Key.PageDown).Shows("  /get NAME... [-o PATH] [--tcp|--udp] [--if-exists POLICY]\n");
        bench.Shows("    [--ask-at 50%]\n");
        bench.Press(Key.Home).Shows("F1              this help");
        bench.Press(Key.End).Shows("/operators");
    }

    [Fact]
    public void What_comes_of_a_command_is_seen_wherever_it_is_typed()
    {
        var folder = Directory.CreateTempSubdirectory("msgr-test-");
        try
        {
            using var bench = new TuiBench(folder: folder.FullName).LogIn();
            for (var i = 0; i < 100; i++)
                bench.Say("bob", $"line {i}");
            bench.Shows("line 99");
            bench.Press(Key.PageUp).Shows("below, Esc");
            bench.Enter("/topic").Shows("lobby: be kind");
            Assert.DoesNotContain("below, Esc", bench.Screen());
            bench.Press(Key.PageUp).Shows("below, Esc");
            bench.Enter("/me waves").Shows("line 99");

            // On another page: one line in the place of the hints, and more in the chat.
            bench.Function(4).Shows("nothing is being transferred");
            Assert.Contains("F5", bench.Screen());
            bench.Enter("/topic").Shows("\nlobby: be kind\n");
            bench.Enter("/save log.txt").Shows("lines written to");
            bench.Enter("/save log.txt").Shows("log.txt is there already; choose another");
            Assert.Contains("<bob> line 42\n", File.ReadAllText(Path.Combine(folder.FullName, "log.txt")));
            Assert.Contains("\nlobby>", bench.Enter("/whois bob").Shows("rooms in common"));

            bench.Enter("/msg bob psst").Shows("to @bob: psst");
            bench.Enter("/help get").Shows("--ask-at 50%]");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
