using Messenger.Contracts.Control;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Source;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Files;

/// <summary>What an offer moves, and which way: its one connection runs it, over whatever transport came first.</summary>
internal abstract class Cargo : IDisposable
{
    /// <summary>The files.</summary>
    public abstract TransferPlan Plan { get; }

    /// <summary>Which way the bytes go.</summary>
    public abstract TransferDirection Direction { get; }

    /// <summary>Moves it over a data connection.</summary>
    public abstract Task<TransferResult> OverTcpAsync(Stream stream, TransferControl control, CancellationToken ct);

    /// <summary>Waits for its client on UDP, and moves it.</summary>
    public abstract Task<TransferResult> OverRudpAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferControl control, CancellationToken ct);

    /// <summary>It ended. What the session that asked is to hear, where its own end cannot know; null: nothing.</summary>
    public abstract ValueTask<ServerFrame?> EndAsync(ulong transferId, TransferResult result);

    /// <summary>Nobody is at it any more, whether it ever began or not. Called once or more.</summary>
    public virtual void Dispose()
    {
    }
}

/// <summary>Files that somebody fetches.</summary>
internal sealed class DownloadCargo(FileSource source) : Cargo
{
    /// <inheritdoc/>
    public override TransferPlan Plan => source.Plan;

    /// <inheritdoc/>
    public override TransferDirection Direction => TransferDirection.Download;

    /// <inheritdoc/>
    public override async Task<TransferResult> OverTcpAsync(Stream stream, TransferControl control, CancellationToken ct)
    {
        using var sender = new TransferSender(source);
        return await TcpTransfer.SendAsync(stream, sender, control, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<TransferResult> OverRudpAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferControl control, CancellationToken ct)
    {
        using var sender = new TransferSender(source);
        return await RudpTransfer.SendAsync(driver, rendezvous, sender, control, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<ServerFrame?> EndAsync(ulong transferId, TransferResult result) =>
        ValueTask.FromResult(TransferReports.Of(transferId, result));
}
