using System.Reflection;
using MemoryPack;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>CTL-EVOLVE-1: what was once sent is understood for ever, and sent the same.</summary>
public sealed class GoldenFrameTests
{
    public static TheoryData<string> Names => [.. Golden.Bytes.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_frame_is_written_as_it_ever_was(string name) =>
        Assert.Equal(Golden.Bytes[name], Convert.ToHexStringLower(Wire.Encode(Sample(name))));

    [Theory, MemberData(nameof(Names))]
    public void A_frame_is_read_as_it_ever_was(string name)
    {
        object sample = Sample(name);
        byte[] frame = Convert.FromHexString(Golden.Bytes[name]);

        (DecodeStatus status, object? read, ushort tag) = Wire.Decode(frame.AsMemory(WireLimits.FramePrefix), sample is ClientFrame);

        Assert.Equal(DecodeStatus.Ok, status);
        Assert.Equal(sample.GetType(), read!.GetType());
        Assert.Equal(frame[WireLimits.FramePrefix], tag);
        Wire.AssertSame(sample, read);
    }

    [Fact]
    public void A_frame_from_before_it_got_a_member_more_is_read_with_that_one_empty()
    {
        byte[] frame = Convert.FromHexString(Golden.Older[nameof(OpenDownload)]);

        (DecodeStatus status, object? read, _) = Wire.Decode(frame.AsMemory(WireLimits.FramePrefix), client: true);

        Assert.Equal(DecodeStatus.Ok, status);
        Wire.AssertSame((OpenDownload)Sample(nameof(OpenDownload)) with { Parcel = 0, Congestion = TransferCongestion.Unsaid, MeasureBytes = 0, TransferId = 0, Secret = [] }, read);
    }

    [Fact]
    public void An_upload_from_before_a_client_could_choose_its_id_has_none()
    {
        byte[] frame = Convert.FromHexString(Golden.Older[nameof(OpenUpload)]);

        (DecodeStatus status, object? read, _) = Wire.Decode(frame.AsMemory(WireLimits.FramePrefix), client: true);

        Assert.Equal(DecodeStatus.Ok, status);
        Wire.AssertSame((OpenUpload)Sample(nameof(OpenUpload)) with { TransferId = 0, Secret = [] }, read);
    }

    [Fact]
    public void An_object_in_a_frame_from_before_it_got_members_more_is_read_with_those_empty()
    {
        byte[] frame = Convert.FromHexString(Golden.Older[nameof(ParcelChanged)]);

        (DecodeStatus status, object? read, _) = Wire.Decode(frame.AsMemory(WireLimits.FramePrefix), client: false);

        Assert.Equal(DecodeStatus.Ok, status);
        Parcel now = ((ParcelChanged)Sample(nameof(ParcelChanged))).Parcel;
        Wire.AssertSame(new ParcelChanged { Parcel = now with { Role = ParcelRole.None, IsNews = false } }, read);
    }

    [Fact]
    public void A_login_from_before_there_were_join_secrets_has_no_proof()
    {
        byte[] frame = Convert.FromHexString(Golden.Older[nameof(Login)]);

        (DecodeStatus status, object? read, _) = Wire.Decode(frame.AsMemory(WireLimits.FramePrefix), client: true);

        Assert.Equal(DecodeStatus.Ok, status);
        Wire.AssertSame((Login)Sample(nameof(Login)) with { JoinProof = [], LinkProof = [] }, read);
    }

    [Theory]
    [InlineData(typeof(ClientFrame), ClientFrame.LastTag)]
    [InlineData(typeof(ServerFrame), ServerFrame.LastTag)]
    public void Every_member_of_a_union_has_its_golden_bytes_and_the_last_tag_is_the_last(Type union, int lastTag)
    {
        (Type type, ushort tag)[] members = [.. union.GetCustomAttributes<MemoryPackUnionAttribute>().Select(u => (u.Type, u.Tag))];

        Assert.Equal(Enumerable.Range(0, lastTag + 1), members.Select(m => (int)m.tag).Order());
        foreach ((Type type, ushort tag) in members)
        {
            Assert.True(Golden.Bytes.TryGetValue(type.Name, out string? hex), $"{type.Name} has no golden bytes.");
            Assert.Equal(tag, Convert.FromHexString(hex)[WireLimits.FramePrefix]);
        }
    }

    [Fact]
    public void Every_sample_sets_every_member_to_something()
    {
        foreach (object frame in Wire.AllSamples)
        {
            foreach (PropertyInfo member in Wire.MembersOf(frame.GetType()))
            {
                object? value = member.GetValue(frame);
                object? unset = member.PropertyType.IsValueType ? Activator.CreateInstance(member.PropertyType) : null;
                Assert.False(Equals(value, unset) || value is "" or Array { Length: 0 }, $"{frame.GetType().Name}.{member.Name}");
            }
        }
    }

    private static object Sample(string name) => Wire.AllSamples.Single(f => f.GetType().Name == name);
}
