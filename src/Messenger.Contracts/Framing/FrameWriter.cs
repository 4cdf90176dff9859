using System.Buffers;
using System.Buffers.Binary;
using MemoryPack;
using Messenger.Contracts.Bounds;

namespace Messenger.Contracts.Framing;

/// <summary>A thread's buffer in which a frame takes shape: room for a whole one, used again for the next.</summary>
internal sealed class FrameWriter : IBufferWriter<byte>
{
    private const int InitialBytes = 1024;

    // MemoryPack asks for a few bytes more than it then writes.
    private const int MostBytes = WireLimits.FramePrefix + WireLimits.FrameBytes + 64;

    [ThreadStatic]
    private static FrameWriter? _current;
    private byte[] _buffer = new byte[InitialBytes];
    private int _written;

    /// <summary>This thread's writer, empty, with the place of the length left free.</summary>
    public static FrameWriter Begin()
    {
        FrameWriter writer = _current ??= new FrameWriter();
        writer._written = WireLimits.FramePrefix;
        return writer;
    }

    /// <summary>The frame with its length in front.</summary>
    /// <exception cref="MemoryPackSerializationException">It is larger than <see cref="WireLimits.FrameBytes"/>.</exception>
    public byte[] End()
    {
        if (_written > WireLimits.FramePrefix + WireLimits.FrameBytes)
            throw TooLarge();
        byte[] frame = _buffer.AsSpan(0, _written).ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(_written - WireLimits.FramePrefix));
        return frame;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _written += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    private void Reserve(int sizeHint)
    {
        int needed = _written + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
            return;
        // CTL-FRAME-3: checked before the buffer grows, so that it never outgrows the largest frame.
        if (needed > MostBytes)
            throw TooLarge();
        Array.Resize(ref _buffer, Math.Min(Math.Max(needed, 2 * _buffer.Length), MostBytes));
    }

    private static MemoryPackSerializationException TooLarge() =>
        Malformed.Because($"A frame is larger than {WireLimits.FrameBytes} bytes.");
}
