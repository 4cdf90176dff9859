using Messenger.Transfer.Messages;

namespace Messenger.Transfer.Tcp;

/// <summary>Drives one transfer over one stream (TLS over TCP), behind its <see cref="TcpDataOpening"/>. Never throws for what a peer or a disk does.</summary>
public static class TcpTransfer
{
    /// <summary>Sends until the transfer ends. The stream is not closed, but must be afterwards.</summary>
    /// <param name="stream">Can be read and written at the same time.</param>
    /// <param name="sender">The sending end; disposed by the caller.</param>
    /// <param name="control">The steering wheel.</param>
    /// <param name="ct">Ends at once, without a word to the peer.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static Task<TransferResult> SendAsync(Stream stream, TransferSender sender, TransferControl control, CancellationToken ct) =>
        Task.Run(() => new TcpDriver(sender, null, control).RunAsync(stream, ct), ct);

    /// <summary>Receives until the transfer ends and the files are in place. The stream is not closed, but must be afterwards.</summary>
    /// <param name="stream">Can be read and written at the same time.</param>
    /// <param name="receiver">The receiving end; disposed by the caller.</param>
    /// <param name="control">The steering wheel.</param>
    /// <param name="ct">Ends at once, without a word to the peer; part and journal are kept.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static Task<TransferResult> ReceiveAsync(Stream stream, TransferReceiver receiver, TransferControl control, CancellationToken ct) =>
        Task.Run(() => new TcpDriver(null, receiver, control).RunAsync(stream, ct), ct);

    /// <summary>Receives until the transfer ends, in order into a stream. The connection is not closed, but must be afterwards.</summary>
    /// <param name="stream">Can be read and written at the same time.</param>
    /// <param name="receiver">The receiving end.</param>
    /// <param name="control">The steering wheel.</param>
    /// <param name="ct">Ends at once, without a word to the peer.</param>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public static Task<TransferResult> ReceiveAsync(Stream stream, StreamReceiver receiver, TransferControl control, CancellationToken ct) =>
        Task.Run(() => new TcpDriver(null, receiver, control).RunAsync(stream, ct), ct);

    /// <summary>Tells a peer in one message why its data connection is not served, for instance because its offer expired.</summary>
    /// <param name="stream">The data connection; to be closed afterwards.</param>
    /// <param name="failure">Why.</param>
    /// <param name="sentence">One sentence for people.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task RefuseAsync(Stream stream, TransferFailure failure, string sentence, CancellationToken ct)
    {
        await stream.WriteAsync(TcpRecord.OfMessage(MessageLane.Fail(failure, sentence)), ct).ConfigureAwait(false);
        await stream.FlushAsync(ct).ConfigureAwait(false);
    }
}
