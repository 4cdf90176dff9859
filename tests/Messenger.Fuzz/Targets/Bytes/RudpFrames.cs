using Messenger.Rudp;
using Messenger.Rudp.Wire;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>RUDP-FRAME-3: the frames of a packet and its header. What is read is within its limits, and written again it says the same.</summary>
internal sealed class RudpFrames : FuzzTarget
{
    private readonly byte[] _buffer = new byte[2_048];
    private readonly AckRange[] _ranges = new AckRange[256];

    public override string Name => "rudp-frames";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            yield return [.. Enumerable.Range(0, PacketHeader.Overhead).Select(i => (byte)(i == 0 ? PacketHeader.Version << 4 : 0))];
            int length = AckFrame.Write(_buffer, [new(new(90), new(95)), new(new(80), new(80)), new(new(1), new(70))], Duration.FromMilliseconds(3));
            length += new MessageFrame(77, "message"u8).Write(_buffer.AsSpan(length));
            length += new WindowFrame(1 << 24, 1 << 16).Write(_buffer.AsSpan(length));
            length += new PathFrame(true, 0x0102030405060708).Write(_buffer.AsSpan(length));
            length += new CloseFrame(RudpReason.Application, 3, "why"u8).Write(_buffer.AsSpan(length));
            length += new DataFrame(1 << 20, "bytes"u8).Write(_buffer.AsSpan(length));
            yield return _buffer[..length];
            yield return _buffer[..ParametersFrame.From(new RudpOptions()).Write(_buffer)];
            yield return _buffer[..new AnswerFrame(new byte[32], new(5)).Write(_buffer)];
        }
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (PacketHeader.TryRead(input, out PacketHeader header))
        {
            header.Write(_buffer);
            BrokenRuleException.ThrowUnless(PacketHeader.TryRead(_buffer, out PacketHeader again) && again == header, "a header changes");
        }

        while (!input.IsEmpty)
        {
            int length = Walk(input);
            BrokenRuleException.ThrowUnless(length <= input.Length, "a frame is longer than its packet");
            input = input[Math.Max(1, length)..];
        }
    }

    private int Walk(ReadOnlySpan<byte> input)
    {
        if (AckFrame.TryRead(input, out AckFrame ack, out int length))
            return Same(ack, length);
        if (DataFrame.TryRead(input, out DataFrame data, out length))
            return Same(data, length);
        if (MessageFrame.TryRead(input, out MessageFrame message, out length))
            return Same(input, message.Write(_buffer), length);
        if (CloseFrame.TryRead(input, out CloseFrame close, out length))
            return Same(input, close.Write(_buffer), length);
        if (WindowFrame.TryRead(input, out WindowFrame window))
            return Same(input, window.Write(_buffer), WindowFrame.Length);
        if (PathFrame.TryRead(input, out PathFrame path))
            return Same(input, path.Write(_buffer), PathFrame.Length);
        if (AnswerFrame.TryRead(input, out AnswerFrame answer))
            return Same(input, answer.Write(_buffer), AnswerFrame.Length);
        if (ParametersFrame.TryRead(input, out ParametersFrame parameters) && parameters.IsWithinLimits)
            return Same(input, parameters.Write(_buffer), ParametersFrame.Length);
        return 1;
    }

    private int Same(ReadOnlySpan<byte> input, int written, int length)
    {
        BrokenRuleException.ThrowUnless(written == length && input[..length].SequenceEqual(_buffer.AsSpan(0, length)), "a frame changes");
        return length;
    }

    // Its offset may be written longer than need be.
    private int Same(in DataFrame data, int length)
    {
        int written = data.Write(_buffer);
        BrokenRuleException.ThrowUnless(
            written <= length && DataFrame.TryRead(_buffer.AsSpan(0, written), out DataFrame again, out int whole) && whole == written && again.Offset == data.Offset && again.Bytes.SequenceEqual(data.Bytes),
            "a frame changes");
        return length;
    }

    // Its integers may be written longer than need be, so the ranges are compared.
    private int Same(in AckFrame ack, int length)
    {
        int count = 0;
        PacketNumber below = new(ack.Largest.Value + 2);
        foreach (AckRange range in ack)
        {
            BrokenRuleException.ThrowUnless(range.First <= range.Last && range.First.Value >= 0 && range.Last.Next < below, "ranges do not descend");
            below = range.First;
            _ranges[count++] = range;
        }

        BrokenRuleException.ThrowUnless(count == ack.Count && count <= Limits.MaxAckRanges, "the count of ranges is wrong");
        int written = AckFrame.Write(_buffer, _ranges.AsSpan(0, count), ack.Delay);
        BrokenRuleException.ThrowUnless(written == AckFrame.LengthOf(_ranges.AsSpan(0, count)) && written <= length, "a written ACK is longer");
        BrokenRuleException.ThrowUnless(AckFrame.TryRead(_buffer, out AckFrame again, out _) && again.Largest == ack.Largest && again.Delay == ack.Delay, "an ACK changes");
        int i = 0;
        foreach (AckRange range in again)
            BrokenRuleException.ThrowUnless(range == _ranges[i++], "a range changes");
        return length;
    }
}
