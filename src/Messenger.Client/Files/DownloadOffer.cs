using Messenger.Client.Session;
using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;
using Messenger.Transfer.Rudp;

namespace Messenger.Client.Files;

/// <summary>What the server offers, checked: a plan that holds together, and the secret of its one connection.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Plan">Its files.</param>
/// <param name="Transports">The ways that its bytes can go.</param>
/// <param name="UdpPort">The server's UDP port; 0: that of the control connection.</param>
/// <param name="Cipher">How datagrams are sealed.</param>
internal sealed record DownloadOffer(ulong TransferId, TransferSecret Secret, TransferPlan Plan, TransferTransports Transports, int UdpPort, TransferCipher Cipher)
{
    /// <summary>When it came, by the client's clock.</summary>
    private long Came { get; init; }

    private TimeSpan Life { get; init; }

    /// <summary>So much of its time is over that the server may have forgotten it.</summary>
    public bool IsStale(TimeProvider time) => Life > TimeSpan.Zero && time.GetElapsedTime(Came) > Life * 0.8;

    /// <summary>Asks for files, and for all pages of their plan unless it is known.</summary>
    /// <exception cref="UserError">Refused, no answer, or an offer that does not hold together.</exception>
    public static async Task<DownloadOffer> AskAsync(
        OneShotSession session, DownloadRequest request, TransferTransports transports, TransferPlan? known, CancellationToken cancel)
    {
        var offer = await session.RequestAsync<TransferOffer>(id => new OpenDownload
        {
            RequestId = id,
            Congestion = request.Congestion,
            Selections = request.MeasureBytes > 0 ? [] : [.. request.Selections],
            MeasureBytes = request.MeasureBytes,
            Transports = transports,
            KnownPlan = known?.Digest.ToArray() ?? [],
            HasAes = RudpTransfer.HasAes,
        }, cancel).ConfigureAwait(false);

        long came = session.Time.GetTimestamp();
        TransferTransports offered = offer.Transports & transports;
        if (offered == TransferTransports.None || !Enum.IsDefined(offer.Cipher))
            throw new UserError(ExitCode.Denied, "the server does not send files the way that was asked for; leave --udp or --tcp out");
        if (offer.TransferId == 0 || offer.Secret.Length != TransferSecret.Length || !PlanDigest.TryRead(offer.PlanDigest, out var digest))
            throw Broken("without an id, a secret or a digest");
        var plan = known is not null && known.Digest == digest ? known : await FetchPlanAsync(session, offer, digest, cancel).ConfigureAwait(false);
        return new(offer.TransferId, new TransferSecret(offer.Secret), plan, offered, offer.UdpPort, offer.Cipher)
        {
            Came = came,
            Life = TimeSpan.FromMilliseconds(Math.Max(0, offer.ExpiresMilliseconds)),
        };
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
