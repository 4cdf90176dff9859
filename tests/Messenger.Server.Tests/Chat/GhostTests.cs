using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class GhostTests
{
    [Fact]
    public void CTL_RESUME_1_the_token_brings_back_the_place_and_nobody_is_told()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        byte[] token = bob.Token();
        bob.Join("den");
        world.Advance(1, ann, bob);
        ann.Read();

        bob.Lose();
        world.Advance(9, ann);
        TestClient back = world.Login("bob", token: token);
        List<ServerFrame> frames = back.Read();
        Assert.True(frames.OfType<LoggedIn>().Single().Resumed);
        Assert.Equal(["lobby", "den"], frames.OfType<RoomJoined>().Select(r => r.Room));
        world.Advance(60, ann, back);
        Assert.Empty(ann.Read<PresenceChanged>());
    }

    [Theory]
    [InlineData(9.9, false)]
    [InlineData(10.6, true)]
    public void A_lost_user_is_gone_after_the_grace_and_not_before(double seconds, bool gone)
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        world.Advance(1, ann, bob);
        ann.Read();

        bob.Lose();
        world.Advance(seconds, ann);
        Assert.Equal(gone ? ["ann"] : ["ann", "bob"], ann.Online());
        Departure[] left = [.. ann.Read<PresenceChanged>().SelectMany(d => d.Left)];
        Assert.Equal(gone ? [DepartureReason.Lost] : [], left.Select(d => d.Reason));
    }

    [Fact]
    public void A_dead_peer_is_asked_then_ended_and_announced_within_30_seconds()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        world.Advance(1, ann, bob);
        ann.Read();
        bob.Read();

        world.Advance(10, ann);
        Assert.IsType<ServerPing>(Assert.Single(bob.Read()));
        world.Advance(9, ann);
        Assert.Equal(ClosingReason.Idle, bob.One<Closing>().Reason);
        Assert.True(bob.Outbox.IsClosed);
        Assert.Equal(["ann", "bob"], ann.Online());

        world.Advance(11, ann);
        Assert.Equal(DepartureReason.Lost, Assert.Single(ann.One<PresenceChanged>().Left).Reason);
    }

    [Fact]
    public void Who_answers_pings_lives_for_ever()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Read();
        for (int i = 0; i < 20; i++)
        {
            world.Advance(9);
            Assert.Single(ann.Read<ServerPing>());
            ann.Session.LastHeard = world.Now.Uptime;
            world.Advance(0.5);
        }

        Assert.False(ann.Session.Ended);
    }

    [Fact]
    public void The_token_takes_over_from_a_session_that_only_seems_alive()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        byte[] token = bob.Token();
        world.Advance(1, ann, bob);
        ann.Read();

        TestClient back = world.Login("bob", token: token);
        Assert.True(back.One<LoggedIn>().Resumed);
        Assert.Equal(ClosingReason.Replaced, bob.One<Closing>().Reason);
        bob.Say("from the dead");
        world.Advance(30, ann, back);
        Assert.DoesNotContain(ann.Read(), f => f is PresenceChanged or MessagePosted);
    }

    [Fact]
    public void A_token_of_somebody_else_and_an_old_one_give_nothing()
    {
        var world = new ChatWorld();
        TestClient bob = world.Login("bob");
        byte[] token = bob.Token();
        Assert.False(world.Login("eve", token: token).One<LoggedIn>().Resumed);
        Assert.False(bob.Session.Ended);

        bob.Lose();
        world.Advance(11);
        Assert.False(world.Login("bob", token: token).One<LoggedIn>().Resumed);
    }

    [Fact]
    public void A_login_without_the_token_takes_the_ghosts_place_too()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        world.Advance(1, ann, bob);
        ann.Read();
        bob.Lose();
        TestClient back = world.Login("bob");
        Assert.False(back.One<LoggedIn>().Resumed);
        world.Advance(30, ann, back);
        Assert.Empty(ann.Read<PresenceChanged>());
    }

    [Fact]
    public void A_ghost_gets_private_messages_and_finds_them_when_it_comes_back()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        byte[] token = bob.Token();
        bob.Lose();
        ann.Whisper("bob", "are you there");
        Assert.Single(ann.Read<MessageAccepted>());
        TestClient back = world.Login("bob", token: token);
        Assert.Equal("are you there", Assert.Single(back.History("@").Messages).Text);
    }

    [Fact]
    public void A_slow_reader_is_dropped_with_the_reason_and_nobody_else_notices()
    {
        var world = new ChatWorld(new ChatLimits { OutboxBytes = 20_000 });
        TestClient ann = world.Login("ann"), bob = world.Login("bob"), cid = world.Login("cid");
        byte[] token = bob.Token();
        var heard = new List<string>();
        for (int i = 0; i < 40; i++)
        {
            ann.Say(new string('x', 1_000) + i);
            ann.Read();
            heard.AddRange(cid.Read<MessagePosted>().Select(m => m.Message.Text));
        }

        Assert.Equal(40, heard.Count);
        Assert.Equal(ClosingReason.TooSlow, Assert.IsType<Closing>(Assert.Single(bob.Read())).Reason);
        TestClient back = world.Login("bob", token: token);
        Assert.True(back.One<LoggedIn>().Resumed);
        Assert.Equal(40, back.History("lobby").Messages.Length);
    }

    [Fact]
    public void A_server_that_stops_tells_everybody()
    {
        var world = new ChatWorld();
        TestClient[] all = [world.Login("ann"), world.Login("bob"), world.Login("bob", SessionPurpose.OneShot)];
        world.Community.CloseAll(new Closing { Reason = ClosingReason.Shutdown, ReconnectAfterMilliseconds = 1_000 });
        Assert.All(all, client => Assert.Equal(ClosingReason.Shutdown, client.One<Closing>().Reason));
        Assert.All(all, client => Assert.True(client.Outbox.IsClosed));
    }
}
