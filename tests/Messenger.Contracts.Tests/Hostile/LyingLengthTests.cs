using Messenger.Contracts.Framing;
using Messenger.Contracts.Tests.Frames;

namespace Messenger.Contracts.Tests.Hostile;

/// <summary>CTL-BODY-3 to -8: lengths and counts that lie. Some of these ended the process under MemoryPack's own readers.</summary>
public sealed class LyingLengthTests
{
    private const byte Login = 0, Logout = 1, ClientPing = 2, JoinRoom = 5, OpenDownload = 14;
    private const byte LoggedIn = 1, MessagePosted = 7, MemberPage = 13;

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MinValue + 1)]
    [InlineData(int.MinValue + 2)]
    [InlineData(int.MinValue + 3)]
    [InlineData(int.MinValue + 4)]
    [InlineData(~2001)]
    [InlineData(~5)]
    [InlineData(~3)]
    [InlineData(-2)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void A_string_whose_header_lies(int header) => // 4 bytes of text follow
        AssertMalformed(new ObjectBuilder().Add([.. ObjectBuilder.Int32(header), .. ObjectBuilder.Int32(4), .. "abcd"u8]).Body(Logout));

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(200_000)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_string_that_lies_about_its_characters(int characters) =>
        AssertMalformed(new ObjectBuilder().Add([.. ObjectBuilder.Int32(~4), .. ObjectBuilder.Int32(characters), .. "abcd"u8]).Body(Logout));

    [Fact]
    public void A_string_may_leave_its_characters_uncounted() =>
        Assert.Equal(DecodeStatus.Ok, Wire.Decode(new ObjectBuilder().Add([.. ObjectBuilder.Int32(~4), .. ObjectBuilder.Int32(-1), .. "abcd"u8]).Body(Logout), client: true).Status);

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x61, 0xE2, 0x82 })]
    public void A_string_that_is_not_utf8(byte[] bytes) =>
        AssertMalformed(new ObjectBuilder().Add([.. ObjectBuilder.Int32(~bytes.Length), .. ObjectBuilder.Int32(-1), .. bytes]).Body(Logout));

    [Theory]
    [InlineData(-2_000_000)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(65_536)]
    public void A_member_that_is_unknown_and_of_a_lying_length(int length)
    {
        AssertMalformed(new ObjectBuilder().AddInt32(7).Add(length, []).Body(ClientPing));
        AssertMalformed(new ObjectBuilder().AddInt32(7).Add(length, []).Add(unchecked(-length), []).Body(ClientPing));
    }

    [Fact]
    public void An_object_in_an_array_that_would_lead_the_reader_back_behind_its_buffer()
    {
        byte[] back = new ObjectBuilder().Add([0, 0, 0, 0]).Add(0).Add(-2_000_000, []).Build();
        byte[] page = new ObjectBuilder().AddInt32(1).AddString("r").Add([.. ObjectBuilder.Int32(2), .. back, .. back]).Body(MemberPage);
        AssertMalformed(page, client: false);
        AssertMalformed(new ObjectBuilder().Add(back).Body(MessagePosted), client: false);
    }

    [Fact]
    public void A_member_whose_length_is_not_its_own()
    {
        AssertMalformed(new ObjectBuilder().Add(3, ObjectBuilder.Int32(7)).Body(ClientPing));
        AssertMalformed(new ObjectBuilder().Add(5, [.. ObjectBuilder.Int32(7), 0]).Body(ClientPing));
        AssertMalformed(new ObjectBuilder().Add(0, ObjectBuilder.Int32(7)).Body(ClientPing));
    }

    [Theory]
    [InlineData(250)]
    [InlineData(254)]
    public void A_count_of_members_that_is_none(int count) => AssertMalformed([ClientPing, (byte)count, .. new byte[1500]]);

    [Theory]
    [InlineData(new byte[] { 0x87, 4 })]
    [InlineData(new byte[] { 0x86, 4 })]
    [InlineData(new byte[] { 0x85, 4, 0 })]
    [InlineData(new byte[] { 0x83, 4, 0, 0, 0 })]
    [InlineData(new byte[] { 0x81, 4, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x80, 4, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x90 })]
    public void A_length_in_a_code_that_nobody_writes(byte[] length) => AssertMalformed([ClientPing, 1, .. length, 7, 0, 0, 0]);

    [Theory]
    [InlineData(257, 0)]
    [InlineData(256, 0)]
    [InlineData(2, 1)]
    [InlineData(int.MaxValue, 16)]
    [InlineData(int.MinValue, 16)]
    [InlineData(-2, 16)]
    public void A_count_of_strings_that_lies(int count, int present) =>
        AssertMalformed(new ObjectBuilder().AddInt32(1).Add([.. ObjectBuilder.Int32(count), .. Enumerable.Repeat(ObjectBuilder.Int32(0), present).SelectMany(s => s)]).Body(OpenDownload));

    [Theory]
    [InlineData(17)]
    [InlineData(16)]
    [InlineData(15)]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_count_of_bytes_that_lies(int count) => // 14 bytes follow
        AssertMalformed(new ObjectBuilder().AddString("n").Add([.. ObjectBuilder.Int32(count), .. new byte[14]]).Body(LoggedIn), client: false);

    [Theory]
    [InlineData(257, 257)]
    [InlineData(256, 255)]
    [InlineData(-2, 4)]
    [InlineData(int.MaxValue, 4)]
    public void A_count_of_objects_that_lies(int count, int present) =>
        AssertMalformed(new ObjectBuilder().AddInt32(1).AddString("r").Add([.. ObjectBuilder.Int32(count), .. new byte[present]]).Body(MemberPage), client: false);

    [Fact]
    public void A_missing_item()
    {
        AssertMalformed(new ObjectBuilder().AddInt32(1).AddString("r").Add([.. ObjectBuilder.Int32(2), 0, 255]).Body(MemberPage), client: false);
        AssertMalformed(new ObjectBuilder().AddInt32(1).Add([.. ObjectBuilder.Int32(1), .. ObjectBuilder.Int32(-1)]).Body(OpenDownload));
    }

    [Fact]
    public void A_frame_that_is_null() => AssertMalformed([Login, 255]);

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public void A_bool_that_is_neither(byte value)
    {
        byte[] item = new ObjectBuilder().AddString("a").Add(value).Build();
        AssertMalformed(new ObjectBuilder().AddInt32(1).AddString("r").Add([.. ObjectBuilder.Int32(1), .. item]).Body(MemberPage), client: false);
    }

    [Fact]
    public void Bytes_after_the_frame() => AssertMalformed([.. new ObjectBuilder().AddInt32(1).AddString("r").Body(JoinRoom), 0]);

    private static void AssertMalformed(byte[] body, bool client = true)
    {
        (DecodeStatus status, object? frame, _) = Wire.Decode(body, client);
        Assert.Equal(DecodeStatus.Malformed, status);
        Assert.Null(frame);
        // The same where the body comes in pieces.
        Assert.Equal(DecodeStatus.Malformed, Wire.Decode(Wire.Split(body, 3), client).Status);
    }
}
