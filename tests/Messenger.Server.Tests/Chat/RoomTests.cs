using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class RoomTests
{
    [Fact]
    public void Joining_makes_a_room_and_joining_again_only_describes_it()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        ann.Join("#Den");
        bob.Read();
        bob.Join("den");
        Assert.Equal(["ann", "bob"], bob.One<RoomJoined>().Members.Select(m => m.Name));
        world.Advance(1, ann, bob);
        ann.Read();
        bob.Join("DEN");
        Assert.Equal("Den", bob.One<RoomJoined>().Room);
        world.Advance(1, ann, bob);
        Assert.Empty(ann.Read<PresenceChanged>());
    }

    [Fact]
    public void All_sessions_of_a_user_are_in_its_rooms_and_learn_of_it()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), other = world.Login("ann"), bob = world.Login("bob");
        other.Read();
        ann.Join("den");
        bob.Join("den");
        Assert.Equal((0u, "den"), (other.Read<RoomJoined>().Single() is var r ? r.RequestId : 9, r.Room));
        bob.Say("hi", room: "den");
        Assert.Equal("hi", other.One<MessagePosted>().Message.Text);

        ann.Part("den");
        Assert.Equal(("den", "ann"), (other.Read<PresenceChanged>().Single() is var p ? p.Room : "", Assert.Single(p.Left).Name));
        bob.Say("still there?", room: "den");
        Assert.Empty(other.Read<MessagePosted>());
        Assert.DoesNotContain(ann.Read<MessagePosted>(), m => m.Message.Text == "still there?");
    }

    [Fact]
    public void Nobody_leaves_the_lobby()
    {
        TestClient ann = new ChatWorld().Login("ann");
        ann.Part("lobby");
        Assert.Equal(RefusalCode.AccessDenied, ann.One<Refused>().Code);
    }

    [Fact]
    public void A_topic_is_told_to_the_room_and_to_who_comes_later()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        ann.Join("den");
        ann.SetTopic("den", "  a \u001b topic\n ");
        TopicChanged told = ann.One<TopicChanged>();
        Assert.Equal(("den", "a  topic", "ann"), (told.Room, told.Topic, told.By));
        bob.Read();
        bob.Join("den");
        Assert.Equal("a  topic", bob.One<RoomJoined>().Topic);
        bob.SetTopic("attic", "x");
        Assert.Equal(RefusalCode.NoSuchRoom, bob.One<Refused>().Code);
    }

    [Fact]
    public void Rooms_of_a_user_and_rooms_in_all_are_bounded()
    {
        var world = new ChatWorld(new ChatLimits { RoomsPerUser = 2, Rooms = 3 });
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        ann.Join("r1");
        ann.Join("r2");
        Assert.Empty(ann.Read<Refused>());
        ann.Join("r3");
        Assert.Equal(RefusalCode.LimitReached, ann.One<Refused>().Code);

        bob.Join("r3");
        Assert.Empty(bob.Read<Refused>());
        bob.Join("r4");
        Assert.Equal(RefusalCode.LimitReached, bob.One<Refused>().Code);
        // An empty room makes place at once.
        bob.Part("r3");
        bob.Read();
        bob.Join("r4");
        Assert.Equal("r4", bob.One<RoomJoined>().Room);
    }

    [Theory]
    [InlineData(9 * 60, 1)]
    [InlineData(11 * 60, 0)]
    public void An_empty_room_keeps_its_messages_for_a_while(double seconds, int kept)
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Join("den");
        ann.Say("remember", room: "den");
        ann.Part("den");
        world.Advance(seconds, ann);
        ann.Join("den");
        Assert.Equal(kept, ann.History("den").Messages.Length);
    }

    [Fact]
    public void A_room_that_looks_like_another_is_refused()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Join("paypal");
        ann.Read();
        ann.Join("\u0440\u0430\u0443\u0440\u0430\u04cf"); // Cyrillic throughout
        Assert.Equal(RefusalCode.NameTaken, ann.One<Refused>().Code);
        ann.Join("a b");
        Assert.Equal(RefusalCode.NameInvalid, ann.One<Refused>().Code);
    }

    [Fact]
    public void Rooms_and_members_come_in_pages_that_meet()
    {
        var world = new ChatWorld(new ChatLimits { RoomsPerUser = 200 });
        TestClient ann = world.Login("ann");
        for (int i = 0; i < 150; i++)
        {
            ann.Join($"room{i}");
            ann.Read();
        }

        string[] rooms = [.. Pages(after => (RoomPage)world.Community.ListRooms(new ListRooms { After = after }), p => (p.Rooms.Select(r => r.Room), p.More))];
        Assert.Equal(151, rooms.Length);
        Assert.Equal(rooms.Order(StringComparer.Ordinal), rooms);

        foreach (int i in Enumerable.Range(0, 600))
            world.Login($"user{i}");
        string[] members = [.. Pages(after => (MemberPage)world.Community.ListMembers(new ListMembers { After = after }), p => (p.Members.Select(m => m.Name), p.More))];
        Assert.Equal(601, members.Distinct().Count());
        Assert.Equal(members.Order(StringComparer.Ordinal), members);
    }

    private static IEnumerable<string> Pages<T>(Func<string, T> ask, Func<T, (IEnumerable<string>, bool)> read)
    {
        string after = "";
        while (true)
        {
            (IEnumerable<string> names, bool more) = read(ask(after));
            foreach (string name in names)
                yield return after = name;
            if (!more)
                yield break;
        }
    }
}
