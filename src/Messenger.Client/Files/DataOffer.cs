using Messenger.Contracts.Files;
using Messenger.Platform;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>What the server offers, checked: a plan that holds together, and the secret of its one connection.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Plan">Its files.</param>
/// <param name="Transports">The ways that its bytes can go.</param>
/// <param name="UdpPort">The server's UDP port; 0: that of the control connection.</param>
/// <param name="Cipher">How datagrams are sealed.</param>
internal sealed record DataOffer(ulong TransferId, TransferSecret Secret, TransferPlan Plan, TransferTransports Transports, int UdpPort, TransferCipher Cipher)
{
    /// <summary>When it came, by the client's clock.</summary>
    private long Came { get; init; }

    private TimeSpan Life { get; init; }

    /// <summary>So much of its time is over that the server may have forgotten it.</summary>
    public bool IsStale(TimeProvider time) => Life > TimeSpan.Zero && Age(time) > Life * 0.8;

    /// <summary>How long it has been here.</summary>
    public TimeSpan Age(TimeProvider time) => time.GetElapsedTime(Came);

    /// <summary>Checks what all offers have.</summary>
    /// <param name="offer">As it came.</param>
    /// <param name="asked">The ways that were asked for.</param>
    /// <param name="digest">The digest of its plan.</param>
    /// <exception cref="UserError">It does not hold together, or offers none of the ways.</exception>
    public static void Check(TransferOffer offer, TransferTransports asked, out PlanDigest digest)
    {
        if ((offer.Transports & asked) == TransferTransports.None || !Enum.IsDefined(offer.Cipher))
            throw new UserError(ExitCode.Denied, "the server does not move files the way that was asked for; leave --udp or --tcp out");
        if (offer.TransferId == 0 || offer.Secret.Length != TransferSecret.Length || !PlanDigest.TryRead(offer.PlanDigest, out digest))
            throw Broken("without an id, a secret or a digest");
    }

    /// <summary>An offer that <see cref="Check"/> has let pass.</summary>
    /// <param name="offer">As it came.</param>
    /// <param name="asked">The ways that were asked for.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="came">When it came.</param>
    public static DataOffer Of(TransferOffer offer, TransferTransports asked, TransferPlan plan, long came) =>
        new(offer.TransferId, new TransferSecret(offer.Secret), plan, offer.Transports & asked, offer.UdpPort, offer.Cipher)
        {
            Came = came,
            Life = TimeSpan.FromMilliseconds(Math.Max(0, offer.ExpiresMilliseconds)),
        };

    /// <summary>The server's offer makes no sense.</summary>
    public static UserError Broken(string how) =>
        new(ExitCode.Protocol, $"the server made an offer {how}; it is another version, or broken");
}
