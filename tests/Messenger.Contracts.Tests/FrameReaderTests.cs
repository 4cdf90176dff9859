using System.Buffers;
using System.Buffers.Binary;
using Messenger.Contracts.Framing;
using Messenger.Contracts.Tests.Frames;

namespace Messenger.Contracts.Tests;

/// <summary>CTL-FRAME-1 and -2.</summary>
public sealed class FrameReaderTests
{
    [Fact]
    public void A_stream_of_all_frames_split_at_every_byte_gives_every_frame_once()
    {
        byte[][] bodies = [.. Wire.AllSamples.Select(Wire.Body)];
        byte[] stream = [.. Wire.AllSamples.SelectMany(Wire.Encode)];

        for (int cut = 0; cut <= stream.Length; cut++)
        {
            var read = new List<byte[]>();
            var first = new ReadOnlySequence<byte>(stream, 0, cut);
            Drain(ref first, read);
            ReadOnlySequence<byte> rest = Wire.Split((byte[])[.. first.ToArray(), .. stream.AsSpan(cut)], 1 + (cut % 97));
            Drain(ref rest, read);

            Assert.True(rest.IsEmpty);
            Assert.Equal(bodies, read);
        }
    }

    [Theory]
    [InlineData(WireLimits.FrameBytes)]
    [InlineData(WireLimits.FrameBytesBeforeLogin)]
    public void A_body_may_be_as_long_as_the_limit(int limit)
    {
        ReadOnlySequence<byte> buffer = Frame((uint)limit, limit + 1);
        Assert.Equal(FrameStatus.Complete, FrameReader.TryRead(ref buffer, limit, out ReadOnlySequence<byte> body));
        Assert.Equal(limit, body.Length);
        Assert.Equal(1, buffer.Length);
    }

    [Theory]
    [InlineData(WireLimits.FrameBytes + 1u)]
    [InlineData(0u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0xFFFF_FFFFu)]
    public void A_length_that_is_not_allowed_is_refused_before_any_byte_of_the_body(uint length)
    {
        ReadOnlySequence<byte> buffer = Frame(length, 0);
        Assert.Equal(FrameStatus.BadLength, FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out ReadOnlySequence<byte> body));
        Assert.True(body.IsEmpty);
        Assert.Equal(WireLimits.FramePrefix, buffer.Length);
    }

    [Fact]
    public void Before_login_the_limit_is_lower()
    {
        ReadOnlySequence<byte> buffer = Frame(WireLimits.FrameBytesBeforeLogin + 1, WireLimits.FrameBytesBeforeLogin + 1);
        Assert.Equal(FrameStatus.BadLength, FrameReader.TryRead(ref buffer, WireLimits.FrameBytesBeforeLogin, out _));
    }

    private static ReadOnlySequence<byte> Frame(uint length, int present)
    {
        byte[] bytes = new byte[WireLimits.FramePrefix + present];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        return new ReadOnlySequence<byte>(bytes);
    }

    private static void Drain(ref ReadOnlySequence<byte> buffer, List<byte[]> read)
    {
        while (FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out ReadOnlySequence<byte> body) == FrameStatus.Complete)
            read.Add(body.ToArray());
    }
}
