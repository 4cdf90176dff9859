using Messenger.Rudp;

namespace Messenger.Transfer.Rudp;

/// <summary>What both ends of a transfer over RUDP were told on the control channel, and what this end wants of its connection.</summary>
/// <param name="TransferId">The offer's id, not 0.</param>
/// <param name="Secret">The offer's secret, for this one connection.</param>
/// <param name="Cipher">How datagrams are sealed.</param>
public sealed record RudpRendezvous(ulong TransferId, TransferSecret Secret, RudpCipher Cipher)
{
    /// <summary>Where the other end listens; null: this end waits for it.</summary>
    public PathAddress? Peer { get; init; }

    /// <summary>For the end that waits: where the control connection comes from, which needs no validation.</summary>
    public PathAddress ValidatedHost { get; init; }

    /// <summary>Asked once, on the driver's thread, when the peer has proved that it knows the secret; false: the offer was taken another way meanwhile.</summary>
    public Func<bool>? OnConnected { get; init; }

    /// <summary>The connection, where it was begun before this end was ready for it; null: it begins now.</summary>
    public RudpApproach? Approach { get; init; }

    /// <summary>The connection's own settings.</summary>
    public RudpOptions Options { get; init; } = new();
}
