using Messenger.Contracts.Framing;
using Messenger.Contracts.Tests.Frames;

namespace Messenger.Contracts.Tests.Hostile;

/// <summary>One execution of the fuzzer: decode, and check what must hold for any bytes.</summary>
internal static class Hammer
{
    // An exception with its trace, and for each byte at most an empty object with its slot.
    private const long FixedBytes = 64 * 1024;
    private const long BytesForOne = 128;

    public static DecodeStatus Strike(byte[] body, bool client, string origin)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        (DecodeStatus status, object? frame, _) = Decode(body, client, origin);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated <= FixedBytes + (BytesForOne * body.Length), $"{allocated} bytes for {Convert.ToHexString(body)} ({origin})");
        Assert.Equal(status == DecodeStatus.Ok, frame is not null);
        if (frame is not null)
            AssertStable(frame, client, origin);
        return status;
    }

    // What was read can be written, and is then read as the same.
    private static void AssertStable(object frame, bool client, string origin)
    {
        byte[] written = Wire.Body(frame);
        (DecodeStatus status, object? again, _) = Decode(written, client, origin);
        Assert.Equal(DecodeStatus.Ok, status);
        Assert.Equal(written, Wire.Body(again!));
    }

    private static (DecodeStatus Status, object? Frame, ushort Tag) Decode(byte[] body, bool client, string origin)
    {
        try
        {
            return Wire.Decode(body, client);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.GetType().Name} escaped for {Convert.ToHexString(body)} ({origin})", e);
        }
    }
}
