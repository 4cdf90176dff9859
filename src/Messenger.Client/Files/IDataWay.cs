using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>One of the ways that the bytes of an offer can take, for one connection.</summary>
internal interface IDataWay : IAsyncDisposable
{
    /// <summary>Receives into files.</summary>
    /// <exception cref="Platform.UserError">The connection broke before it began.</exception>
    Task<TransferResult> ReceiveAsync(DataOffer offer, TransferReceiver receiver, TransferControl control, CancellationToken leave);

    /// <summary>Sends files.</summary>
    /// <exception cref="Platform.UserError">The connection broke before it began.</exception>
    Task<TransferResult> SendAsync(DataOffer offer, TransferSender sender, TransferControl control, CancellationToken leave);

    /// <summary>Receives in order into a stream.</summary>
    /// <exception cref="Platform.UserError">The connection broke before it began.</exception>
    Task<TransferResult> ReceiveAsync(DataOffer offer, StreamReceiver receiver, TransferControl control, CancellationToken leave);
}
