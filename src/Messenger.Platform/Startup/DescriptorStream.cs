using System.Runtime.InteropServices;

namespace Messenger.Platform.Startup;

/// <summary>
/// An open file descriptor that is not ours to close. Unlike <see cref="FileStream"/>, which keeps a position of its own and writes there, it reads and writes where the
/// descriptor stands; and it waits where somebody has made the descriptor non-blocking.
/// </summary>
internal sealed unsafe class DescriptorStream(int descriptor, FileAccess access) : Stream
{
    private const short ReadyToRead = 1, ReadyToWrite = 4;

    public override bool CanRead => access == FileAccess.Read;

    public override bool CanSeek => false;

    public override bool CanWrite => access == FileAccess.Write;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var read = Libc.Read(descriptor, start, buffer.Length);
                if (read >= 0)
                    return (int)read;
                WaitOrThrow(ReadyToRead);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (nint done = 0; done < buffer.Length;)
            {
                var written = Libc.Write(descriptor, start + done, buffer.Length - done);
                if (written >= 0)
                    done += written;
                else
                    WaitOrThrow(ReadyToWrite);
            }
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WaitOrThrow(short events)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Libc.WouldBlock)
        {
            var poll = new Libc.PollDescriptor { Descriptor = descriptor, Events = events };
            _ = Libc.Poll(&poll, 1, -1);
        }
        else if (error != Libc.Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }
}
