using Messenger.Contracts;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Server.Chat;

namespace Messenger.Server.Tests.Chat;

public sealed class MessageTests
{
    [Fact]
    public void A_message_reaches_every_chat_session_once_the_senders_included()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), ann2 = world.Login("ann"), bob = world.Login("bob");
        TestClient[] all = [ann, ann2, bob];
        foreach (TestClient client in all)
            client.Read();

        ann.Say("hello");
        List<ServerFrame> own = ann.Read();
        MessageAccepted accepted = Assert.Single(own.OfType<MessageAccepted>());
        ChatMessage echo = Assert.Single(own.OfType<MessagePosted>()).Message;
        Assert.Equal((accepted.Epoch, accepted.Sequence, accepted.Time), (echo.Epoch, echo.Sequence, echo.Time));
        Assert.Equal(("ann", "lobby", "", "hello", world.Now.Unix), (echo.From, echo.Room, echo.To, echo.Text, echo.Time));
        Assert.Equal(echo, ann2.One<MessagePosted>().Message);
        Assert.Equal(echo, bob.One<MessagePosted>().Message);
    }

    [Fact]
    public void CTL_MSG_3_what_is_sent_again_is_answered_again_and_posted_once()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob");
        byte[] token = ann.Token();
        Guid id = world.NextGuid();
        ann.Say("once", id: id);
        MessageAccepted first = ann.One<MessageAccepted>();
        ann.Lose();
        world.Advance(5, bob);

        TestClient back = world.Login("ann", token: token);
        back.Say("once", id: id);
        MessageAccepted again = back.One<MessageAccepted>();
        Assert.Equal((first.Epoch, first.Sequence, first.Time), (again.Epoch, again.Sequence, again.Time));
        Assert.Single(bob.Read<MessagePosted>());
        // Another user's message of the same id is another message.
        bob.Say("mine", id: id);
        Assert.Equal(2, bob.One<MessagePosted>().Message.Sequence);
    }

    [Theory]
    [InlineData(RecentPosts.Capacity - 1, 1)]
    [InlineData(RecentPosts.Capacity, 2)]
    public void Duplicates_are_known_as_far_back_as_the_bound(int between, int copies)
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        Guid id = world.NextGuid();
        ann.Say("this", id: id);
        for (int i = 0; i < between; i++)
            ann.Say("other");
        ann.Say("this", id: id);
        Assert.Equal(copies, ann.Read<MessagePosted>().Count(m => m.Message.Text == "this"));
    }

    [Fact]
    public void A_private_message_is_in_both_inboxes_and_nowhere_else()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob"), cid = world.Login("cid");
        cid.Read();
        bob.Whisper("bob", "note to self");
        ann.Whisper("BOB", "psst");

        ChatMessage sent = ann.One<MessagePosted>().Message;
        Assert.Equal(("ann", "bob", "", 1L), (sent.From, sent.To, sent.Room, sent.Sequence));
        ChatMessage[] received = [.. bob.Read<MessagePosted>().Select(m => m.Message)];
        Assert.Equal(["note to self", "psst"], received.Select(m => m.Text));
        Assert.Equal([1L, 2L], received.Select(m => m.Sequence));
        Assert.Equal(sent.ClientMessageId, received[1].ClientMessageId);
        Assert.NotEqual(sent.Epoch, received[1].Epoch);
        Assert.Empty(cid.Read<MessagePosted>());
        Assert.Equal(received, bob.History(WireLimits.Inbox).Messages);
    }

    [Fact]
    public void Nobody_and_those_offline_get_no_private_message()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        world.Login("bob").Logout();
        world.Login("cid", SessionPurpose.OneShot);
        foreach ((string to, RefusalCode code) in new[]
        {
            ("nobody", RefusalCode.NoSuchUser), ("bob", RefusalCode.UserOffline), ("cid", RefusalCode.UserOffline), ("a b", RefusalCode.NameInvalid),
        })
        {
            ann.Whisper(to, "hello");
            Assert.Equal((to, code), (to, ann.One<Refused>().Code));
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" \n\t ", false)]
    [InlineData("\u001b\u0007", false)]
    [InlineData("x", true)]
    public void An_empty_message_is_refused(string text, bool accepted)
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Read();
        ann.Say(text);
        ServerFrame answer = ann.Read()[^1];
        Assert.Equal(accepted, answer is MessageAccepted);
        Assert.Equal(!accepted, answer is Refused { Code: RefusalCode.BadRequest });
    }

    [Theory]
    [InlineData(WireLimits.TextLength, true)]
    [InlineData(WireLimits.TextLength + 1, false)]
    public void The_length_of_a_message_is_bounded_from_both_sides(int length, bool accepted)
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Say(new string('\u4e16', length));
        Assert.Equal(accepted ? 1 : 0, ann.Read<MessagePosted>().Count);
    }

    [Fact]
    public void What_acts_on_a_terminal_is_taken_out_of_a_message_on_receipt()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann");
        ann.Say("a\u001b[31m\u202eb\u0085\tc\nd", kind: MessageKind.Action);
        ChatMessage message = ann.One<MessagePosted>().Message;
        Assert.Equal(("a[31mb\tc\nd", MessageKind.Action), (message.Text, message.Kind));
    }

    [Fact]
    public void One_who_is_not_in_a_room_can_neither_speak_nor_read_there_but_by_a_command()
    {
        var world = new ChatWorld();
        TestClient ann = world.Login("ann"), bob = world.Login("bob"), command = world.Login("bob", SessionPurpose.OneShot);
        ann.Join("den");
        ann.Read();
        bob.Say("knock", room: "den");
        Assert.Equal(RefusalCode.NotInRoom, bob.One<Refused>().Code);
        bob.Say("knock", room: "cellar");
        Assert.Equal(RefusalCode.NoSuchRoom, bob.One<Refused>().Code);
        Assert.IsType<Refused>(world.Community.FetchHistory(bob.Session, new FetchHistory { Log = "den" }));

        command.Say("from a script", room: "den");
        Assert.Equal("from a script", ann.One<MessagePosted>().Message.Text);
    }
}
