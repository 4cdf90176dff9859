using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;
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
    // MemoryPack writes a union's tag as one byte below 250, else 250 and two bytes.
    private const byte WideTag = MemoryPackCode.WideTag;
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
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Advance(WireLimits.FramePrefix);
        MemoryPackSerializer.Serialize(buffer, frame, Options);
        int length = buffer.WrittenCount - WireLimits.FramePrefix;
        if (length > WireLimits.FrameBytes)
            throw new MemoryPackSerializationException($"A frame of {length} bytes is larger than {WireLimits.FrameBytes}.");

        byte[] bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        return bytes;
    }

    private static DecodeStatus DecodeAny<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(in ReadOnlySequence<byte> body, ushort lastTag, out T? frame, out ushort tag)
        where T : class
    {
        frame = null;
        if (!TryReadTag(body, out tag))
            return DecodeStatus.Malformed;
        if (tag > lastTag)
            return DecodeStatus.UnknownTag;

        try
        {
            int read = MemoryPackSerializer.Deserialize(body, ref frame, Options);
            return frame is not null && read == body.Length ? DecodeStatus.Ok : DecodeStatus.Malformed;
        }
        // Bytes of a stranger may break MemoryPack's reader in ways of its own: all mean the same here.
        catch (Exception e) when (e is MemoryPackSerializationException or ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            frame = null;
            return DecodeStatus.Malformed;
        }
    }

    private static bool TryReadTag(in ReadOnlySequence<byte> body, out ushort tag)
    {
        var reader = new SequenceReader<byte>(body);
        tag = 0;
        if (!reader.TryRead(out byte first) || first > WideTag)
            return false;
        if (first < WideTag)
        {
            tag = first;
            return true;
        }

        if (!reader.TryReadLittleEndian(out short wide))
            return false;
        tag = (ushort)wide;
        return true;
    }
}
