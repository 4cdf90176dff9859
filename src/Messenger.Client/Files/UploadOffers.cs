using System.Text;
using Messenger.Client.Session;
using Messenger.Contracts;
using Messenger.Contracts.Control;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;

namespace Messenger.Client.Files;

/// <summary>Tells the server what would come, page by page, and asks for an offer to send it.</summary>
internal static class UploadOffers
{
    // Pages that travel at once: fewer than a server lets wait.
    private const int PagesAtOnce = 12;

    /// <summary>Asks.</summary>
    /// <param name="session">Whom.</param>
    /// <param name="request">How it was asked for.</param>
    /// <param name="plan">What would come.</param>
    /// <param name="transports">The ways that the bytes can take.</param>
    /// <param name="command">The same for all connections of one command.</param>
    /// <param name="early">Begins with the request; null: the connection waits for the offer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="UserError">Refused, no answer, or an offer that does not hold together.</exception>
    public static async Task<DataOffer> AskAsync(
        OneShotSession session, UploadRequest request, TransferPlan plan, TransferTransports transports, Guid command, EarlyWay? early, CancellationToken cancel)
    {
        var pages = Pages(plan).ToArray();
        for (var next = 0; next < pages.Length - 1; next += PagesAtOnce)
        {
            await Task.WhenAll(pages[next..Math.Min(next + PagesAtOnce, pages.Length - 1)].Select(page => session.RequestAsync<Done>(
                id => new AddPlanFiles { RequestId = id, First = page.First, Files = page.Files }, cancel))).ConfigureAwait(false);
        }

        var last = pages[^1];
        // The server looks at what it has of it, which may take as long as reading it.
        var asking = session.RequestWithoutLimitAsync<TransferOffer>(id => new OpenUpload
        {
            RequestId = id,
            First = last.First,
            Files = last.Files,
            PlanDigest = plan.Digest.ToArray(),
            ChunkSize = plan.ChunkSize,
            Transports = transports,
            HasAes = RudpTransfer.HasAes,
            IfExists = PolicyOf(request.IfExists),
            Command = command,
            To = request.To,
            TransferId = early?.TransferId ?? 0,
            Secret = early?.Secret.Bytes.ToArray() ?? [],
        }, cancel);
        early?.Begin();
        var offer = await asking.ConfigureAwait(false);
        var came = session.Time.GetTimestamp();
        DataOffer.Check(offer, transports, out var digest);
        return digest == plan.Digest ? DataOffer.Of(offer, transports, plan, came) : throw DataOffer.Broken("for other files than those that were asked about");
    }

    /// <summary>A plan cut into what fits into frames: one page or more.</summary>
    internal static IEnumerable<(int First, PlanFile[] Files)> Pages(TransferPlan plan)
    {
        var first = 0;
        var bytes = 0;
        for (var i = 0; i < plan.Files.Count; i++)
        {
            var size = WireLimits.PlanFileBytes + Encoding.UTF8.GetByteCount(plan.Files[i].Path);
            if (i > first && (i - first == WireLimits.FilesPerPage || bytes + size > WireLimits.PageBytes))
            {
                yield return (first, [.. plan.Files.Skip(first).Take(i - first)]);
                (first, bytes) = (i, 0);
            }

            bytes += size;
        }

        yield return (first, [.. plan.Files.Skip(first)]);
    }

    private static UploadPolicy PolicyOf(ExistingPolicy policy) => policy switch
    {
        ExistingPolicy.Skip => UploadPolicy.Skip,
        ExistingPolicy.Rename => UploadPolicy.Rename,
        ExistingPolicy.Overwrite => UploadPolicy.Overwrite,
        _ => UploadPolicy.Refuse,
    };
}
