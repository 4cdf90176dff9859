using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat;
using Messenger.Server.Chat.Names;

namespace Messenger.Server.Tests.Chat;

/// <summary>CTL-NAME-6 and 8: users who take other names, in the domain.</summary>
public sealed class RenameTests
{
    private readonly ChatWorld _world = new();

    [Fact]
    public void CTL_NAME_8_each_room_is_told_once_and_only_those_who_are_in_it()
    {
        TestClient ada = _world.Login("ada"), bob = _world.Login("bob"), cleo = _world.Login("cleo");
        ada.Join("ops");
        bob.Join("ops");
        _world.Advance(0.2, ada, bob, cleo);
        ada.Read();
        bob.Read();
        cleo.Read();
        Rename(ada, "zoe");

        List<PresenceChanged> told = bob.Read<PresenceChanged>();
        Assert.Equal([WireLimits.Lobby, "ops"], told.Select(delta => delta.Room));
        Assert.All(told, delta =>
        {
            Departure departure = Assert.Single(delta.Left);
            Assert.Equal(("ada", DepartureReason.Renamed, "zoe"), (departure.Name, departure.Reason, departure.NewName));
            Assert.Equal("zoe", Assert.Single(delta.Joined).Name);
        });
        Assert.Equal(WireLimits.Lobby, cleo.One<PresenceChanged>().Room);
        Assert.Equal(2, ada.Read<PresenceChanged>().Count);
        _world.Advance(0.2, ada, bob, cleo);
        Assert.Empty(bob.Read<PresenceChanged>());
        Assert.Equal(["bob", "cleo", "zoe"], bob.Online());
    }

    [Fact]
    public void What_was_not_told_yet_is_told_under_the_name_before()
    {
        TestClient bob = _world.Login("bob"), ada = _world.Login("ada");
        bob.Read();
        Rename(ada, "zoe");
        List<PresenceChanged> told = bob.Read<PresenceChanged>();
        Assert.Equal(["ada", "zoe"], told.SelectMany(delta => delta.Joined).Select(member => member.Name));
    }

    [Fact]
    public void CTL_NAME_6_rooms_log_and_inbox_go_on_and_what_was_said_stays_as_it_was()
    {
        TestClient ada = _world.Login("ada"), bob = _world.Login("bob");
        ada.Join("ops");
        ada.Say("hello", "ops");
        ada.Whisper("bob", "psst");
        Rename(ada, "Zoe");
        ada.Say("again", "ops");
        bob.Whisper("ada", "to the name before");
        bob.Whisper("zoe", "to the name now");
        Assert.Equal([("ada", "hello"), ("Zoe", "again")], ada.History("ops").Messages.Select(m => (m.From, m.Text)));
        Assert.Equal([("ada", "bob"), ("bob", "Zoe"), ("bob", "Zoe")], ada.History("@").Messages.Select(m => (m.From, m.To)));
        // Members are found by name: the order held.
        ada.Part("ops");
        Assert.Empty(ada.Read<Refused>());
        Assert.False(ada.Whois("ada").Online);
        Assert.True(ada.Whois("zoe").Online);
    }

    [Fact]
    public void Members_stay_in_order_whoever_is_renamed_and_pages_hold()
    {
        TestClient[] all = [.. "abcdefgh".Select(letter => _world.Login($"u{letter}"))];
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
            Rename(all[random.Next(all.Length)], $"n{random.Next(10_000)}x", release: true);
        string[] names = [.. all.Select(client => client.Session.User.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(names, all[0].Online());
        foreach (TestClient client in all[1..])
            client.Logout();
        Assert.Equal([all[0].Session.User.Name], all[0].Online());
    }

    [Fact]
    public void A_lost_session_comes_back_under_either_name_to_its_place()
    {
        foreach (string asked in (string[])["ada", "zoe"])
        {
            var world = new ChatWorld();
            TestClient ada = world.Login("ada", key: 1), bob = world.Login("bob");
            byte[] token = ada.Token();
            Rename(ada, "zoe", world: world);
            ada.Lose();
            world.Advance(1, bob);
            bob.Read();
            TestClient back = world.Login(asked, token: token, key: 1);
            LoggedIn login = back.One<LoggedIn>();
            Assert.Equal(("zoe", true), (login.Name, login.Resumed));
            world.Advance(15, bob, back);
            Assert.Empty(bob.Read<PresenceChanged>());
        }
    }

    [Fact]
    public void Who_is_there_under_the_other_name_already_keeps_both()
    {
        TestClient ada = _world.Login("ada", key: 1);
        TestClient zoe = _world.Login("zoe", key: 1);
        Assert.Equal(RefusalCode.Busy, _world.Community.CheckRename(ada.Session.User, "zoe")!.Code);
        zoe.Logout();
        Assert.Null(_world.Community.CheckRename(ada.Session.User, "zoe"));
        Rename(ada, "zoe");
        Rename(ada, "ada");
        Assert.Equal(["ada"], ada.Online());
    }

    [Fact]
    public void A_name_that_is_let_go_is_anybodys_and_nothing_of_it_is_left()
    {
        TestClient ada = _world.Login("ada", key: 1), bob = _world.Login("bob");
        bob.Whisper("ada", "a secret");
        _world.Community.Release(ada.Session.User.Claim, "gone", _world.Now);
        Assert.True(ada.Session.Ended);
        Assert.Equal(RefusalCode.NoSuchUser, bob.WhisperRefused("ada"));
        TestClient next = _world.Login("ada", key: 2);
        Assert.Empty(next.History("@").Messages);
    }

    private void Rename(TestClient client, string name, bool release = false, ChatWorld? world = null)
    {
        world ??= _world;
        Assert.True(UserName.TryParse(name, out UserName? parsed, out _));
        NameClaim before = client.Session.User.Claim;
        Assert.Null(world.Community.CheckRename(client.Session.User, parsed.Key));
        Assert.Null(world.Community.Names.Claim(parsed, client.Session.User.Owner, world.Now.Unix, out NameClaim? claim, out _));
        world.Community.Rename(client.Session.User, claim!, world.Now);
        if (release && before != claim)
            world.Community.Names.Release(before);
    }
}
