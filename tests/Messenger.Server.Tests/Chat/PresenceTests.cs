using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;

namespace Messenger.Server.Tests.Chat;

public sealed class PresenceTests
{
    [Fact]
    public void A_newcomer_sees_who_is_there_and_the_others_see_the_newcomer()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Read();
        world.Advance(1, ann);

        TestClient bob = world.Login("bob");
        RoomJoined lobby = bob.One<RoomJoined>();
        Assert.Equal(WireLimits.Lobby, lobby.Room);
        Assert.Equal(["ann", "bob"], lobby.Members.Select(m => m.Name));
        Assert.Equal("bob", Assert.Single(ann.One<PresenceChanged>().Joined).Name);
    }

    [Fact]
    public void The_first_change_is_told_at_once_and_what_follows_in_one_delta()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Advance(1, ann);
        ann.Read();

        world.Login("bob");
        Assert.Equal("bob", Assert.Single(ann.One<PresenceChanged>().Joined).Name);
        world.Login("cid");
        TestClient dan = world.Login("dan");
        dan.SetAway("lunch");
        Assert.Empty(ann.Read<PresenceChanged>());

        world.Advance(0.1, ann);
        PresenceChanged delta = ann.One<PresenceChanged>();
        Assert.Equal(["cid", "dan"], delta.Joined.Select(m => m.Name).Order());
        Assert.True(delta.Joined.Single(m => m.Name == "dan").Away);
        Assert.Empty(delta.Changed);
    }

    [Fact]
    public void Who_comes_and_goes_within_one_delta_is_not_told()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Login("bob");
        ann.Read();

        world.Login("cid").Logout();
        world.Advance(1, ann);
        Assert.DoesNotContain(ann.Read<PresenceChanged>(), d => d.Joined.Any(m => m.Name == "cid") || d.Left.Any(m => m.Name == "cid"));
    }

    [Fact]
    public void A_crowd_is_told_in_frames_of_a_page()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Advance(1, ann);
        ann.Read();
        TestClient[] crowd = [.. Enumerable.Range(0, 600).Select(i => world.Login($"user{i}"))];
        world.Advance(0.1, [ann, .. crowd]);

        List<PresenceChanged> deltas = ann.Read<PresenceChanged>();
        Assert.Equal(600, deltas.SelectMany(d => d.Joined).Select(m => m.Name).Distinct().Count());
        Assert.All(deltas, d => Assert.InRange(d.Joined.Length, 1, WireLimits.MembersPerPage));
        Assert.True(deltas.Count <= 4, $"{deltas.Count} frames");
    }

    [Fact]
    public void Only_the_first_and_the_last_chat_session_of_a_user_are_news()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        TestClient first = world.Login("bob");
        world.Advance(1, ann, first);
        ann.Read();

        TestClient second = world.Login("bob");
        TestClient oneShot = world.Login("bob", SessionPurpose.OneShot);
        first.Logout();
        oneShot.Logout();
        world.Advance(1, ann, second);
        Assert.Empty(ann.Read<PresenceChanged>());

        second.Logout();
        world.Advance(1, ann);
        Departure left = Assert.Single(ann.One<PresenceChanged>().Left);
        Assert.Equal(("bob", DepartureReason.Quit), (left.Name, left.Reason));
    }

    [Fact]
    public void A_one_shot_session_is_nowhere_to_be_seen_and_hears_nothing()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Advance(1, ann);
        ann.Read();

        TestClient bob = world.Login("bob", SessionPurpose.OneShot);
        ann.Say("is anybody there");
        world.Advance(1, ann, bob);
        Assert.Equal(["ann"], ann.Online());
        Assert.Empty(ann.Read<PresenceChanged>());
        Assert.IsType<LoggedIn>(Assert.Single(bob.Read()));

        bob.Join("den");
        Assert.Equal(RefusalCode.BadRequest, bob.One<Refused>().Code);
        bob.SetAway("gone");
        Assert.Equal(RefusalCode.UserOffline, bob.One<Refused>().Code);
    }

    [Fact]
    public void Away_is_told_once_for_each_room_and_said_to_who_asks()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        ann.Join("den");
        bob.Join("den");
        world.Advance(1, ann, bob);
        ann.Read();

        bob.SetAway("back at\n three");
        bob.SetAway("back at four");
        world.Advance(1, ann, bob);
        List<PresenceChanged> deltas = ann.Read<PresenceChanged>();
        Assert.Equal(["den", "lobby"], deltas.Select(d => d.Room).Order());
        Assert.All(deltas, d => Assert.True(Assert.Single(d.Changed).Away));
        Assert.Equal("back at four", ann.Whois("bob").AwayReason);

        bob.SetAway("");
        world.Advance(1, ann, bob);
        Assert.All(ann.Read<PresenceChanged>(), d => Assert.False(Assert.Single(d.Changed).Away));
    }

    [Fact]
    public void Who_speaks_has_been_announced_before()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Login("bob");
        ann.Read();
        world.Login("cid").Say("hello");

        List<ServerFrame> frames = ann.Read();
        int joined = frames.FindIndex(f => f is PresenceChanged p && p.Joined.Any(m => m.Name == "cid"));
        int said = frames.FindIndex(f => f is MessagePosted);
        Assert.InRange(joined, 0, said - 1);
    }

    [Fact]
    public void Whois_tells_what_both_may_know()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        bob.Join("den");
        bob.Join("attic");
        ann.Join("attic");
        world.Advance(5, ann, bob);

        WhoisReply reply = ann.Whois("BOB");
        Assert.Equal(("bob", true, "test"), (reply.Name, reply.Online, reply.Client));
        Assert.Equal(["lobby", "attic"], reply.Rooms);
        Assert.Equal(5_000, reply.IdleMilliseconds);
        Assert.StartsWith("SHA256:", reply.Fingerprint, StringComparison.Ordinal);

        bob.Logout();
        WhoisReply offline = ann.Whois("bob");
        Assert.Equal((false, world.Now.Unix, 0), (offline.Online, offline.Since, offline.Rooms.Length));
        Assert.Equal(RefusalCode.NoSuchUser, Assert.IsType<Refused>(world.Community.Whois(ann.Session, new Whois { Name = "eve" }, world.Now)).Code);
    }
}
