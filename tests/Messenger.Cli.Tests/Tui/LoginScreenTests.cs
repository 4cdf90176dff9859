using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Client.Chat;
using Messenger.Contracts.Control;
using Messenger.Platform;

namespace Messenger.Cli.Tests.Tui;

/// <summary>Whole screens from the login to the log-out.</summary>
[Collection(ScreenCollection.Name)]
public sealed class LoginScreenTests
{
    [Fact]
    public void The_login_asks_until_it_is_right_and_again_after_a_logout()
    {
        var sessions = new FakeSessions { Host = "localhost", IsChosen = false, Recent = ["chat.example.org:55000"] };
        var (taken, good, next) = (new FakeLink(), new FakeLink(), new FakeLink());
        foreach (var link in (FakeLink[])[taken, good, next])
            sessions.Links.Enqueue(link);
        using var bench = new TuiBench(sessions: sessions);
        bench.Shows("Log in");
        bench.Matches("login-80x24");
        bench.Press(Key.Down, Key.Down).Shows("Enter choose");
        bench.Press(Key.Enter).Press(Key.KillToStart).Type("bob").Press(Key.Enter);
        bench.Shows("connecting …");
        taken.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "the name bob is taken; choose another"), RefusalCode.NameTaken));
        taken.End();
        bench.Shows("the name bob is taken");
        bench.Press(Key.KillToStart).Type("ada").Press(Key.Enter);
        bench.LogIn(good);
        Assert.Equal(["start chat.example.org:55000 bob", "dispose", "start chat.example.org:55000 ada", "remember"], sessions.Calls);
        bench.Shows("\nlobby>");
        var screen = bench.Enter("/logout").Shows("Log in");
        Assert.False(bench.Ended.IsCompleted);
        // Where one was, and as whom: not where one had begun.
        Assert.Contains("│ Server  chat.example.org:55000 ", screen);
        Assert.Contains("│ Name    ada ", screen);
        bench.Press(Key.Escape);
        Assert.Equal(ExitCode.Done, bench.ResultOf(bench.Ended));
    }

    [Theory]
    [InlineData("", "\nops>")]
    [InlineData("half", "\nlobby> half")]
    public void A_room_that_was_asked_for_is_where_one_talks_unless_one_has_begun_elsewhere(string typed, string shown)
    {
        using var bench = new TuiBench(sessions: new FakeSessions { Room = "OPS" }).LogIn();
        bench.Type(typed);
        bench.Tell(new RoomEnteredEvent("lobby", "", 2, false) { At = CommandBench.UtcTime.Now });
        bench.Tell(new RoomEnteredEvent("ops", "", 1, false) { At = CommandBench.UtcTime.Now });
        bench.Shows("2 ops");
        bench.Shows(shown);
        // Once: who went elsewhere stays there when the connection comes back.
        bench.Press(Key.KillToStart).Alt('1').Shows("\nlobby>");
        bench.Tell(new RoomEnteredEvent("ops", "", 1, true) { At = CommandBench.UtcTime.Now });
        bench.Say("bob", "last");
        bench.Shows("<bob> last");
    }

    [Fact]
    public void A_server_with_a_secret_asks_for_it_and_nobody_reads_it_off_the_screen()
    {
        var sessions = new FakeSessions();
        var links = Enumerable.Range(0, 3).Select(_ => new FakeLink()).ToArray();
        foreach (var link in links)
            sessions.Links.Enqueue(link);
        using var bench = new TuiBench(sessions: sessions);
        Refuse(links[0]);
        bench.Shows("this server lets in who knows its secret");
        bench.Type("wrong").Press(Key.Enter).Shows("it has 8 characters or more");
        Assert.DoesNotContain("wrong", bench.Type(" secrét").Shows("Secret  ••••••••••••"));
        bench.Press(Key.Enter).Shows("connecting …");
        Refuse(links[1]);
        bench.Shows("that is not the secret of this server");
        // Only who asks is told: another server has no such field.
        Assert.DoesNotContain("Secret", bench.Press(Key.BackTab, Key.BackTab).Type("x").Screen());
        bench.Press(Key.Backspace, Key.Tab, Key.Tab).Press(new KeyPress(Key.Paste, "open sesame\n")).Press(Key.Enter);
        bench.LogIn(links[2]).Shows("\nlobby>");
        Assert.Equal(
            ["start chat.example.org ada", "dispose", "start chat.example.org ada wrong secrét", "dispose", "start chat.example.org ada open sesame", "remember"],
            sessions.Calls);

        static void Refuse(FakeLink link)
        {
            link.Tell(new DisconnectedEvent(new UserError(ExitCode.Denied, "This server asks for a secret"), RefusalCode.SecretNeeded));
            link.End();
        }
    }

    [Fact]
    public void A_changed_key_stops_with_both_fingerprints_and_its_exit_code()
    {
        using var bench = new TuiBench();
        bench.Tell(new DisconnectedEvent(new UserError(ExitCode.IdentityChanged, "the key of chat.example.org:55000 has changed from SHA256:aaa to SHA256:bbb: somebody is in between"), null));
        bench.Link.End();
        bench.Shows("SHA256:aaa");
        bench.Shows("SHA256:bbb");
        bench.Press(Key.Escape);
        Assert.Equal(ExitCode.IdentityChanged, Assert.Throws<UserError>(() => bench.ResultOf(bench.Ended)).Code);
    }

    [Fact]
    public void A_changed_key_is_read_to_its_end_on_a_small_screen()
    {
        const string before = "SHA256:mXuqm1iYbJ0IBe7hSkcEbYrVIZNZk1bfeMJ9aBGK0qo", after = "SHA256:JWB1Rg4qm4DXorR9y3-rm-q4EaMY5ON0ccD8HCBzLi8";
        var sessions = new FakeSessions { Recent = ["chat.example.org:55000"] };
        using var bench = new TuiBench(40, 10, sessions);
        sessions.Links.Enqueue(new FakeLink());
        bench.Tell(new DisconnectedEvent(new UserError(ExitCode.IdentityChanged, $"the key of chat.example.org:55000 has changed from {before} to {after}: somebody is in between; if its keeper confirms the new key, accept it with --fingerprint {after}"), null));
        bench.Link.End();
        bench.Shows("the key of chat.example.org");
        bench.Matches("changed-key-40x10");
        var first = bench.Screen();
        var last = bench.Press(Key.PageDown, Key.PageDown).Shows("--fingerprint");
        Assert.NotEqual(first, last);
        // Each fingerprint is whole, over the end of a row.
        string[] rows = [.. first.Split('\n').Concat(last.Split('\n')).Select(r => r.Trim('│', ' '))];
        Assert.All((string[])[before, after], key => Assert.Contains(rows.Index(), r => r.Index + 1 < rows.Length && (r.Item + rows[r.Index + 1]).Contains(key)));
        Assert.Equal(first, bench.Press(Key.PageUp, Key.PageUp).Screen());
        // Another key leads to the form; what is typed then is typed there.
        bench.Press(Key.Enter).Shows("PgUp read");
        bench.Press(Key.PageUp).Shows("PgDn more");
        bench.Press(Key.Enter, Key.Tab).Type("x").Shows("adax");
        bench.Press(Key.Enter).Shows("connecting …");
        Assert.Contains("start chat.example.org adax", sessions.Calls);
    }

    [Fact]
    public void What_was_said_while_one_was_logged_out_is_below_a_line()
    {
        var sessions = new FakeSessions();
        using var bench = new TuiBench(sessions: sessions);
        var next = new FakeLink();
        sessions.Links.Enqueue(next);
        bench.LogIn();
        Past(bench.Link, BufferKey.Lobby, 1);
        Past(bench.Link, BufferKey.Room("ops"), 1);
        bench.Shows("2 ops");
        bench.Enter("/logout").Shows("Log in");
        bench.Press(Key.Enter);
        bench.LogIn(next);
        foreach (var number in (int[])[1, 2])
        {
            Past(next, BufferKey.Lobby, number);
            Past(next, BufferKey.Room("ops"), number);
        }

        bench.Shows("2 ops 1");
        bench.Matches("new-since-80x24");

        static void Past(FakeLink link, BufferKey where, int number) => link.Tell(
            new MessageEvent(FakeLink.Line(where, "bob", $"message {number}") with { Id = Guid.NewGuid(), FromHistory = true, Sequence = number }) { At = CommandBench.UtcTime.Now });
    }

    [Fact]
    public void What_is_said_beside_the_chat_is_told_on_the_screen_or_after_it()
    {
        var sessions = new FakeSessions { LastNote = "what the bad link did" };
        sessions.Notes.Add("a bad link is tried");
        using var bench = new TuiBench(sessions: sessions);
        sessions.Links.Enqueue(new FakeLink());
        bench.LogIn().Shows("a bad link is tried");
        bench.Enter("/logout").Shows("Log in");
        bench.Press(Key.Escape);
        bench.ResultOf(bench.Ended);
        Assert.Equal("what the bad link did", bench.Controller.TakeNote());
        Assert.Null(bench.Controller.TakeNote());
    }
}
