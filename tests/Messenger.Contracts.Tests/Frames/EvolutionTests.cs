using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>CTL-EVOLVE-2 and -3: a peer that is newer or older by a member, a tag or a value.</summary>
public sealed class EvolutionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(40_000)]
    public void A_member_more_is_skipped(int bytes)
    {
        byte[] body = new ObjectBuilder().AddInt32(9).AddString("garden").Add(new byte[bytes]).Body(5);
        Assert.Equal(new JoinRoom { RequestId = 9, Room = "garden" }, Read<JoinRoom>(body));
    }

    [Fact]
    public void A_member_more_in_an_object_of_an_array_is_skipped()
    {
        byte[] ann = new ObjectBuilder().AddString("ann").Add(1).AddInt32(77).Build();
        byte[] bob = new ObjectBuilder().AddString("bob").Add(0).AddString("new").Build();
        byte[] body = new ObjectBuilder().AddInt32(7).AddString("garden").Add([.. ObjectBuilder.Int32(2), .. ann, .. bob]).Add(1).Body(13);

        MemberPage page = Read<MemberPage>(body);

        Assert.Equal([new Member { Name = "ann", Away = true }, new Member { Name = "bob" }], page.Members);
        Assert.True(page.More);
    }

    [Fact]
    public void As_many_members_as_an_object_can_have_are_skipped()
    {
        var many = new ObjectBuilder().AddInt32(9);
        for (int i = 1; i < 249; i++)
            many.Add(i % 3 == 0 ? [] : [1, 2]);
        Assert.Equal(9u, Read<ClientPing>(many.Body(2)).RequestId);
    }

    [Fact]
    public void A_member_less_is_empty_and_never_null()
    {
        Assert.Equal(new JoinRoom { RequestId = 9 }, Read<JoinRoom>(new ObjectBuilder().AddInt32(9).Body(5)));
        Assert.Equal(new JoinRoom(), Read<JoinRoom>(new ObjectBuilder().Body(5)));
        FilePage page = Read<FilePage>([16, .. new ObjectBuilder().AddInt32(1).Add([.. ObjectBuilder.Int32(1), 0]).Build()]);
        Assert.Equal("", page.Files[0].Path);
        Assert.Empty(page.Files[0].Sha256);
        Assert.Equal("", Read<MessagePosted>(new ObjectBuilder().Body(7)).Message.Text);
    }

    [Fact]
    public void A_frame_of_which_every_member_is_missing_is_read_with_no_null_in_it()
    {
        foreach (object sample in Wire.AllSamples)
        {
            (DecodeStatus status, object? frame, _) = Wire.Decode(new byte[] { Wire.Body(sample)[0], 0 }, sample is ClientFrame);
            Assert.Equal(DecodeStatus.Ok, status);
            Assert.All(Wire.MembersOf(frame!.GetType()), m => Assert.NotNull(m.GetValue(frame)));
        }
    }

    [Fact]
    public void A_member_of_no_length_and_a_null_one_are_empty()
    {
        Assert.Equal("", Read<JoinRoom>(new ObjectBuilder().AddInt32(9).Add().Body(5)).Room);
        Assert.Equal("", Read<JoinRoom>(new ObjectBuilder().AddInt32(9).Add(ObjectBuilder.Int32(-1)).Body(5)).Room);
        Assert.Empty(Read<OpenDownload>(new ObjectBuilder().AddInt32(9).Add(ObjectBuilder.Int32(-1)).Body(14)).Selections);
        Assert.Equal("", Read<MessagePosted>(new ObjectBuilder().Add(255).Body(7)).Message.Text);
    }

    [Theory]
    [InlineData(new byte[] { 100, 0 }, 100)]
    [InlineData(new byte[] { 249 }, 249)]
    [InlineData(new byte[] { 250, 250, 0, 1, 2, 3 }, 250)]
    [InlineData(new byte[] { 250, 0xFF, 0xFF }, 65535)]
    public void An_unknown_tag_is_named_whatever_follows_it(byte[] body, int tag)
    {
        Assert.Equal((DecodeStatus.UnknownTag, null, (ushort)tag), Wire.Decode(body, client: true));
        Assert.Equal((DecodeStatus.UnknownTag, null, (ushort)tag), Wire.Decode(body, client: false));
    }

    [Theory]
    [InlineData(new byte[] { 251, 0 })]
    [InlineData(new byte[] { 254, 0 })]
    [InlineData(new byte[] { 255 })]
    [InlineData(new byte[] { 250 })]
    [InlineData(new byte[] { 250, 1 })]
    [InlineData(new byte[] { 250, 2, 0, 1, 4, 7, 0, 0, 0 })]
    [InlineData(new byte[] { 250, 249, 0 })]
    [InlineData(new byte[] { })]
    public void What_is_no_tag_is_malformed(byte[] body) => Assert.Equal(DecodeStatus.Malformed, Wire.Decode(body, client: true).Status);

    [Fact]
    public void An_unknown_value_of_an_enum_is_kept_for_the_reader_to_judge()
    {
        Refused refused = Read<Refused>(new ObjectBuilder().AddInt32(1).Add(0xFE, 0xFF).AddString("new").Add(0, 0).Body(2));
        Assert.Equal((RefusalCode)0xFFFE, refused.Code);
        Assert.Equal("new", refused.Sentence);
    }

    [Fact]
    public void A_message_id_travels_in_the_order_of_its_first_three_fields_reversed()
    {
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        byte[] body = Wire.Body(new PostMessage { ClientMessageId = id });
        Assert.Equal("33221100554477668899aabbccddeeff", Convert.ToHexStringLower(body.AsSpan(2 + 6 + 4, 16)));
    }

    private static T Read<T>(byte[] body)
        where T : class
    {
        (DecodeStatus status, object? frame, _) = Wire.Decode(body, typeof(T).IsSubclassOf(typeof(ClientFrame)));
        Assert.Equal(DecodeStatus.Ok, status);
        return Assert.IsType<T>(frame);
    }
}
