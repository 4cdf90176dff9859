using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Platform.Startup;

namespace Messenger.Cli.Output;

/// <summary>Standard output: tells a reader that has gone (quiet end) from a disk that is full (an error with a sentence).</summary>
internal sealed class OutputStream(Stream inner) : WriteOnlyStream
{
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

    private static Exception Explain(IOException e) => StandardStreams.IsClosedPipe(e)
        ? new ClosedOutputException(e)
        : new UserError(ExitCode.LocalFile, $"cannot write to standard output: {e.Message.TrimEnd('.')}; see where it goes", e);
}
