using Messenger.Platform.Files;
using Messenger.Platform.Startup;

namespace Messenger.Cli.Output;

/// <summary>Standard error: what cannot be written there cannot be told anywhere else either, and stops nothing.</summary>
internal sealed class ErrorStream : WriteOnlyStream
{
    private readonly Stream _inner = StandardStreams.OpenError();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (IOException)
        {
            // Closed, or its disk is full.
        }
    }

    public override void Flush()
    {
    }
}
