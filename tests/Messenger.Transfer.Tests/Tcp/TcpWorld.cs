using Messenger.Testing.Streams;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;
using Messenger.Transfer.Tests.Support;

namespace Messenger.Transfer.Tests.Tcp;

/// <summary>Both ends of a transfer on a connection in memory.</summary>
internal static class TcpWorld
{
    // A test that hangs is ended by this, and is wrong.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<(TransferResult Sent, TransferResult Received)> RunAsync(
        World world, FileSource source, TransferControl? sending = null, TransferControl? receiving = null, FileSinkOptions? options = null,
        Action<DuplexStream, DuplexStream>? wire = null)
    {
        using FileSink sink = world.OpenSink(source.Plan, options);
        return await RunAsync(source, sink, sending, receiving, wire);
    }

    public static async Task<(TransferResult Sent, TransferResult Received)> RunAsync(
        FileSource source, FileSink sink, TransferControl? sending = null, TransferControl? receiving = null, Action<DuplexStream, DuplexStream>? wire = null)
    {
        (DuplexStream a, DuplexStream b) = DuplexStream.CreatePair();
        wire?.Invoke(a, b);
        Task<TransferResult> send = SendAsync(a, source, sending ?? new TransferControl());
        Task<TransferResult> receive = ReceiveAsync(b, sink, receiving ?? new TransferControl());
        await Task.WhenAll(send, receive).WaitAsync(Patience);
        return (await send, await receive);
    }

    public static async Task<TransferResult> SendAsync(Stream stream, FileSource source, TransferControl control)
    {
        using var sender = new TransferSender(source);
        await using (stream)
            return await TcpTransfer.SendAsync(stream, sender, control, CancellationToken.None);
    }

    public static async Task<TransferResult> ReceiveAsync(Stream stream, FileSink sink, TransferControl control)
    {
        using var receiver = new TransferReceiver(sink);
        await using (stream)
            return await TcpTransfer.ReceiveAsync(stream, receiver, control, CancellationToken.None);
    }
}
