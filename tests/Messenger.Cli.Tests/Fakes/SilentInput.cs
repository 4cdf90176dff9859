namespace Messenger.Cli.Tests.Fakes;

/// <summary>Somebody who types nothing: a read waits until the test is over.</summary>
internal sealed class SilentInput : MemoryStream
{
    private readonly ManualResetEventSlim _over = new();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        _over.Wait();
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        _over.Set();
        base.Dispose(disposing);
    }
}
