using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Transfer;
using Messenger.Transfer.Tcp;

namespace Messenger.Client.Files;

/// <summary>A data connection: TLS over TCP, opened with the offer's id and the proof of its secret.</summary>
internal sealed class TcpWay : IDataWay
{
    private readonly Stream _stream;
    private readonly ServerAddress _server;
    private readonly Func<LinkCount?> _count;

    private TcpWay(Stream stream, ServerAddress server, Func<LinkCount?> count) => (_stream, _server, _count) = (stream, server, count);

    /// <summary>Takes a connection over, which is closed with this.</summary>
    public static TcpWay On(SecureConnection connection, ClientProfile profile)
    {
        var stream = profile.Impairment is { } impairment ? new ImpairedStream(connection.Stream, impairment.Options, profile.Time) : connection.Stream;
        return new(stream, profile.Server, connection.Count);
    }

    public TransferTransports Transport => TransferTransports.Tcp;

    public LinkCount? Count(TransferControl control) => _count();

    public async Task<TransferResult> ReceiveAsync(DataOffer offer, TransferReceiver receiver, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave).ConfigureAwait(false);
        return await TcpTransfer.ReceiveAsync(_stream, receiver, control, leave).ConfigureAwait(false);
    }

    public async Task<TransferResult> ReceiveAsync(DataOffer offer, StreamReceiver receiver, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave).ConfigureAwait(false);
        return await TcpTransfer.ReceiveAsync(_stream, receiver, control, leave).ConfigureAwait(false);
    }

    public async Task<TransferResult> SendAsync(DataOffer offer, TransferSender sender, TransferControl control, CancellationToken leave)
    {
        await OpenAsync(offer, leave, TransferDirection.Upload).ConfigureAwait(false);
        return await TcpTransfer.SendAsync(_stream, sender, control, leave).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task OpenAsync(DataOffer offer, CancellationToken leave, TransferDirection direction = TransferDirection.Download)
    {
        try
        {
            await TcpDataOpening.Create(offer.TransferId, direction, offer.Secret).WriteAsync(_stream, leave).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw ControlEnd.Broken(_server, e).Error;
        }
    }
}
