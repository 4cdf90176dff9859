using Messenger.Contracts.Control;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class LoginTests
{
    [Fact]
    public void A_name_belongs_to_the_first_key_that_takes_it()
    {
        var world = new ChatWorld();
        world.Login("Alice", key: 1).Logout();
        Assert.Equal(RefusalCode.NameTaken, world.TryLogin("alice", out _, key: 2)!.Code);
        // What looks like it is taken as well, though not for its owner.
        Assert.Equal(RefusalCode.NameTaken, world.TryLogin("A1ice", out _, key: 2)!.Code);
        world.Login("A1ice", key: 1);
        Assert.Equal("Alice", world.Login("ALICE", key: 1).One<LoggedIn>().Name);
    }

    [Fact]
    public void Names_of_a_key_and_names_in_all_are_bounded()
    {
        var world = new ChatWorld(new ChatLimits { NamesPerKey = 2, Names = 3 });
        world.Login("one", key: 1);
        world.Login("two", key: 1);
        Assert.Equal(RefusalCode.LimitReached, world.TryLogin("three", out _, key: 1)!.Code);
        world.Login("three", key: 2);
        Assert.Equal(RefusalCode.LimitReached, world.TryLogin("four", out _, key: 3)!.Code);
        world.Login("one", key: 1);
    }

    [Fact]
    public void Sessions_of_a_user_and_sessions_in_all_are_bounded()
    {
        var world = new ChatWorld(new ChatLimits { Sessions = 3, SessionsPerUser = 2 });
        world.Login("ann");
        TestClient second = world.Login("ann", SessionPurpose.OneShot);
        Assert.Equal(RefusalCode.LimitReached, world.TryLogin("ann", out _)!.Code);
        world.Login("bob");
        Assert.Equal(RefusalCode.ServerFull, world.TryLogin("cid", out _)!.Code);
        second.Logout();
        world.Login("cid");
        Assert.Equal(3, world.Community.SessionCount);
    }

    [Fact]
    public void A_key_is_connected_as_long_as_any_session_of_any_of_its_names_is()
    {
        var world = new ChatWorld();
        TestClient one = world.Login("one", key: 7), two = world.Login("two", SessionPurpose.OneShot, key: 7);
        one.Lose();
        Assert.True(world.Community.IsConnected(ChatWorld.Key(7)));
        two.Logout();
        Assert.False(world.Community.IsConnected(ChatWorld.Key(7)));
    }

    [Fact]
    public void Users_who_left_are_forgotten_after_a_while_and_their_names_are_not()
    {
        var world = new ChatWorld(new ChatLimits { OfflineKept = TimeSpan.FromSeconds(30) });
        TestClient ann = world.Login("ann");
        TestClient bob = world.Login("bob", key: 9);
        bob.Whisper("bob", "note");
        bob.Logout();
        world.Advance(20, ann);
        Assert.Single(world.Login("bob", SessionPurpose.OneShot, key: 9).History("@").Messages);
        world.Community.Logout(world.Login("bob", SessionPurpose.OneShot, key: 9).Session, world.Now);
        Assert.Equal(RefusalCode.NameTaken, world.TryLogin("bob", out _, key: 10)!.Code);
    }

    [Fact]
    public void Inboxes_of_users_who_left_are_bounded_in_number_the_oldest_go_first()
    {
        var world = new ChatWorld(new ChatLimits { OfflineUsers = 2 });
        foreach (string name in (string[])["one", "two", "three"])
        {
            TestClient client = world.Login(name);
            client.Whisper(name, "note");
            client.Logout();
            world.Advance(1);
        }

        Assert.Empty(world.Login("one").History("@").Messages);
        Assert.Single(world.Login("two").History("@").Messages);
        Assert.Single(world.Login("three").History("@").Messages);
    }
}
