using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;
using Messenger.Contracts.Bounds;
using Messenger.Contracts.Control;

namespace Messenger.Contracts.Framing;

/// <summary>What became of a frame's body.</summary>
public enum DecodeStatus
{
    /// <summary>It was read.</summary>
    Ok,

    /// <summary>Its tag is not known here: the peer is newer. The stream can be read on.</summary>
    UnknownTag,

    /// <summary>It cannot be read. The stream can be read on.</summary>
    Malformed,
}

/// <summary>Frames to bytes and back. Nothing that a peer sends makes it throw.</summary>
public static class ControlCodec
{
    private static readonly MemoryPackSerializerOptions Options = MemoryPackSerializerOptions.Utf8;

    /// <summary>A client's frame with its length in front, ready to be written.</summary>
    /// <exception cref="MemoryPackSerializationException">A member is over its bound.</exception>
    public static byte[] Encode(ClientFrame frame) => EncodeAny(frame);

    /// <summary>A server's frame with its length in front, ready to be written, and to be shared by all who get it.</summary>
    /// <exception cref="MemoryPackSerializationException">A member is over its bound.</exception>
    public static byte[] Encode(ServerFrame frame) => EncodeAny(frame);

    /// <summary>Reads what a client sent.</summary>
    /// <param name="body">A frame's body.</param>
    /// <param name="frame">The frame, where the status is <see cref="DecodeStatus.Ok"/>.</param>
    /// <param name="tag">The union's tag, as far as it could be read.</param>
    public static DecodeStatus Decode(in ReadOnlySequence<byte> body, out ClientFrame? frame, out ushort tag) =>
        DecodeAny(body, ClientFrame.LastTag, out frame, out tag);

    /// <summary>Reads what a server sent.</summary>
    /// <inheritdoc cref="Decode(in ReadOnlySequence{byte}, out ClientFrame?, out ushort)"/>
    public static DecodeStatus Decode(in ReadOnlySequence<byte> body, out ServerFrame? frame, out ushort tag) =>
        DecodeAny(body, ServerFrame.LastTag, out frame, out tag);

    private static byte[] EncodeAny<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(T frame)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(frame);
        FrameWriter writer = FrameWriter.Begin();
        MemoryPackSerializer.Serialize(writer, frame, Options);
        return writer.End();
    }

    private static DecodeStatus DecodeAny<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(in ReadOnlySequence<byte> body, ushort lastTag, out T? frame, out ushort tag)
        where T : class
    {
        if (body.IsSingleSegment)
            return DecodeAny(body.FirstSpan, lastTag, out frame, out tag);

        // CTL-BODY-1: a body lies in one piece when it is read. MemoryPack's reader over several pieces has paths of its own.
        frame = null;
        tag = 0;
        if (body.Length > WireLimits.FrameBytes)
            return DecodeStatus.Malformed;
        int length = (int)body.Length;
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(whole);
        DecodeStatus status = DecodeAny(whole.AsSpan(0, length), lastTag, out frame, out tag);
        ArrayPool<byte>.Shared.Return(whole);
        return status;
    }

    private static DecodeStatus DecodeAny<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(ReadOnlySpan<byte> body, ushort lastTag, out T? frame, out ushort tag)
        where T : class
    {
        frame = null;
        if (!TryReadTag(body, out tag, out int tagBytes))
            return DecodeStatus.Malformed;
        // CTL-BODY-2: a tag from the future is no error of the stream.
        if (tag > lastTag)
            return DecodeStatus.UnknownTag;
        // CTL-BODY-3, CTL-BODY-7: one object, laid out whole, and nothing after it.
        if (!ObjectLayout.TryMeasure(body[tagBytes..], out int length) || tagBytes + length != body.Length)
            return DecodeStatus.Malformed;

        try
        {
            int read = MemoryPackSerializer.Deserialize(body, ref frame, Options);
            if (frame is not null && read == body.Length)
                return DecodeStatus.Ok;
        }
        // CTL-BODY-9: whatever a stranger's bytes break in the reader means the same here.
        catch (Exception e) when (e is MemoryPackSerializationException or ArgumentException or InvalidOperationException or ArithmeticException or IndexOutOfRangeException)
        {
        }

        frame = null;
        return DecodeStatus.Malformed;
    }

    // One byte below 250; else 250 and two bytes, little endian, of a tag that does not fit into one.
    private static bool TryReadTag(ReadOnlySpan<byte> body, out ushort tag, out int length)
    {
        tag = 0;
        length = 1;
        if (body.IsEmpty || body[0] > MemoryPackCode.WideTag)
            return false;
        if (body[0] < MemoryPackCode.WideTag)
        {
            tag = body[0];
            return true;
        }

        length += sizeof(ushort);
        return BinaryPrimitives.TryReadUInt16LittleEndian(body[1..], out tag) && tag >= MemoryPackCode.WideTag;
    }
}
