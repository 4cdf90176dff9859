using System.Buffers;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;
using Messenger.Contracts.Tests.Frames;

namespace Messenger.Contracts.Tests.Hostile;

/// <summary>CTL-BODY-7: a part of a frame is no frame.</summary>
public sealed class TruncationTests
{
    [Fact]
    public void Every_truncation_of_every_golden_body_is_malformed()
    {
        foreach (object sample in Wire.AllSamples)
        {
            byte[] body = Wire.Body(sample);
            for (int length = 0; length < body.Length; length++)
                Assert.Equal(DecodeStatus.Malformed, Wire.Decode(body.AsMemory(0, length), sample is ClientFrame).Status);
        }
    }

    [Fact]
    public void Every_golden_body_with_a_byte_more_is_malformed()
    {
        foreach (object sample in Wire.AllSamples)
            Assert.Equal(DecodeStatus.Malformed, Wire.Decode((byte[])[.. Wire.Body(sample), 0], sample is ClientFrame).Status);
    }

    [Fact]
    public void Every_truncation_of_every_golden_frame_is_incomplete()
    {
        foreach (object sample in Wire.AllSamples)
        {
            byte[] frame = Wire.Encode(sample);
            for (int length = 0; length < frame.Length; length++)
            {
                var buffer = new ReadOnlySequence<byte>(frame, 0, length);
                Assert.Equal(FrameStatus.Incomplete, FrameReader.TryRead(ref buffer, WireLimits.FrameBytes, out _));
                Assert.Equal(length, buffer.Length);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_body_in_pieces_is_read_as_in_one(int bytes)
    {
        foreach (object sample in Wire.AllSamples)
        {
            (DecodeStatus status, object? frame, _) = Wire.Decode(Wire.Split(Wire.Body(sample), bytes), sample is ClientFrame);
            Assert.Equal(DecodeStatus.Ok, status);
            Wire.AssertSame(sample, frame);
        }
    }
}
