using Messenger.Contracts.Control;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Files.Parcels;

/// <summary>A parcel that its recipient fetches.</summary>
/// <param name="parcel">Its number.</param>
/// <param name="source">Its files.</param>
/// <param name="fetched">Called when the recipient has said that all is in place.</param>
internal sealed class ParcelCargo(ulong parcel, FileSource source, Func<Task> fetched) : Cargo
{
    private volatile TransferSender? _sender;
    private bool _isInPlace;

    /// <summary>The parcel's number.</summary>
    public ulong Parcel => parcel;

    /// <summary>Its recipient may have all of it: the last word, that all is in place, is to come on the connection of the bytes.</summary>
    public bool MayBeFetched => _sender?.MayFinish == true;

    /// <summary>Bytes that both ends were told of last.</summary>
    public long ToldBytes { get; set; }

    /// <inheritdoc/>
    public override TransferPlan Plan => source.Plan;

    /// <inheritdoc/>
    public override TransferDirection Direction => TransferDirection.Download;

    /// <inheritdoc/>
    public override async Task<TransferResult> OverTcpAsync(Stream stream, TransferControl control, CancellationToken ct)
    {
        using var sender = new TransferSender(source);
        _sender = sender;
        TransferResult result = await TcpTransfer.SendAsync(stream, sender, control, ct).ConfigureAwait(false);
        _isInPlace = sender.IsInPlace;
        return result;
    }

    /// <inheritdoc/>
    public override async Task<TransferResult> OverRudpAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferControl control, CancellationToken ct)
    {
        using var sender = new TransferSender(source);
        _sender = sender;
        TransferResult result = await RudpTransfer.SendAsync(driver, rendezvous, sender, control, ct).ConfigureAwait(false);
        _isInPlace = sender.IsInPlace;
        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask<ServerFrame?> EndAsync(ulong transferId, TransferResult result)
    {
        // CTL-BOX-3: whoever has not said so may have lost it on its last step, and finds it here again.
        if (_isInPlace)
            await fetched().ConfigureAwait(false);
        return TransferReports.Of(transferId, result);
    }
}
