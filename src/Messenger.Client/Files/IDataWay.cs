using Messenger.Contracts.Files;
using Messenger.Transfer;

namespace Messenger.Client.Files;

/// <summary>One of the ways that the bytes of an offer can take, for one connection.</summary>
internal interface IDataWay : IAsyncDisposable
{
    /// <summary>Which way it is.</summary>
    TransferTransports Transport { get; }

    /// <summary>What its transport has counted so far; null where there is no telling.</summary>
    /// <param name="control">Of the transfer that takes this way.</param>
    LinkCount? Count(TransferControl control);

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
