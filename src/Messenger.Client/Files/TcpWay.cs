using Messenger.Client.Session;
using Messenger.Transfer;
using Messenger.Transfer.Tcp;

namespace Messenger.Client.Files;

/// <summary>A data connection: TLS over TCP, opened with the offer's id and the proof of its secret.</summary>
internal sealed class TcpWay(SecureConnection connection, ServerAddress server) : IDataWay
{
    public async Task<TransferResult> ReceiveAsync(DataOffer offer, TransferReceiver receiver, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave).ConfigureAwait(false);
        return await TcpTransfer.ReceiveAsync(connection.Stream, receiver, control, leave).ConfigureAwait(false);
    }

    public async Task<TransferResult> ReceiveAsync(DataOffer offer, StreamReceiver receiver, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave).ConfigureAwait(false);
        return await TcpTransfer.ReceiveAsync(connection.Stream, receiver, control, leave).ConfigureAwait(false);
    }

    public async Task<TransferResult> SendAsync(DataOffer offer, TransferSender sender, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave, TransferDirection.Upload).ConfigureAwait(false);
        return await TcpTransfer.SendAsync(connection.Stream, sender, control, leave).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task OpenAsync(DataOffer offer, CancellationToken leave, TransferDirection direction = TransferDirection.Download)
    {
        try
        {
            await TcpDataOpening.Create(offer.TransferId, direction, offer.Secret).WriteAsync(connection.Stream, leave).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw ControlEnd.Broken(server, e).Error;
        }
    }
}
