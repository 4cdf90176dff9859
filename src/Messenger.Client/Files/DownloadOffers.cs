using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform.Text;
using Messenger.Platform;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;

namespace Messenger.Client.Files;

/// <summary>Asks for files, and for all pages of their plan unless it is known.</summary>
internal static class DownloadOffers
{
    // Pages that travel at once: fewer than a server lets wait, and less than it keeps for one session.
    private const int PagesAtOnce = 12;

    /// <summary>Asks.</summary>
    /// <param name="session">Whom.</param>
    /// <param name="request">For what.</param>
    /// <param name="transports">The ways that the bytes can take.</param>
    /// <param name="known">The plan that was begun; null: none.</param>
    /// <param name="early">Begins with the request; null: the bytes wait for the offer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserError">Refused, no answer, or an offer that does not hold together.</exception>
    public static async Task<DataOffer> AskAsync(
        OneShotSession session, DownloadRequest request, TransferTransports transports, TransferPlan? known, EarlyWay? early, CancellationToken cancel)
    {
        var asking = session.RequestAsync<TransferOffer>(id => new OpenDownload
        {
            RequestId = id,
            Selections = request.MeasureBytes > 0 ? [] : [.. request.Selections],
            MeasureBytes = request.MeasureBytes,
            Transports = transports,
            KnownPlan = known?.Digest.ToArray() ?? [],
            HasAes = RudpTransfer.HasAes,
            Parcel = request.Parcel,
            Congestion = request.Congestion,
            TransferId = early?.TransferId ?? 0,
            Secret = early?.Secret.Bytes.ToArray() ?? [],
        }, cancel);
        early?.Begin();
        var offer = await asking.ConfigureAwait(false);
        var came = session.Time.GetTimestamp();
        DataOffer.Check(offer, transports, out var digest);
        var plan = known is not null && known.Digest == digest ? known : await FetchPlanAsync(session, offer, digest, cancel).ConfigureAwait(false);
        return DataOffer.Of(offer, transports, plan, came);
    }

    private static async Task<TransferPlan> FetchPlanAsync(OneShotSession session, TransferOffer offer, PlanDigest digest, CancellationToken cancel)
    {
        if (offer.FileCount is < 0 or > TransferPlan.MaxFiles)
            throw DataOffer.Broken($"of {Plural.Of(offer.FileCount, "file")}");
        var files = new List<PlanFile>(Math.Min(offer.FileCount, 4_096));
        files.AddRange(offer.Files);
        // As long as pages are: names of one list are most often of one kind.
        var step = Math.Max(files.Count, 1);
        while (files.Count < offer.FileCount)
        {
            var firsts = Enumerable.Range(0, PagesAtOnce).Select(i => files.Count + ((long)i * step)).TakeWhile(first => first < offer.FileCount);
            var pages = await Task.WhenAll(firsts.Select(first => FetchPageAsync(session, offer, (int)first, cancel))).ConfigureAwait(false);
            step = Math.Max(pages[0].Files.Length, 1);
            foreach (var page in pages)
            {
                // A page that was shorter than expected leaves a gap: what lies behind it is asked for again.
                if (page.First > files.Count)
                    break;
                files.AddRange(page.Files.Skip(files.Count - page.First));
            }
        }

        TransferPlan plan;
        try
        {
            plan = TransferPlan.Create(files, offer.ChunkSize);
        }
        catch (PlanException e)
        {
            throw new UserError(ExitCode.Protocol, $"the server's list of files cannot be used: {Platform.Text.SafeText.Show(e.Message)}", e);
        }

        return plan.Digest == digest ? plan : throw DataOffer.Broken("whose digest is not that of its files");
    }

    private static async Task<PlanPage> FetchPageAsync(OneShotSession session, TransferOffer offer, int first, CancellationToken cancel)
    {
        var page = await session.RequestAsync<PlanPage>(
            id => new FetchPlan { RequestId = id, TransferId = offer.TransferId, First = first }, cancel).ConfigureAwait(false);
        return page.First == first && page.Files.Length > 0 && page.Files.Length <= offer.FileCount - first
            ? page
            : throw DataOffer.Broken("whose pages do not follow one another");
    }
}
