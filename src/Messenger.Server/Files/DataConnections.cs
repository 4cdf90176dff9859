using Messenger.Contracts.Control;
using Messenger.Platform.Text;
using Messenger.Transfer;
using Messenger.Transfer.Tcp;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Files;

/// <summary>TCP data connections: finds the offer that one is for and moves its files.</summary>
internal sealed class DataConnections(OfferBook book, FileLimits limits, TimeProvider time, ILogger log)
{
    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Serves one data connection until its transfer is over.</summary>
    /// <param name="stream">The peer, behind TLS.</param>
    /// <param name="ct">The connection is gone, or the server stops at once: nobody comes with an opening any more. A transfer ends with its stream.</param>
    public async Task ServeAsync(Stream stream, CancellationToken ct)
    {
        if (await ReadOpeningAsync(stream, ct).ConfigureAwait(false) is not { } opening)
            return;
        switch (book.Take(opening, Now, out Offer? offer))
        {
            case OpeningVerdict.Accepted:
                await MoveAsync(stream, offer!).ConfigureAwait(false);
                break;
            default:
                // CTL-DATA-3: an unknown id, a wrong proof, a used and an expired offer get the same answer.
                log.ZLogInformation($"A data connection for a transfer that is not known, with a wrong proof, or too late, was refused.");
                await TcpTransfer.RefuseAsync(stream, TransferFailure.NoSuchTransfer, "The transfer is not known, or its offer has expired; ask again.", ct).ConfigureAwait(false);
                break;
        }
    }

    private async Task<TcpDataOpening?> ReadOpeningAsync(Stream stream, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(limits.Opening, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        return await TcpDataOpening.ReadAsync(stream, either.Token).ConfigureAwait(false);
    }

    // That the connection is gone is read from it, behind the peer's last word, which whoever tells of it otherwise would overtake.
    private async Task MoveAsync(Stream stream, Offer offer)
    {
        log.ZLogInformation($"Transfer {offer.Id:x16} begins: {Plural.Of(offer.Cargo.Plan.Files.Count, "file")}, {Plural.Of(offer.Cargo.Plan.TotalBytes, "byte")}.");
        ServerFrame? word = null;
        try
        {
            await using ImpairedStream? impaired = limits.Impairment is { } impairment ? new ImpairedStream(stream, impairment.Options, time) : null;
            TransferResult result = await offer.Cargo.OverTcpAsync(impaired ?? stream, offer.Control, CancellationToken.None).ConfigureAwait(false);
            TransferReports.Log(offer, result, log);
            word = await offer.Cargo.EndAsync(offer.Id, result).ConfigureAwait(false);
        }
        finally
        {
            book.End(offer, Now);
        }

        if (word is not null)
            offer.Notify(word);
    }
}
