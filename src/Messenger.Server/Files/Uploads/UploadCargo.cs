using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Rudp.Sockets;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;
using Messenger.Transfer.Sink;
using Messenger.Transfer.Tcp;

namespace Messenger.Server.Files.Uploads;

/// <summary>Files that somebody puts here: the server is the receiver.</summary>
/// <param name="hold">Where they go.</param>
internal sealed class UploadCargo(UploadHold hold) : Cargo
{
    private readonly FileSink _sink = hold.Sink!;
    private CancellationTokenRegistration _turnLost;
    private int _isDisposed;

    /// <inheritdoc/>
    public override TransferPlan Plan => _sink.Plan;

    /// <inheritdoc/>
    public override TransferDirection Direction => TransferDirection.Upload;

    /// <inheritdoc/>
    public override async Task<TransferResult> OverTcpAsync(Stream stream, TransferControl control, CancellationToken ct)
    {
        CancellationToken turn = await hold.TakeTurnAsync(ct).ConfigureAwait(false);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(turn, ct);
            using var receiver = new TransferReceiver(_sink);
            return Finished(await TcpTransfer.ReceiveAsync(stream, receiver, control, either.Token).ConfigureAwait(false));
        }
        finally
        {
            hold.EndTurn();
        }
    }

    /// <inheritdoc/>
    public override async Task<TransferResult> OverRudpAsync(RudpDriver driver, RudpRendezvous rendezvous, TransferControl control, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bool hasTurn = false;
        // What this end asks for is asked when its client is there: until then another connection may be at the files.
        RudpRendezvous taking = rendezvous with { OnConnected = () => rendezvous.OnConnected!() && (hasTurn = TryBegin(ended)) };
        try
        {
            using var receiver = new TransferReceiver(_sink);
            return Finished(await RudpTransfer.ReceiveAsync(driver, taking, receiver, control, ended.Token).ConfigureAwait(false));
        }
        finally
        {
            await _turnLost.DisposeAsync().ConfigureAwait(false);
            if (hasTurn)
                hold.EndTurn();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<ServerFrame?> EndAsync(ulong transferId, TransferResult result)
    {
        if (result.End != TransferEnd.Completed)
            return TransferReports.Of(transferId, result);
        ulong parcel = await hold.Keep(_sink).ConfigureAwait(false);
        return new UploadDone
        {
            TransferId = transferId,
            Written = FirstOf(_sink.FilesWritten),
            WrittenCount = _sink.FilesWritten.Count,
            KeptCount = _sink.FilesKept,
            ResumedBytes = _sink.BytesResumed,
            Parcel = parcel,
        };
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            hold.Leave();
    }

    private bool TryBegin(CancellationTokenSource ended)
    {
        if (hold.TryTakeTurn() is not { } turn)
            return false;
        _turnLost = turn.Register(ended.Cancel);
        return true;
    }

    private TransferResult Finished(TransferResult result)
    {
        hold.IsFinished |= result.End == TransferEnd.Completed;
        return result;
    }

    // CTL-REQ-4: as many names as fit into a frame.
    private static string[] FirstOf(IReadOnlyList<string> names)
    {
        int bytes = 0;
        return [.. names.TakeWhile((name, i) => i < WireLimits.FilesPerPage && (bytes += Pages.SizeOf(name)) <= WireLimits.PageBytes)];
    }
}
