using MemoryPack;
using Messenger.Contracts.Chat;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Contracts.Framing;
using Messenger.Contracts.Tests.Frames;

namespace Messenger.Contracts.Tests;

/// <summary>CTL-FRAME-3, CTL-BODY-4: what cannot be read cannot be written, and writing is lean.</summary>
public sealed class EncodeTests
{
    private const int ArrayOverhead = 32;

    [Theory]
    [InlineData("a", WireLimits.TextBytes)]
    [InlineData("é", WireLimits.TextBytes / 2)]
    [InlineData("語", WireLimits.TextBytes / 3)]
    [InlineData("👋", WireLimits.TextBytes / 4)]
    public void A_text_is_bounded_by_its_bytes(string unit, int count)
    {
        string fits = string.Concat(Enumerable.Repeat(unit, count));
        byte[] body = Wire.Body(new PostMessage { Text = fits });

        Assert.Equal(fits, Assert.IsType<PostMessage>(Wire.Decode(body, client: true).Frame).Text);
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new PostMessage { Text = fits + "a" }));
    }

    [Fact]
    public void Half_a_character_cannot_be_written() =>
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new PostMessage { Text = "\ud800" }));

    [Fact]
    public void Arrays_are_bounded_and_so_is_each_string_in_them()
    {
        Assert.NotEmpty(ControlCodec.Encode(new OpenDownload { Selections = [.. Enumerable.Repeat("a", WireLimits.Selections)] }));
        Assert.NotEmpty(ControlCodec.Encode(new OpenDownload { Selections = [new string('a', WireLimits.PathBytes)] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new OpenDownload { Selections = [.. Enumerable.Repeat("a", WireLimits.Selections + 1)] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new OpenDownload { Selections = [new string('a', WireLimits.PathBytes + 1)] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new OpenDownload { Selections = [null!] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new MemberPage { Members = [null!] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new MemberPage { Members = [.. Enumerable.Repeat(new Member(), WireLimits.MembersPerPage + 1)] }));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new Login { ResumeToken = new byte[WireLimits.ResumeTokenBytes + 1] }));
    }

    [Fact]
    public void A_frame_may_be_as_large_as_the_limit_and_not_a_byte_larger()
    {
        // 16 paths, and one that fills the frame up.
        static OpenDownload Of(int last) => new() { Selections = [.. Enumerable.Repeat(new string('a', 4_000), 16), new string('b', last)] };
        int room = WireLimits.FrameBytes - Wire.Body(Of(1_000)).Length + 1_000;

        byte[] full = ControlCodec.Encode(Of(room));
        Assert.Equal(WireLimits.FramePrefix + WireLimits.FrameBytes, full.Length);
        Assert.Equal(DecodeStatus.Ok, Wire.Decode(full.AsMemory(WireLimits.FramePrefix), client: true).Status);
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(Of(room + 1)));
        Assert.Throws<MemoryPackSerializationException>(() => ControlCodec.Encode(new OpenDownload { Selections = [.. Enumerable.Repeat(new string('a', 4_096), 256)] }));
        // What failed leaves nothing behind for the next.
        Assert.Equal(Golden.Bytes[nameof(ClientPing)], Convert.ToHexStringLower(ControlCodec.Encode(new ClientPing { RequestId = 7 })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(WireLimits.PathBytes)]
    public void A_file_of_a_plan_takes_no_more_than_pages_count_for_it(int pathBytes)
    {
        var file = new PlanFile { Path = new string('a', pathBytes), Size = long.MaxValue, Modified = long.MinValue, Attributes = (PlanFileAttributes)byte.MaxValue };
        int Bytes(int files) => Wire.Body(new PlanPage { Files = [.. Enumerable.Repeat(file, files)] }).Length;
        Assert.InRange(Bytes(3) - Bytes(1), 2 * pathBytes, 2 * (pathBytes + WireLimits.PlanFileBytes));
    }

    [Fact]
    public void The_largest_message_and_the_largest_login_fit_where_they_must()
    {
        string name = new('n', WireLimits.NameBytes);
        var message = new ChatMessage { From = name, Room = name, To = name, Text = new string('語', WireLimits.TextLength) };
        Assert.True(Wire.Body(new HistoryPage { Log = name, Messages = [message] }).Length < WireLimits.PageBytes);
        Assert.Equal(460, Wire.Body(new Login { Name = name, ResumeToken = new byte[16], Client = new string('c', WireLimits.LabelBytes), JoinProof = new byte[32], LinkProof = new byte[40] }).Length);
    }

    [Fact]
    public void A_frame_of_any_size_is_encoded_in_the_same_buffer()
    {
        var paths = new OpenDownload { Selections = [.. Enumerable.Repeat(new string('a', 4_000), 16)] };
        ControlCodec.Encode(paths);
        Assert.InRange(LeastAllocated(paths), 1, ControlCodec.Encode(paths).Length + ArrayOverhead);
    }

    [Fact]
    public void Encoding_allocates_the_frame_and_nothing_else()
    {
        foreach (object frame in Wire.AllSamples)
        {
            // At most the array's own header and what its length is rounded up to.
            Assert.InRange(LeastAllocated(frame), 1, Wire.Encode(frame).Length + ArrayOverhead);
        }
    }

    private static long LeastAllocated(object frame) => Enumerable.Range(0, 10).Min(_ =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Wire.Encode(frame);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });
}
