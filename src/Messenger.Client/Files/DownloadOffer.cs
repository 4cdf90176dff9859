using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>What the server offers, checked: a plan that holds together, and the secret of its one connection.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Plan">Its files.</param>
internal sealed record DownloadOffer(ulong TransferId, TransferSecret Secret, TransferPlan Plan)
{
    /// <summary>Asks for files, and for all pages of their plan unless it is known.</summary>
    /// <exception cref="UserError">Refused, no answer, or an offer that does not hold together.</exception>
    public static async Task<DownloadOffer> AskAsync(
        OneShotSession session, IReadOnlyList<string> selections, TransferPlan? known, CancellationToken cancel)
    {
        var offer = await session.RequestAsync<TransferOffer>(id => new OpenDownload
        {
            RequestId = id,
            Selections = [.. selections],
            Transports = TransferTransports.Tcp,
            KnownPlan = known?.Digest.ToArray() ?? [],
            HasAes = System.Runtime.Intrinsics.X86.Aes.IsSupported || System.Runtime.Intrinsics.Arm.Aes.IsSupported,
        }, cancel).ConfigureAwait(false);

        if (!offer.Transports.HasFlag(TransferTransports.Tcp))
            throw new UserError(ExitCode.Denied, "the server does not send files over TCP; ask its keeper");
        if (offer.TransferId == 0 || offer.Secret.Length != TransferSecret.Length || !PlanDigest.TryRead(offer.PlanDigest, out var digest))
            throw Broken("without an id, a secret or a digest");
        var plan = known is not null && known.Digest == digest ? known : await FetchPlanAsync(session, offer, digest, cancel).ConfigureAwait(false);
        return new(offer.TransferId, new TransferSecret(offer.Secret), plan);
    }

    private static async Task<TransferPlan> FetchPlanAsync(OneShotSession session, TransferOffer offer, PlanDigest digest, CancellationToken cancel)
    {
        if (offer.FileCount is < 0 or > TransferPlan.MaxFiles)
            throw Broken($"of {offer.FileCount} files");
        var files = new List<PlanFile>(Math.Min(offer.FileCount, 4_096));
        files.AddRange(offer.Files);
        while (files.Count < offer.FileCount)
        {
            var first = files.Count;
            var page = await session.RequestAsync<PlanPage>(
                id => new FetchPlan { RequestId = id, TransferId = offer.TransferId, First = first }, cancel).ConfigureAwait(false);
            if (page.First != first || page.Files.Length == 0 || page.Files.Length > offer.FileCount - first)
                throw Broken("whose pages do not follow one another");
            files.AddRange(page.Files);
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

        return plan.Digest == digest ? plan : throw Broken("whose digest is not that of its files");
    }

    private static UserError Broken(string how) =>
        new(ExitCode.Protocol, $"the server made an offer {how}; it is another version, or broken");
}
