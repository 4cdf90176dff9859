using Messenger.Cli.Terminal;
using Messenger.Cli.Tests.Fakes;
using Messenger.Cli.Tui.Controllers;
using Messenger.Client.Chat;

namespace Messenger.Cli.Tests.Tui;

public sealed class MemberPaneTests
{
    private static readonly BufferKey Ops = BufferKey.Room("ops");
    private readonly FakeLink _link = new();
    private readonly List<string> _opened = [];

    [Fact]
    public void Where_not_all_names_are_seen_the_last_row_says_how_many_more_there_are_and_where()
    {
        var pane = PaneOf(10);
        Assert.Equal(["p00", "p01", "p02", "↓ 7 more"], Names(pane, 4));
        Press(pane, Key.Down, Key.Down, Key.Down);
        Assert.Equal(["p01", "p02", "p03", "↑ 1 ↓ 6 more"], Names(pane, 4));
        Press(pane, Key.End);
        Assert.Equal(["p07", "p08", "p09", "↑ 7 more"], Names(pane, 4));
        Press(pane, Key.Home);
        Assert.Equal(["p00", "p01", "p02", "↓ 7 more"], Names(pane, 4));
        // All fit, or there is no row to spare.
        Assert.Equal(10, Names(pane, 10).Length);
        Assert.DoesNotContain("more", Names(pane, 10)[^1]);
        Assert.Equal(["p00", "p01"], Names(pane, 2));
    }

    [Fact]
    public void The_row_that_says_how_many_more_there_are_is_nobody()
    {
        var pane = PaneOf(10);
        Names(pane, 4);
        pane.ChooseSeen(3);
        Assert.Empty(_opened);
        pane.ChooseSeen(2);
        Assert.Equal(["p02"], _opened);
    }

    [Fact]
    public void Another_room_is_seen_from_its_first_name_on()
    {
        var pane = PaneOf(10);
        Press(pane, Key.End);
        Names(pane, 4);
        pane.Show(Ops);
        Assert.Equal("p00", Names(pane, 4)[0]);
        pane.Show(BufferKey.Lobby);
        Assert.Equal("p00", Names(pane, 4)[0]);
    }

    [Fact]
    public void Who_is_chosen_stays_chosen_whoever_comes_and_goes()
    {
        var pane = PaneOf(10);
        Press(pane, Key.Down, Key.Down, Key.Down);
        _link.People.RemoveAt(0);
        pane.Invalidate();
        pane.Show(BufferKey.Lobby);
        Assert.Contains("p03", pane.Rows(10).Single(row => row.Selected).Text);
        _link.People.InsertRange(0, [new() { Name = "a1" }, new() { Name = "a2" }]);
        pane.Invalidate();
        pane.Show(BufferKey.Lobby);
        Press(pane, Key.Enter);
        Assert.Equal(["p03"], _opened);
    }

    private MemberPane PaneOf(int people)
    {
        _link.People.Clear();
        _link.People.AddRange(Enumerable.Range(0, people).Select(i => new Contracts.Chat.Member { Name = $"p{i:00}" }));
        var pane = new MemberPane(_link, _opened.Add);
        pane.Show(BufferKey.Lobby);
        pane.Focused = true;
        return pane;
    }

    private static string[] Names(MemberPane pane, int rows) => [.. pane.Rows(rows).Select(row => row.Text)];

    private static void Press(MemberPane pane, params Key[] keys)
    {
        foreach (var key in keys)
            pane.Press(new(key));
    }
}
