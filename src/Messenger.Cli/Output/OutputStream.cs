using Messenger.Platform;
using Messenger.Platform.Startup;

namespace Messenger.Cli.Output;

/// <summary>Standard output: tells a reader that has gone (quiet end) from a disk that is full (an error with a sentence).</summary>
internal sealed class OutputStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException e)
        {
            throw Explain(e);
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException e)
        {
            throw Explain(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static Exception Explain(IOException e) => StandardStreams.IsClosedPipe(e)
        ? new ClosedOutputException(e)
        : new UserError(ExitCode.LocalFile, $"cannot write to standard output: {e.Message.TrimEnd('.')}; see where it goes", e);
}
