using System.Buffers;
using System.Buffers.Binary;

namespace Messenger.Contracts.Framing;

/// <summary>What a buffer holds at its beginning.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>A part of one: more bytes are needed.</summary>
    Incomplete,

    /// <summary>A length that is not allowed: the stream cannot be read any further.</summary>
    BadLength,
}

/// <summary>CTL-FRAME-1: cuts a stream into frames: length (u32, little endian), then so many bytes.</summary>
public static class FrameReader
{
    /// <summary>Takes one frame from the front of a buffer. The length is checked before the body is waited for.</summary>
    /// <param name="buffer">What was received; moved past the frame when there is one.</param>
    /// <param name="limit">Bytes of a body, at most.</param>
    /// <param name="body">The frame's body, 1 to <paramref name="limit"/> bytes, valid as long as the buffer is.</param>
    /// <returns>Whether there is a frame.</returns>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> body)
    {
        body = default;
        if (buffer.Length < WireLimits.FramePrefix)
            return FrameStatus.Incomplete;

        Span<byte> prefix = stackalloc byte[WireLimits.FramePrefix];
        buffer.Slice(0, WireLimits.FramePrefix).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        // CTL-FRAME-2: a length of 0 or above the limit ends the stream before anything is kept for it.
        if (length == 0 || length > (uint)limit)
            return FrameStatus.BadLength;
        if (buffer.Length - WireLimits.FramePrefix < length)
            return FrameStatus.Incomplete;

        body = buffer.Slice(WireLimits.FramePrefix, length);
        buffer = buffer.Slice(body.End);
        return FrameStatus.Complete;
    }
}
