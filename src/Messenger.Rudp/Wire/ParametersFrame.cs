using System.Buffers.Binary;

namespace Messenger.Rudp.Wire;

/// <summary>
/// PARAMETERS (RUDP-HS-6): what an end asks of its peer, in an Initial and an Answer.
/// <code>
///   +----+----------------+-------------------+-----------------+------------------+---------------+
///   |0x10| data window, 8 | message window, 4 | max datagram, 2 | max ack delay, 4 | idle limit, 4 |
///   +----+----------------+-------------------+-----------------+------------------+---------------+
///     windows, datagram: bytes. ack delay: microseconds. idle limit: milliseconds.
/// </code>
/// </summary>
internal readonly record struct ParametersFrame(long DataWindow, int MessageWindow, int MaxDatagram, Duration MaxAckDelay, Duration IdleLimit)
{
    public const int Length = 23;

    public static ParametersFrame From(RudpOptions options) =>
        new(options.ReceiveWindow, Limits.MessageWindow, options.MaxDatagramSize, options.MaxAckDelay, options.IdleLimit);

    public static bool TryRead(ReadOnlySpan<byte> source, out ParametersFrame frame)
    {
        frame = default;
        if (source.Length < Length || source[0] != (byte)FrameType.Parameters)
            return false;
        frame = new(
            BinaryPrimitives.ReadInt64LittleEndian(source[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[9..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[13..]),
            Duration.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(source[15..])),
            Duration.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(source[19..])));
        return true;
    }

    /// <summary>RUDP-HS-6: the limits of each parameter.</summary>
    public bool IsWithinLimits =>
        DataWindow is >= 1 and <= Limits.MaxReceiveWindow
        && MessageWindow is >= Limits.MaxMessageLength + 2 and <= 1 << 30
        && MaxDatagram is >= Limits.MinDatagramSize and <= Limits.MaxDatagramSize
        && MaxAckDelay >= Limits.Granularity && MaxAckDelay <= Duration.FromSeconds(1)
        && IdleLimit >= Duration.FromMilliseconds(100) && IdleLimit <= Duration.FromSeconds(3600);

    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)FrameType.Parameters;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], DataWindow);
        BinaryPrimitives.WriteInt32LittleEndian(destination[9..], MessageWindow);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[13..], (ushort)MaxDatagram);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[15..], (uint)MaxAckDelay.Microseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[19..], (uint)(IdleLimit.Nanoseconds / 1_000_000));
        return Length;
    }
}
