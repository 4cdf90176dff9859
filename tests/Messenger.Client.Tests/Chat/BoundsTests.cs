using Messenger.Client.Chat;
using Messenger.Contracts.Chat;

namespace Messenger.Client.Tests.Chat;

public sealed class BoundsTests
{
    [Fact]
    public void AScrollbackKeepsItsLastLinesInOrder()
    {
        var lines = new Scrollback(100);
        for (var i = 0; i < 1_234; i++)
            lines.Add(Line(i));
        Assert.Equal(100, lines.Count);
        Assert.Equal(Enumerable.Range(1_134, 100).Select(i => i.ToString()), lines.Last(500).Select(line => line.Text));
        Assert.Equal(["1232", "1233"], lines.Last(2).Select(line => line.Text));
        Assert.Empty(lines.Last(0));
    }

    [Fact]
    public void TheQuietestPrivateConversationGoesFirst()
    {
        var model = new ChatModel(new ChatOptions { PrivateBuffersKept = 2 }, "ann");
        model.Add(Line(1) with { Buffer = BufferKey.Private("a") });
        model.Add(Line(2) with { Buffer = BufferKey.Private("b") });
        model.Add(Line(3) with { Buffer = BufferKey.Private("A") });
        model.Add(Line(4) with { Buffer = BufferKey.Private("c") });
        Assert.Equal(["lobby", "@a", "@c"], model.Buffers.Select(buffer => buffer.Key.ToString()));
    }

    [Fact]
    public void RoomsThatAServerInventsAreBounded()
    {
        var model = new ChatModel(new ChatOptions(), "ann");
        for (var i = 0; i < 3_000; i++)
            model.Open(BufferKey.Room($"r{i}"));
        Assert.Equal(1_024, model.Buffers.Count);
    }

    [Fact]
    public void MembersThatAServerInventsAreBounded()
    {
        var members = new MemberList();
        members.Begin([], 0);
        for (var i = 0; i < 100_500; i++)
            members.Set(new Member { Name = $"m{i}" });
        Assert.Equal(100_000, members.Count);
    }

    [Theory]
    [InlineData("hi ann", true)]
    [InlineData("ANN: hi", true)]
    [InlineData("(ann)", true)]
    [InlineData("ann.", true)]
    [InlineData("anna", false)]
    [InlineData("joann", false)]
    [InlineData("joann ann", true)]
    [InlineData("ann_b", false)]
    [InlineData("", false)]
    public void AMentionIsAWholeWord(string text, bool mentioned) => Assert.Equal(mentioned, Mentions.Names(text, "ann"));

    [Fact]
    public void IdsAreForgottenInOrder()
    {
        var ids = new RecentIds();
        var first = Guid.NewGuid();
        Assert.True(ids.TryAdd(first, "a"));
        Assert.True(ids.TryAdd(first, "b"));
        Assert.False(ids.TryAdd(first, "a"));
        for (var i = 0; i < RecentIds.Capacity; i++)
            ids.TryAdd(new Guid(i + 1, 0, 0, new byte[8]), "a");
        Assert.True(ids.TryAdd(first, "a"));
        Assert.True(ids.TryAdd(Guid.Empty, "a"));
        Assert.True(ids.TryAdd(Guid.Empty, "a"));
    }

    private static ChatLine Line(int number) => new()
    {
        Buffer = BufferKey.Lobby,
        Id = Guid.NewGuid(),
        Time = DateTimeOffset.UnixEpoch,
        From = "bob",
        Text = number.ToString(),
    };
}
