using System.Runtime.InteropServices;

namespace Messenger.Platform.Startup;

/// <summary>read(2) and write(2) on a descriptor that belongs to somebody else: nothing is buffered, positioned or closed.</summary>
internal sealed unsafe class DescriptorStream(int descriptor, FileAccess access) : Stream
{
    private const short ReadyToRead = 1;
    private const short ReadyToWrite = 4;

    public override bool CanRead => access == FileAccess.Read;

    public override bool CanWrite => access == FileAccess.Write;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (!CanRead)
            throw new NotSupportedException();
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.Read(descriptor, start, buffer.Length);
                if (count >= 0)
                    return (int)count;
                RecoverOrThrow(ReadyToRead);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!CanWrite)
            throw new NotSupportedException();
        fixed (byte* start = buffer)
        {
            for (nint done = 0; done < buffer.Length;)
            {
                var count = Libc.Write(descriptor, start + done, buffer.Length - done);
                if (count >= 0)
                    done += count;
                else
                    RecoverOrThrow(ReadyToWrite);
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The descriptor is shared, and whoever shares it may have made it non-blocking.
    private void RecoverOrThrow(short ready)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Libc.WouldBlock)
        {
            var poll = new Libc.PollDescriptor { Descriptor = descriptor, Events = ready };
            Libc.Poll(&poll, 1, timeout: -1);
        }
        else if (error != Libc.Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }
}
