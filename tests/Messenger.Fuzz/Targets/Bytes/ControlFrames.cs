using System.Buffers;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Fuzz.Targets.Bytes;

/// <summary>CTL-BODY-9: a frame's body, and with it every MemoryPack type. What is read can be written, and is then read as the same.</summary>
internal sealed class ControlFrames(bool fromClient) : FuzzTarget
{
    // An exception with its trace, and for each byte at most an empty object with its slot.
    private const long FixedBytes = 64 * 1024, BytesForOne = 128;

    public override string Name => fromClient ? "client-frames" : "server-frames";

    public override string Pattern => fromClient ? "control/client-*.bin" : "control/server-*.bin";

    public override IEnumerable<byte[]> Seeds => [];

    public override int MostBytes => 2_048;

    public override void Run(ReadOnlySpan<byte> input)
    {
        byte[] body = input.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeStatus status = Decode(body, out object? frame);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        BrokenRuleException.ThrowUnless(allocated <= FixedBytes + (BytesForOne * body.Length), $"{allocated} bytes are kept for {body.Length}");
        BrokenRuleException.ThrowUnless(status == DecodeStatus.Ok == frame is not null, $"the status is {status}");
        if (frame is null)
            return;
        byte[] written = Encode(frame);
        BrokenRuleException.ThrowUnless(Decode(written, out object? again) == DecodeStatus.Ok, "what was written cannot be read");
        BrokenRuleException.ThrowUnless(written.AsSpan().SequenceEqual(Encode(again!)), "what was written is read as something else");
    }

    private DecodeStatus Decode(byte[] body, out object? frame)
    {
        DecodeStatus status;
        if (fromClient)
        {
            status = ControlCodec.Decode(new ReadOnlySequence<byte>(body), out ClientFrame? client, out _);
            frame = client;
        }
        else
        {
            status = ControlCodec.Decode(new ReadOnlySequence<byte>(body), out ServerFrame? server, out _);
            frame = server;
        }

        return status;
    }

    private static byte[] Encode(object frame) =>
        (frame is ClientFrame client ? ControlCodec.Encode(client) : ControlCodec.Encode((ServerFrame)frame))[WireLimits.FramePrefix..];
}
